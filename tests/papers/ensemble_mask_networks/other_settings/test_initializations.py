"""Counts of sweeps against the places said of them."""

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.other_settings import initialization_runs, initializations
from papers.ensemble_mask_networks.other_settings.initialization_runs import RUNS, SEEN, SIZES
from papers.ensemble_mask_networks.other_settings.initializations import TABLE, table_is

from ...figures.rules import broken_rules


def marked(**counts: tuple[int, int]) -> papers.Context:
    """A context whose sweeps of U(-1, 1) show each statement as often as given, else always."""
    context, law = papers.Context(), "U(-1, 1)"
    marks = {(law, i): {name: i < counts.get(name.replace(" ", "_"), (9, 9))[0] for name in SEEN} for i in range(9)}
    errors = dict.fromkeys(((5, 1, 1), *RUNS), 1e-14) | {(5, 1, 1): 1e-8}
    constants = {n: np.array([1.0, -1.0] * 3) * n**-0.25 for n in SIZES}
    context.once("sweeps", lambda: dict.fromkeys(marks, (errors, constants)))
    context.once("shown", lambda: marks)
    return context


@pytest.mark.parametrize(
    ("place", "count", "passed"),
    [("always", 9, True), ("always", 0, False), ("never", 9, False), ("never", 0, True), ("sometimes", 5, True)],
)
def test_counts_exclude_places(place: str, count: int, passed: bool) -> None:
    found = table_is({("U(-1, 1)", "shuffled"): place}, marked(shuffled=(count, 9)))
    assert found.passed is passed
    assert bool(found.counterexample) is not passed
    assert broken_rules(initializations.plot_table(found.data)) == []


def test_what_is_not_trained_is_not_judged() -> None:
    found = table_is({("Kaiming", "shuffled"): "never"}, marked())
    assert (found.passed, found.effective) == (True, 0)


def test_the_table_is_whole() -> None:
    assert set(TABLE.values()) == {"always", "sometimes", "never"}
    assert {law for law, _ in TABLE} == set(initialization_runs.LAWS)
    assert set(initialization_runs.BY_DEFAULT) <= set(initialization_runs.LAWS)


def test_bars_go_from_the_least_error_to_the_largest() -> None:
    errors = [("U(-1, 1)", (5, 1, 1), error) for error in (1e-3, 1e-5, 1e-4)]
    (shown,) = initializations.plot_table({"errors": errors}).axes[0].containers
    (segment,) = shown.lines[2][0].get_segments()
    np.testing.assert_allclose(segment[:, 1], [1e-5, 1e-3])
