"""The contract of `optimize` that holds in every family."""

import numpy as np
import pytest

from theory import GatedRegression
from theory.gates import optimize


@pytest.mark.parametrize("family", ["exclusive", "table"])
@pytest.mark.parametrize("method", ["exhaustive", "branch and bound", "local search", "annealing"])
def test_the_loss_is_that_of_the_regression_at_the_gates(family, method):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x, y, weight = rng.integers(-2, 3, (7, 1)).astype(float), rng.standard_normal(7), rng.random(7)
        y, weight = np.column_stack([y, weight]).T  # columns of one table, not next to each other in memory
        best = optimize(
            x, y, 2, family, sample_weight=weight, method=method, budget=3 if method == "annealing" else 100, rng=seed
        )
        problem = GatedRegression.from_samples(x, y, best.gates, weight)
        assert problem.minimum_loss == best.loss == best.objective
        assert np.array_equal(problem.minimum_norm_weights, best.weights)
        predicted = ((best.gates @ best.weights) * x).sum(axis=1) / 2
        assert np.allclose(best.predict(x), predicted)
        assert abs(weight @ (y - predicted) ** 2 / weight.sum() - best.loss) <= 1e-13
        assert best.lower_bound <= best.objective
        assert best.method == method


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="did you mean exclusive"):
        optimize(np.eye(2), [1.0, 2.0], 2, "exclusiv")
    with pytest.raises(ValueError, match="branch and bound"):
        optimize(np.eye(2), [1.0, 2.0], 2, method="simplex")
    with pytest.raises(TypeError, match="int lacks name, count, candidates, assign"):
        optimize(np.eye(2), [1.0, 2.0], 2, 5)


@pytest.mark.parametrize("method", ["exhaustive", "branch and bound", "local search"])
def test_progress_reports_objectives_and_true_bounds(method):
    rng = np.random.default_rng(0)
    x, y = np.column_stack([rng.standard_normal(9), np.ones(9)]), 3 * rng.standard_normal(9)
    seen = []
    best = optimize(x, y, 2, method=method, progress=lambda *report: seen.append(report))
    assert seen
    for work, objective, bound in seen:
        assert work <= best.work
        assert bound <= best.loss + 1e-9
        assert objective >= best.loss - 1e-9
