"""The range over the same cells: which cells all n have, and what refutes that it falls."""

import pytest

import papers
from papers.ensemble_mask_networks.rates import spread_of_cells


def test_the_range_is_over_the_cells_that_all_n_have() -> None:
    cells = {(5, 1, 1): 1e-3, (5, 1, 2): 1e-9, (5, 1, 4): 1e-13, (10, 1, 1): 1e-8, (10, 1, 2): 1e-9, (20, 1, 1): 1e-9}
    assert spread_of_cells.common_cells(cells) == ((5, 10), ((1, 1), (1, 2)))
    assert spread_of_cells.common_cells({(20, 1, 1): 1.0}) == ((), ())


@pytest.mark.parametrize(("last", "passed"), [(1e-9, True), (1e-15, False)])
def test_the_fall_of_the_range_is_seen_at_the_largest_n(
    monkeypatch: pytest.MonkeyPatch, last: float, passed: bool
) -> None:
    """At n = 5 a cell outside the common ones must not enter; at n = 100 the range falls or grows."""
    found = {(5, 1, 1): 1e-3, (5, 1, 2): 1e-9, (5, 1, 4): 1e9, (40, 1, 1): 1e-8, (40, 1, 2): 1e-10}
    found |= {(100, 1, 1): 1e-9, (100, 1, 2): last * 0.5}
    runs = {("control", "float32", 0): found, ("control", "float32", "theory"): found}
    monkeypatch.setattr(spread_of_cells, "measured", lambda context: runs)
    outcome = spread_of_cells.spread_falls(-1, papers.Context(full=True))
    assert outcome.passed is passed
    assert "n = 5, 40, 100, 2 cells: 6, 2, " in outcome.detail


def test_64_bit_runs_of_the_fewest_steps_do_not_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {(5, 1, 1): 1e-3, (5, 2, 1): 1e-9, (10, 1, 1): 1e-9, (10, 2, 1): 1e-10}
    bad = {(5, 1, 1): 1e-3, (5, 2, 1): 1e-4, (10, 1, 1): 1e-9, (10, 2, 1): 1e-20}
    runs = {("control", "float32", 0): good, ("control", "float64", 0): bad}
    monkeypatch.setattr(spread_of_cells, "measured", lambda context: runs)
    assert spread_of_cells.spread_falls(-1, papers.Context()).passed
    assert spread_of_cells.spread_falls(-1, papers.Context(full=True)).passed is False
