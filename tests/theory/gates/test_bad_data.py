"""Data that are bad or odd: handled, or refused in one line that names them, by `optimize` and by `GatedRegressor`."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from theory import GatedRegression
from theory.gates import GatedRegressor, optimize

FAMILIES = ("exclusive", "table", "halfspace", "equivariant")


def gates_of(family: str, x: Any) -> int:
    """As few gates as the family can have on these data, but two where it can."""
    return int(np.shape(x)[1]) if family == "equivariant" else 2


BAD = {
    "NaN in x": ([[1.0, 2.0], [2.0, np.nan], [0.0, 1.0]], [1.0, 2.0, 3.0], r"NaN|finite"),
    "infinity in x": ([[1.0, 2.0], [2.0, np.inf], [0.0, 1.0]], [1.0, 2.0, 3.0], r"inf|finite"),
    "NaN in y": ([[1.0, 2.0], [2.0, 1.0], [0.0, 1.0]], [1.0, np.nan, 3.0], r"NaN|finite"),
    "one axis": ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], r"shape|2D array"),
    "y of another length": ([[1.0], [2.0], [3.0]], [1.0, 2.0], r"shape|inconsistent numbers"),
    "a header of text": ([["a", "b"], ["1", "2"], ["3", "4"]], ["y", "1", "2"], r"real numbers|string"),
    "no columns": (np.empty((3, 0)), [1.0, 2.0, 3.0], r"at least one|0 feature"),
    "no samples": (np.empty((0, 2)), [], r"at least one|0 sample"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("family", [*FAMILIES, "estimator"])
def test_bad_data_are_refused_in_one_line(kind: str, family: str) -> None:
    x, y, words = BAD[kind]
    fit = GatedRegressor(2).fit if family == "estimator" else partial(optimize, K=2, family=family)
    with pytest.raises((ValueError, TypeError), match=words) as refused:
        fit(x, y)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


ODD = {
    "constant y": ([[1.0, 2.0], [2.0, 1.0]], [3.0, 3.0], 0.0),
    "y = 0": ([[1.0, 2.0], [2.0, 1.0]], [0.0, 0.0], 0.0),
    "equal x with different y": ([[1.0, 2.0], [2.0, 1.0], [1.0, 2.0], [2.0, 1.0]], [1.0, 1.0, 3.0, 3.0], 1.0),
    "fewer points than gates": ([[2.0]], [5.0], 0.0),
    "one column": ([[1.0], [2.0], [4.0]], [1.0, 2.0, 4.0], 0.0),
    "a point without weight": ([[0.0], [1.0]], [2.0, 1.0], 2.0),
}


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("family", FAMILIES)
def test_odd_data_have_a_certified_best(kind: str, family: str) -> None:
    """All of these are invariant under shifts of their columns, and fitted but for what x cannot know (x = 0: nothing)."""
    x, y, least = ODD[kind]
    x, y2 = np.array(x), float(np.mean(np.square(y)))
    for method in ("auto", "exhaustive", "local search"):
        best = optimize(x, y, gates_of(family, x), family, method=method)
        assert abs(best.loss - least) <= 1e-9 * y2
        assert best.lower_bound <= least + 1e-12 * y2
        assert best.certified or method == "local search"
        assert GatedRegression.from_samples(x, y, best.gates).minimum_loss == best.loss


@pytest.mark.parametrize("kind", ODD)
def test_the_estimator_takes_odd_data(kind: str) -> None:
    x, y, least = ODD[kind]
    y2 = float(np.mean(np.square(y)))
    fitted = GatedRegressor(5).fit(x, y)  # more gates than points in most of them
    assert abs(float(np.mean((np.array(y) - fitted.predict(x)) ** 2)) - least) <= 1e-9 * y2
    assert np.isfinite(fitted.predict(np.array(x) + 0.5)).all()


def test_more_gates_than_points_leave_some_unused() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(3, 1)), rng.normal(size=3)
    for family in ("exclusive", "table", "halfspace"):
        for method in ("auto", "local search"):
            best = optimize(x, y, 8, family, method=method)
            assert best.gates.shape == (3, 8)
            assert best.weights.shape == (8, 1)
            assert best.certified or family == "halfspace" or method == "local search"
