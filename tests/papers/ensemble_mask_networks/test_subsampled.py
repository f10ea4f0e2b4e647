"""The columns of mistaken trainings: the closed form without self-loops, the two tests, and the sweeps that claims read."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import papers
from papers.ensemble_mask_networks.experiments import FRACTIONS, META_EPOCHS, low_data, no_self_loops, table_1
from papers.ensemble_mask_networks.rates import phase_cells
from papers.ensemble_mask_networks.trained import figure_3_beside, low_data_runs, subsampled
from papers.ensemble_mask_networks.trained.subsampled_runs import (
    CELLS,
    column,
    errors_of,
    predicted,
    without_self_loops,
)
from sims.mistaken import NoSelfLoops
from sims.store import Record
from theory import emn
from theory import strategies as sg


@given(sg.networks(copies=(1,), dtype=np.float64), st.integers(0, 2**32))
def test_without_self_loops_is_the_test_error_at_the_learned_constants(drawn: Any, seed: int) -> None:
    """All ones off the diagonal, w_ii / c_i on it: by `learned_constants` under the law and by `test_error`."""
    net = drawn[0]
    if net.n == 1:
        net = emn.Architecture(2)
    n, params = net.n, net.init(seed)
    constants = emn.learned_constants(net, params, NoSelfLoops(n))
    beta = np.ones((n, n))
    np.fill_diagonal(beta, np.diagonal(params.layers[0]) / constants)
    expected = emn.test_error(beta, emn.SparseMasks(n, weighted=True).row_second_moments())
    found = without_self_loops(params.layers[0][None], params.layers[1][None, :, 0, 0])
    assert found.shape == (1,)
    assert abs(found[0] - expected) <= 1e-11 * (1 + expected)  # kappa is a difference of squares here, not there


@given(st.integers(1, 6), st.integers(0, 2**32))
def test_many_errors_are_each_the_test_error(n: int, seed: int) -> None:
    beta = np.random.default_rng(seed).standard_normal((3, n, n))
    M = emn.SparseMasks(n, weighted=True).row_second_moments()
    assert np.allclose(errors_of(beta), [emn.test_error(b, M) for b in beta], rtol=1e-12)


def test_a_column_of_the_same_law_fits() -> None:
    """A thousand readings of the law itself, refuted no more often than the level: at most 7 for a chance of 1e-4 at 1e-3."""
    rng, refuted = np.random.default_rng(3), 0
    for _ in range(1000):
        errors = np.exp(rng.normal(-3, 0.4, 8 * CELLS))
        refuted += not column(errors, float(np.exp(rng.normal(-3, 0.4, CELLS)).min())).fits
    assert refuted <= 7


def test_a_column_of_another_law_does_not() -> None:
    errors = np.exp(np.random.default_rng(1).normal(-3, 0.2, 8 * CELLS))
    least = column(errors, 0.03)
    assert least.fits
    assert abs(least.middle - np.log10(np.exp(-3 - 0.2 * 1.736))) < 0.1  # the mean of the least of 15 Gaussians
    assert not column(errors / 10, 0.03).fits
    assert not column(errors * 10, 0.03).fits
    assert not column(np.full(90, np.nan), 0.03).fits


def test_a_wide_law_is_refuted_where_one_of_fifteen_would_be_smaller() -> None:
    """Every network below the figure, over many decades: Student's interval holds it, fifteen above it are not likely."""
    errors = 10 ** (-1.5 - np.random.default_rng(2).exponential(3, 8 * CELLS))
    found = column(errors, 0.05)
    assert abs(np.log10(0.05) - found.middle) <= found.half
    assert not found.fits


@pytest.mark.parametrize("n", [5, 20])
def test_the_prediction_falls_to_one_eighteenth(n: int) -> None:
    """<(w_ii / c - 1)^2> is 1 + 1 / (3 sqrt n) to leading order, less what w_ii shares with the sign of c: 0."""
    errors = predicted(papers.Context(), n, 900)
    mean, bar = errors.mean(), errors.std() / 30
    assert abs(mean * 18 - 1 - 1 / (3 * np.sqrt(n))) < 5 * 18 * bar + 1 / n  # c^2 sqrt n is 1 + O(1/sqrt n)


def test_trained_and_predicted_agree() -> None:
    found = no_self_loops(np.random.default_rng(0), 10)
    assert (
        abs(np.log(found["mean_square"] / found["predicted"])) < 0.2
    )  # 0.02 decades is the spread over sixty networks


def test_a_shorter_run_keeps_fewer_snapshots() -> None:
    for experiment in (table_1, low_data):
        found = experiment(np.random.default_rng(0), 3, "control", 1, meta_epochs=2)
        assert {int(k.rsplit("_", 1)[1]) for k in found if k.startswith("mean_square")} == {1, 2}


