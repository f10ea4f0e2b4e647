"""The places of cells by ten floors: what theory and swept runs say of them."""

from typing import Any

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.rates import within_ten_floors
from papers.ensemble_mask_networks.rates.within_ten_floors import ABOVE, SPLIT


def cells(theory: dict[Any, str], counts: dict[Any, tuple[int, int]]) -> papers.Context:
    context = papers.Context()
    context.once("theory", lambda: theory)
    context.once("runs", lambda: counts)
    return context


def test_theory_and_runs_each_refute_a_list() -> None:
    a, b = ("float32", (5, 1, 1)), ("float32", (5, 1, 2))
    said = {"above": frozenset({a}), "split": frozenset[Any]()}
    theory, counts = {a: "above", b: "within"}, {a: (9, 9), b: (0, 9)}
    held = within_ten_floors.cells_are_placed(said, cells(theory, counts))
    assert (held.passed, held.effective) == (True, 2)
    refuting = [({a: "above", b: "above"}, counts), (theory, {a: (0, 9), b: (0, 9)}), ({b: "within"}, {b: (0, 9)})]
    for other in refuting:
        assert within_ten_floors.cells_are_placed(said, cells(*other)).passed is False


def test_the_theory_of_a_small_n(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cells of n = 5 from starts other than the claim's: none on the other side of ten floors."""
    monkeypatch.setitem(within_ten_floors.STARTS, 5, 2)
    ratios = within_ten_floors._predicted_ratios(papers.Context(seed=3), 5)
    assert len(ratios) == 30
    for key, logs in ratios.items():
        if key not in SPLIT:
            assert (np.mean(logs) > 1) is np.bool_(key in ABOVE)


def test_swept_runs_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {("control", "float64", 0): {(5, 1, 1): 1e-9}, ("control", "float64", "theory"): {(5, 1, 2): 1.0}}
    monkeypatch.setattr(within_ten_floors, "measured", lambda context: found)
    counts = {("float64", (5, 1, 1)): (2, 3)}
    within_ten_floors._add_swept(counts, papers.Context())
    assert counts == {("float64", (5, 1, 1)): (3, 4)}
