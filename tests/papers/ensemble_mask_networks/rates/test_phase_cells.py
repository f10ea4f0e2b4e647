"""Which records of the sweeps the cells are read from, and what is predicted beside them."""

from collections.abc import Callable

import pytest

import papers
from papers.ensemble_mask_networks.experiments import META_EPOCHS
from papers.ensemble_mask_networks.rates import phase_cells
from sims.store import Record

Sweeps = Callable[[dict[str, list[Record]]], papers.Context]


def test_the_phase_diagram_reads_the_large_cells(
    stored: Sweeps, record: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phase_cells, "LARGE", (30,))
    small = {("control", d, "theory"): {(5, 1, 1): 1.0} for d in phase_cells.DTYPES}
    small |= {("shuffled", *key[1:]): dict(cells) for key, cells in small.items()}
    monkeypatch.setattr(phase_cells, "_simulated", lambda seed: small | {("control", "float64", 7): {(5, 1, 1): 9.0}})
    sweeps: dict[str, list[Record]] = {name: [] for name in phase_cells.SWEEPS}
    asked = {"epochs": 1, "condition": "control", "dtype": "float64"}
    sweeps["table_1_seeds"] = [record("t", 0, {f"mean_square_{m}": 1.0 for m in META_EPOCHS}, n=5, **asked)]
    sweeps["phase_cells_large"] = [record("p", 0, {"mean_square_1": 2.0}, n=30, **asked)]
    sweeps["table_1"] = [record("t", 0, {"mean_square_1": 3.0}, n=30, **{**asked, "condition": "subsampled"})]
    found = phase_cells.measured(stored(sweeps))
    run = found["control", "float64", 0]
    assert run == {(5, 1, m): 1.0 for m in META_EPOCHS} | {(30, 1, 1): 2.0}
    assert {key[0] for key in found} == {"control", "shuffled"}
    assert ("control", "float64", 7) not in found  # simulated by default only
    for dtype in phase_cells.DTYPES:
        cells = found["shuffled", dtype, "theory"]
        assert {c[0] for c in cells} == {5, 30}
        assert cells[30, 1, 1] < {"float32": 1e-11, "float64": 1e-27}[dtype]
