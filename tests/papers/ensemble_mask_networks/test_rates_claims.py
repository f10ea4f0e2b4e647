"""Growth over one mask against the map's eigenvalues, the departures' ranges, and the places of cells by ten floors."""

from typing import Any

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.rates import departures, learning_rate_growth, ten_floors
from papers.ensemble_mask_networks.rates.departures import ALIKE, LESS, MORE, STATED
from papers.ensemble_mask_networks.rates.learning_rate_growth import FIRST, growth
from papers.ensemble_mask_networks.rates.ten_floors import ABOVE, RANGES, SPLIT
from theory import emn
from theory.emn.rates.second_moments import transfer
from theory.emn.rates.stability import gain, mean_eigenvalues, spectral_radius, step_scale


@pytest.mark.parametrize("reduction", ["mean", "sum_outputs", "sum"])
@pytest.mark.parametrize("c", [None, 0.7])
@pytest.mark.parametrize("sense", ["mean", "mean square"])
def test_growth_is_the_eigenvalue(sense: str, c: float | None, reduction: str) -> None:
    """At half the stable rate, where spreads are small; |z| < 5 for twelve cases."""
    n = 4
    lr = emn.largest_stable_lr(n, c, reduction=reduction) / 2
    h = float(step_scale(n, lr, reduction, 2 * n))
    if sense == "mean":
        expected = max(abs(v) for v in mean_eigenvalues(n, h, 4, None, c))
    else:
        expected = spectral_radius(transfer(n, h, 2 * n, 4, None, gain(c)))
    mean, bar = growth(papers.Context(), n, c, sense, lr, reduction, networks=400)
    assert abs(mean - expected) < 5 * bar
    assert bar < 0.1 * expected


def test_thresholds_off_by_one_are_refuted_on_the_right_side(monkeypatch: pytest.MonkeyPatch) -> None:
    context = papers.Context()
    key = ("sum", False)
    fake = {True: (0.6, 0.01), False: (3.0, 0.1)}
    monkeypatch.setattr(learning_rate_growth, "growth", lambda context, n, *rest: fake[n < FIRST[key]])
    monkeypatch.setattr(learning_rate_growth, "_stable", lambda n, hidden, reduction: n < FIRST[reduction, hidden])
    test = learning_rate_growth.first_unstable_are
    assert test({key: 5}, context).passed
    assert "n = 5" in test({key: 6}, context).counterexample
    assert "n = 4" in test({key: 4}, context).counterexample
    monkeypatch.setattr(learning_rate_growth, "_stable", lambda n, hidden, reduction: n < 7)
    assert test({key: 5}, context).passed is False  # theory alone would refute it


def rows(**ratios: tuple[float, float]) -> papers.Context:
    context = papers.Context()
    context.once("departures", lambda: [{"name": k, "ratio": r, "bar": b} for k, (r, b) in ratios.items()])
    return context


def test_a_departure_must_be_significantly_inside() -> None:
    said = {"a": MORE, "b": ALIKE}
    assert departures.departures_are(said, rows(a=(1.5, 0.05), b=(1.0, 0.05))).passed is True
    assert departures.departures_are(said, rows(a=(1.1, 0.05), b=(1.0, 0.05))).passed is None
    found = departures.departures_are(said, rows(a=(1.5, 0.05), b=(3.0, 0.05)))
    assert found.passed is False
    assert found.counterexample.startswith("b:")
    assert departures.departures_are({"a": LESS, "b": ALIKE}, rows(a=(1.5, 0.05), b=(1.0, 0.05))).passed is False


def test_every_case_has_a_range_and_an_opposite() -> None:
    assert set(STATED) == set(departures.CASES)
    assert len(departures.CLAIMS[0].wrong) == len(STATED)


def test_a_small_case_departs_as_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeated inputs: the masks that are counted are those of the run."""
    setting = {**departures.LARGE_STEPS, "runs": 300}
    name = "large steps as assumed"
    monkeypatch.setitem(departures.CASES, name, (setting, departures.CASES[name][1]))
    row = departures._departure(papers.Context(seed=1), name)
    assert abs(row["ratio"] - 1) < 5 * row["bar"]
    assert departures.plot_departures({"departures": [row]}) is not None


@pytest.mark.parametrize(
    ("above", "runs", "places"),
    [
        (9, 9, {"above", "split"}),
        (0, 9, {"within", "split"}),
        (200, 200, {"above"}),
        (0, 200, {"within"}),
        (149, 200, {"split"}),
        (1, 1, set(RANGES)),
    ],
)
def test_places_that_counts_allow(above: int, runs: int, places: set[str]) -> None:
    assert {p for p in RANGES if ten_floors.allowed(p, above, runs, 2e-8)} == places


def cells(theory: dict[Any, str], counts: dict[Any, tuple[int, int]]) -> papers.Context:
    context = papers.Context()
    context.once("theory", lambda: theory)
    context.once("runs", lambda: counts)
    return context


def test_theory_and_runs_each_refute_a_list() -> None:
    a, b = ("float32", (5, 1, 1)), ("float32", (5, 1, 2))
    said = {"above": frozenset({a}), "split": frozenset[Any]()}
    theory, counts = {a: "above", b: "within"}, {a: (9, 9), b: (0, 9)}
    held = ten_floors.cells_are_placed(said, cells(theory, counts))
    assert (held.passed, held.effective) == (True, 2)
    refuting = [({a: "above", b: "above"}, counts), (theory, {a: (0, 9), b: (0, 9)}), ({b: "within"}, {b: (0, 9)})]
    for other in refuting:
        assert ten_floors.cells_are_placed(said, cells(*other)).passed is False


def test_the_theory_of_a_small_n(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cells of n = 5 from starts other than the claim's: none on the other side of ten floors."""
    monkeypatch.setitem(ten_floors.STARTS, 5, 2)
    ratios = ten_floors._predicted_ratios(papers.Context(seed=3), 5)
    assert len(ratios) == 30
    for key, logs in ratios.items():
        if key not in SPLIT:
            assert (np.mean(logs) > 1) is np.bool_(key in ABOVE)


def test_swept_runs_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {("control", "float64", 0): {(5, 1, 1): 1e-9}, ("control", "float64", "theory"): {(5, 1, 2): 1.0}}
    monkeypatch.setattr(ten_floors, "measured", lambda context: found)
    counts = {("float64", (5, 1, 1)): (2, 3)}
    ten_floors._add_swept(counts, papers.Context())
    assert counts == {("float64", (5, 1, 1)): (3, 4)}