def record(experiment: str, seed: int, scalars: dict[str, float], **parameters: Any) -> Record:
    return Record(
        f"{experiment}{seed}{parameters}", experiment, parameters, seed, "done", scalars=scalars, commit="abc"
    )


Sweeps = Callable[[dict[str, list[Record]]], papers.Context]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Sweeps:
    def context(sweeps: dict[str, list[Record]]) -> papers.Context:
        found = papers.Context(full=True)
        monkeypatch.setattr(found, "sweep", lambda name: sweeps[name])
        return found

    return context


def test_ranges_of_low_data_are_over_the_same_cells(full: Sweeps) -> None:
    """Other n, epochs and meta-epochs hold wild errors, which must not enter."""

    def cells(sweep: str, n: int, epochs: int, errors: dict[int, float]) -> list[Record]:
        scalars = {f"mean_square_{m}": errors.get(m, 1e9) for m in META_EPOCHS}
        return [record(sweep, 0, scalars, n=n, condition=c, epochs=epochs) for c in low_data_runs.CONDITIONS]

    low = cells("low_data_100", 100, 1, {1: 1e-9, 2: 1e-11, 4: 1e-12})
    high = [*cells("table_1", 100, 1, {1: 1e-11, 2: 1e-11, 4: 1e-12}), *cells("table_1", 100, 2, {})]
    context = full({"low_data_100": low, "table_1": [*high, *cells("table_1", 40, 1, {})]})
    assert np.allclose(low_data_runs.swept_ranges(context, 100), 2)


def test_the_phase_diagram_reads_the_large_cells(full: Sweeps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phase_cells, "LARGE", (30,))
    small = {("control", d, "theory"): {(5, 1, 1): 1.0} for d in phase_cells.DTYPES}
    small |= {("shuffled", *key[1:]): dict(cells) for key, cells in small.items()}
    monkeypatch.setattr(phase_cells, "_simulated", lambda seed: small | {("control", "float64", 7): {(5, 1, 1): 9.0}})
    sweeps: dict[str, list[Record]] = {name: [] for name in phase_cells.SWEEPS}
    asked = {"epochs": 1, "condition": "control", "dtype": "float64"}
    sweeps["table_1_seeds"] = [record("t", 0, {f"mean_square_{m}": 1.0 for m in META_EPOCHS}, n=5, **asked)]
    sweeps["phase_cells_large"] = [record("p", 0, {"mean_square_1": 2.0}, n=30, **asked)]
    sweeps["table_1"] = [record("t", 0, {"mean_square_1": 3.0}, n=30, **{**asked, "condition": "subsampled"})]
    found = phase_cells.measured(full(sweeps))
    run = found["control", "float64", 0]
    assert run == {(5, 1, m): 1.0 for m in META_EPOCHS} | {(30, 1, 1): 2.0}
    assert {key[0] for key in found} == {"control", "shuffled"}
    assert ("control", "float64", 7) not in found  # simulated by default only
    for dtype in phase_cells.DTYPES:
        cells = found["shuffled", dtype, "theory"]
        assert {c[0] for c in cells} == {5, 30}
        assert cells[30, 1, 1] < {"float32": 1e-11, "float64": 1e-27}[dtype]


def test_figure_3_is_held_against_table_1_panel_by_panel(full: Sweeps) -> None:
    """Errors as printed at half the entries hold; one panel off by a thousand refutes, and is named."""

    def panels(off: float) -> dict[str, list[Record]]:
        out: dict[str, list[Record]] = {"figure_3": [], "figure_3_100": []}
        for (n, condition), (printed, _) in figure_3_beside.PRINTED.items():
            if condition != "subsampled":
                for seed in range(3):
                    error = float(printed) * (1 + 0.05 * seed) * (off if (n, condition) == (40, "control") else 1)
                    scalars = {f"active_{f}": 2 * f * error for f in FRACTIONS}
                    name = "figure_3_100" if n == 100 else "figure_3"
                    out[name].append(record(name, seed, scalars, n=n, condition=condition))
        return out

    held = figure_3_beside.half_is_table_1(1.0, full(panels(1.0)))
    assert held.passed
    assert held.effective == 10
    assert figure_3_beside.plot_panels(held.data) is not None
    refuted = figure_3_beside.half_is_table_1(1.0, full(panels(1e3)))
    assert refuted.passed is False
    assert "n = 40, control" in refuted.counterexample


def test_full_tells_of_trained_networks_without_self_loops(full: Sweeps) -> None:
    found = [record("l", 0, {"mean_square": 0.05, "predicted": 0.04}, n=n) for n in (40, 100)]
    assert "n = 100 trained 0.05, over predicted 1.250" in subsampled._trained_over_predicted(
        full({"no_self_loops": found})
    )


def test_control_and_subsampled_part_in_the_second_meta_epoch() -> None:
    assert subsampled._same(papers.Context(), 3) == 1
