"""What a sweep shows of each statement, and a small run of sweeps."""

from typing import Any

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.other_settings import initialization_runs
from papers.ensemble_mask_networks.other_settings.initialization_runs import RUNS, SEEN, SIZES, shown
from papers.ensemble_mask_networks.rates.phase_cells import CONTROL

CELLS = [(5, 1, 1), *RUNS]
CONSTANTS = {n: np.array([1.0, -1.0] * 3) * n**-0.25 for n in SIZES}


def sweep(**errors: float) -> dict[tuple[int, int, int], float]:
    """All cells near the floor but those given, as c5_1_1 = error."""
    named = {tuple(map(int, name[1:].split("_"))): error for name, error in errors.items()}
    return {cell: named.get(cell, 1e-14) for cell in CELLS}


def test_the_paper_s_sweep() -> None:
    found = shown(sweep(c5_1_1=1e-8), CONSTANTS)
    assert found == {
        "large n": True,
        "shuffled": True,
        "control": False,
        "ten floors": True,
        "falling": True,
        "signs": True,
    }
    assert set(found) == set(SEEN)


def test_each_statement_has_a_sweep_that_does_not_show_it() -> None:
    assert not shown(sweep(c5_1_1=1e-8, c20_1_1=1e-7), CONSTANTS)["large n"]
    assert not shown(sweep(c5_1_1=1e-8, c10_1_1=1e-7), CONSTANTS)["shuffled"]
    assert not shown(sweep(c5_1_1=1e-8, c10_1_1=1e-9), CONSTANTS)["ten floors"]
    assert not shown(sweep(), CONSTANTS)["large n"]  # what is below the floors of large n is no failure
    grown = {n: c * n for n, c in CONSTANTS.items()}
    assert not shown(sweep(c5_1_1=1e-8), grown)["falling"]
    assert not shown(sweep(c5_1_1=1e-8), {n: np.abs(c) for n, c in CONSTANTS.items()})["signs"]


def test_control_s_list_is_seen_where_it_is() -> None:
    listed = {f"c{n}_{e}_{m}": 1e-8 for n, e, m in CONTROL}
    assert shown(sweep(**listed), CONSTANTS)["control"]
    assert not shown(sweep(**listed, c20_1_1=1e-7), CONSTANTS)["control"]


def test_a_small_run_of_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sweeps of two laws at n = 5: the law is the one that was asked for."""
    monkeypatch.setattr(initialization_runs, "RUNS", ((5, 1, 2),))
    monkeypatch.setattr(initialization_runs, "BY_DEFAULT", ("U(0, 1)", "U(-1, 1)"))
    monkeypatch.setattr(initialization_runs, "SWEEPS", 2)
    found: dict[Any, Any] = initialization_runs.sweeps(papers.Context(seed=1))
    assert set(found) == {(law, i) for law in ("U(0, 1)", "U(-1, 1)") for i in (0, 1)}
    for (law, _), (cells, constants) in found.items():
        assert cells[5, 1, 1] > cells[5, 1, 2] > 0
        assert (min(np.concatenate(list(constants.values()))) > 0) is np.bool_(law == "U(0, 1)")
