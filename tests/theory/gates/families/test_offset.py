"""Half-spaces with an offset: gates see a column of ones that the weights do not."""

from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from scipy.optimize import linprog

from theory import GatedRegression
from theory.gates import GatedRegressor, GateProblem, optimize
from theory.gates.families.halfspace import FAMILY, ray_bound
from theory.gates.gradient import gradient_search
from theory.gates.proofs.recheck import recheck


def instance(seed):
    """At most 5 points, n <= 2, half of them small integers with equal and collinear ones: x, y, K, weight, ridge."""
    rng = np.random.default_rng(seed)
    U, n, K = int(rng.integers(1, 6)), int(rng.integers(1, 3)), int(rng.integers(1, 3))
    x = rng.normal(size=(U, n)) if seed % 2 else rng.integers(-1, 2, size=(U, n)).astype(float)
    return x, rng.normal(size=U), K, rng.random(U) if seed % 3 == 0 else None, 0.125 * (seed % 4 == 0)


def columns_by_linear_programs(x):
    """The gates {1[v . x + c >= 0]}: those that are on as >= 0, those that are off as <= -1, up to the length of (v, c)."""
    seen, found = np.column_stack([x, np.ones(len(x))]), []
    for gate in product((0, 1), repeat=len(x)):
        sign = np.where(gate, -1.0, 1.0)
        off = np.where(gate, 0.0, -1.0)
        solved = linprog(np.zeros(seen.shape[1]), sign[:, None] * seen, off, bounds=[(None, None)] * seen.shape[1])
        if solved.status == 0:
            found.append(gate)
    return found


def least(x, y, K, weight, ridge):
    """Over all multisets of columns, by least squares on the samples with the weights of x alone."""
    p = np.ones(len(x)) if weight is None else weight
    root, best = np.sqrt(p / p.sum()), np.inf
    for chosen in combinations_with_replacement(columns_by_linear_programs(x), K):
        F = np.concatenate([np.array(g)[:, None] * x for g in chosen], axis=1) / K * root[:, None]
        F = np.vstack([F, np.sqrt(ridge) * np.eye(F.shape[1])])
        t = np.append(y * root, np.zeros(F.shape[1]))
        best = min(best, float(np.sum((t - F @ np.linalg.lstsq(F, t, rcond=None)[0]) ** 2)))
    return best


@pytest.mark.parametrize("seed", range(8))
def test_solvers_reach_the_optimum_of_linear_programs_and_rationals(seed):
    x, y, K, weight, ridge = instance(seed)
    y2 = float(np.average(y**2, weights=weight))
    expected = least(x, y, K, weight, ridge)
    for method in ("exhaustive", "branch and bound"):
        best = optimize(x, y, K, "halfspace", sample_weight=weight, ridge=ridge, method=method, offset=True)
        assert best.certified
        assert abs(best.objective - expected) <= 1e-9 * y2
        checked = recheck(x, y, K, "halfspace", best.gates, weight, ridge, offset=True)
        assert 0 <= checked.excess <= 1e-9 * y2
        assert best.lower_bound <= checked.optimum
    for method in ("local search", "gradient"):
        found = optimize(x, y, K, "halfspace", sample_weight=weight, ridge=ridge, method=method, offset=True, budget=2)
        assert found.objective >= expected - 1e-9 * y2
        assert found.lower_bound <= expected + 1e-12 * y2
        assert found.directions.shape == (K, x.shape[1] + 1)
        assert np.array_equal(found.assign(x), found.gates)
        assert np.array_equal(found.directions @ np.vstack([x.T, np.ones(len(x))]) >= 0, found.gates.T)


@pytest.mark.parametrize("seed", range(8))
def test_the_dichotomies_are_those_of_linear_programs(seed):
    x = instance(seed)[0]
    problem = GateProblem.from_samples(x, x[:, 0], 1, offset=True)
    listed = {tuple(gates[problem.point_of, 0]) for gates in FAMILY.candidates(problem)}
    equal = [[np.array_equal(a, b) for b in x] for a in x]
    wanted = {g for g in columns_by_linear_programs(x) if all(g[s] == g[t] for s, t in np.argwhere(equal))}
    assert listed == wanted


def test_the_gates_have_an_offset_and_the_weights_have_none():
    """x 1[x >= 1] needs the one, 1[x >= 1] the other as well, which a column of ones in x gives."""
    x = np.array([[0.5], [0.75], [1.0], [2.0], [-1.0]])
    on = (x[:, 0] >= 1).astype(float)
    ones = np.column_stack([x, np.ones(5)])
    assert optimize(x, on * x[:, 0], 1, "halfspace").loss > 0.01
    best = optimize(x, on * x[:, 0], 1, "halfspace", offset=True)
    assert best.loss == pytest.approx(0.0, abs=1e-15)
    assert best.predict([[3.0], [-3.0], [0.5]]) == pytest.approx([3.0, 0.0, 0.0], abs=1e-12)
    assert optimize(x, on, 1, "halfspace", offset=True).loss > 0.01
    assert optimize(ones, on, 1, "halfspace").loss == pytest.approx(0.0, abs=1e-15)


def test_the_bound_of_rays_does_not_hold_with_an_offset():
    x, y = np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([0.0, 0.0, 3.0, 4.0])
    found = optimize(x, y, 1, "halfspace", method="local search", offset=True)
    assert found.loss == pytest.approx(0.0, abs=1e-15)
    assert ray_bound(GateProblem.from_samples(x, y, 1, offset=True)) <= found.loss
    assert ray_bound(GateProblem.from_samples(x, y, 1)) > 0.1
    problem = GatedRegression.from_samples(x, y, found.gates)
    assert problem.minimum_loss == found.loss
    assert found.gates.ravel().tolist() == [0, 0, 1, 1]


def test_the_gradient_finds_a_planted_offset_and_the_estimator_passes_it_on():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 2))
    y = np.where(x @ [1.0, 0.5] >= 0.8, x @ [2.0, -1.0], 0.0)
    without, fitted = (
        GatedRegressor(1, "halfspace", method="gradient", budget=2, offset=offset).fit(x, y) for offset in (False, True)
    )
    assert fitted.best_.loss < 1e-3 * np.mean(y**2) < without.best_.loss
    assert fitted.best_.directions.shape == (1, 3)
    assert fitted.get_params()["offset"] is True


def test_smoothed_gates_move_the_offset():
    """From a half-space that is off by its offset alone, L-BFGS lowers the loss of the hard gates tenfold."""
    x = np.random.default_rng(1).normal(size=(200, 2))
    y = np.where(x @ [1.0, 0.5] >= 0.8, x @ [2.0, -1.0], 0.0)
    problem = GateProblem.from_samples(x, y, 1, offset=True)
    start = np.array([[1.0, 0.5, -0.3]])
    moved = gradient_search._smooth_descent(problem, start, gradient_search._whitening(problem), (0.2, 0.07, 0.02))
    before, after = (problem.objective(problem.seen @ v.T >= 0) for v in (start, moved))
    assert after < 0.1 * before


def test_refusals():
    x, y = [[1.0], [2.0]], [1.0, 2.0]
    for family in ("exclusive", "table", "equivariant"):
        with pytest.raises(ValueError, match="offset is for the family 'halfspace'"):
            optimize(x, y, 1, family, offset=True)
        with pytest.raises(ValueError, match="offset is for the family 'halfspace'"):
            recheck(x, y, 1, family, [[1], [1]], offset=True)
    with pytest.raises(TypeError, match="offset"):
        optimize(x, y, 1, "halfspace", offset="yes")
