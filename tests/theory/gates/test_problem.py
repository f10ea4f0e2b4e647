"""The data on distinct inputs: merging changes no objective, and bad data are refused in one line."""

import numpy as np
import pytest

from theory import GatedRegression
from theory.gates import GateProblem, optimize


def test_merging_equal_inputs_changes_no_objective():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = rng.integers(0, 3, (12, 2)).astype(float)
        y, weight = rng.standard_normal(12), rng.integers(0, 4, 12) + (np.arange(12) == 0)
        problem = GateProblem.from_samples(x, y, 2, weight)
        gates = rng.integers(0, 2, (len(problem.points), 2))
        whole = GatedRegression.from_samples(x, y, gates[problem.point_of], weight)
        assert np.array_equal(problem.points[problem.point_of], x)
        assert abs(problem.objective(gates) - whole.minimum_loss) <= 1e-12 * problem.y2
        assert problem.fit(gates)[0] == whole.minimum_loss
        assert problem.bayes <= whole.minimum_loss + 1e-14
        z, c = problem.weighted
        w = rng.standard_normal((2, 2))
        loss = np.sum((c - ((gates @ w) * z).sum(axis=1)) ** 2) + problem.bayes
        assert abs(loss - whole.loss(w)) <= 1e-12 * loss


@pytest.mark.parametrize("exponent", [-1000, 0, 1021])
def test_the_scale_of_the_weights_does_not_matter(exponent):
    """Powers of two, up to where the sum of the weights leaves the floats: the same gates, to the last bit."""
    x, y, weight = np.array([[-1.0], [1.0], [2.0]]), np.array([0.0, 1.0, 3.0]), np.array([1.0, 3.0, 7.0])
    best, scaled = (optimize(x, y, 2, family="halfspace", sample_weight=w) for w in (weight, weight * 2.0**exponent))
    assert np.array_equal(best.gates, scaled.gates)
    assert best.loss == scaled.loss


def test_the_ridge_is_outside_the_loss_and_its_optimum_stationary():
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((9, 2)), rng.standard_normal(9)
    problem = GateProblem.from_samples(x, y, 2, ridge=0.3)
    gates = rng.integers(0, 2, (9, 2))
    gates = gates[np.argsort(problem.point_of)] if len(problem.points) == 9 else gates
    objective, loss, w, _ = problem.fit(gates)
    predicted = ((gates[problem.point_of] @ w) * x).sum(axis=1) / 2
    assert abs(loss - np.mean((y - predicted) ** 2)) <= 1e-13
    assert abs(objective - loss - 0.3 * np.sum(w**2)) <= 1e-13
    assert abs(objective - problem.objective(gates)) <= 1e-13
    F = (gates[problem.point_of][:, :, None] * x[:, None, :]).reshape(9, -1) / 2
    assert np.allclose(F.T @ (F @ w.ravel() - y) / 9 + 0.3 * w.ravel(), 0, atol=1e-13)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"x": [[1.0], [np.nan], [2.0]]}, "x must be finite"),
        ({"y": [1.0, 2.0]}, "y must have shape"),
        ({"x": np.empty((0, 1)), "y": []}, "at least one sample"),
        ({"K": 0}, "K must be a whole number"),
        ({"sample_weight": [0.0, 0.0, 0.0]}, "sample_weight must have a positive sum"),
        ({"sample_weight": [1.0, -1.0, 1.0]}, "sample_weight must be >= 0; got -1.0 at index 1"),
        ({"ridge": -1.0}, "ridge must be"),
        ({"min_points": 4}, "min_points must be at most"),
        ({"x": [["a"], ["b"], ["c"]]}, "x must hold real numbers"),
    ],
)
def test_bad_data_are_refused_in_one_line(change, match):
    given = {"x": [[1.0], [2.0], [3.0]], "y": [1.0, 2.0, 3.0], "K": 2, **change}
    with pytest.raises((ValueError, TypeError), match=match) as refused:
        optimize(**given)
    assert "\n" not in str(refused.value)
