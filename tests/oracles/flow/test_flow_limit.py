"""The end of the flow against least squares, exact elimination, and what no gradient can move."""

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy

from theory import GatedRegression, gradient_flow

from ..common import EPS
from .references import sampled


@pytest.mark.parametrize("seed", range(3))
def test_limit_solves_the_normal_equations(seed):
    """At t = inf A w = K b for a regular A, the least squares solution; huge times give the same."""
    problem, (x, y, gates), w0 = sampled(seed)
    limit = gradient_flow(problem, w0, math.inf)
    features = (gates[:, :, None] * x[:, None, :]).reshape(len(y), -1)
    expected = np.linalg.lstsq(features / 3, y, rcond=None)[0]
    values = np.linalg.eigvalsh(problem.A)
    # moments round to (S + 10) eps |A|, the solution moves by that times |w| / lambda_min, and so does w0's part
    bound = (40 + 10 + 10 * 6) * EPS * np.trace(problem.A) / values[0] * (np.linalg.norm(expected) + np.linalg.norm(w0))
    assert np.linalg.norm(limit.ravel() - expected) <= bound < 1e-9
    for t, tau in ((1e9, 1.0), (1e300, 1.0), (1.7e308, 1e-10), (math.inf, 1e300)):
        assert np.linalg.norm(gradient_flow(problem, w0, t, tau) - limit) <= bound


def exact_limit(A, b, w0, K):
    """w0 + A^+ (K b - A w0) for a rational singular A, by exact elimination in the range of A."""
    A, b, w0 = (sympy.Matrix(np.asarray(m).tolist()) for m in (A, b, w0))
    basis = sympy.Matrix.hstack(*A.columnspace())
    # the limit is w0 + basis z with A (w0 + basis z) = K b
    z = (basis.T * A * basis).LUsolve(basis.T * (K * b - A * w0))
    return [Fraction(int(value.p), int(value.q)) for value in w0 + basis * z]


@pytest.mark.parametrize("seed", range(4))
def test_exact_limit_of_a_singular_problem(seed):
    """In rationals the limit is exact: A w = K b, and what lies in the null space of A is where it was."""
    rng = np.random.default_rng([seed, 1])
    rational = np.vectorize(lambda p: Fraction(int(p), 3), otypes=[object])
    x, y = rational(rng.integers(-5, 6, (6, 2))), rational(rng.integers(-5, 6, 6))
    gates = rng.integers(0, 2, (6, 1)) @ np.array([[1, 1, 0]]) + np.array([0, 0, 1]) * rng.integers(0, 2, (6, 1))
    problem = GatedRegression.from_samples(x, y, gates)
    w0 = rational(rng.integers(-9, 10, (3, 2)))
    limit = gradient_flow(problem, w0, math.inf)
    assert limit.shape == (3, 2)
    assert all(not isinstance(value, float) for value in limit.ravel())
    got = [Fraction(int(v.numerator), int(v.denominator)) for v in limit.ravel()]
    assert got == exact_limit(problem.A, problem.b, w0.ravel(), 3)
    assert list(problem.A @ limit.ravel()) == list(3 * problem.b)
    assert list(limit[0] - limit[1]) == list(w0[0] - w0[1])  # equal gates: their difference sees no data


def test_exact_limit_with_a_tiny_eigenvalue():
    """An eigenvalue of 1e-40 beside 1 is no null mode where the input is rational."""
    tiny = Fraction(1, 10**40)
    A = np.array([[Fraction(1), Fraction(0)], [Fraction(0), tiny]], dtype=object)
    b = np.array([Fraction(1), 2 * tiny], dtype=object)
    problem = GatedRegression.from_moments(A, b, Fraction(9), 1, 2)
    w0 = np.array([[Fraction(5), Fraction(7)]], dtype=object)
    assert list(gradient_flow(problem, w0, math.inf).ravel()) == [1, 2]


@pytest.mark.parametrize("t", [0.5, 100.0, 1e8, 1e16, 1e300, math.inf])
def test_null_components_stay_put(t):
    """Weights of a gate that is never on, and the difference of two equal gates, do not drift, however long."""
    _, (x, y, gates), _ = sampled(3)
    gates = np.column_stack([gates[:, 0], gates[:, 0], 0 * gates[:, 0], gates[:, 1]])
    x = np.column_stack([x, x[:, 0] - x[:, 1]])  # inputs in a plane
    problem = GatedRegression.from_samples(x, y, gates)
    rng = np.random.default_rng(4)
    w0 = rng.normal(size=(4, 3))
    w = gradient_flow(problem, w0, t)
    # a projection on P = 12 modes rounds to P eps a component; eigenvectors of a null space turn by eps |A| / gap
    values = np.linalg.eigvalsh(problem.A)
    gap = values[values > 1e-6].min()
    bound = 4 * 12 * EPS * values[-1] / gap * (np.linalg.norm(w0) + np.linalg.norm(w))
    assert bound < 1e-10
    assert np.max(np.abs(w[2] - w0[2])) <= bound
    assert np.max(np.abs((w[0] - w[1]) - (w0[0] - w0[1]))) <= bound
    normal = np.array([1.0, -1.0, -1.0])
    assert np.max(np.abs((w - w0) @ normal)) <= bound * 2
    assert np.max(np.abs(w[0] - w0[0])) > 1e-3  # while the rest does move


def test_nothing_moves_without_gates():
    """All gates off: A = 0, and the flow stands still to the last bit at every time."""
    problem = GatedRegression.from_samples(np.ones((3, 2)), np.ones(3), np.zeros((3, 2)))
    w0 = np.array([[0.1, -2.0], [3.0, 1e-30]])
    for t in (0.0, 1.0, 1e300, math.inf):
        assert np.array_equal(gradient_flow(problem, w0, t), w0)


def test_the_limit_is_a_fixed_point():
    """Started at the minimum-norm weights the flow goes nowhere; started at 0 it ends there, also for a singular A."""
    _, (x, y, gates), _ = sampled(5)
    problem = GatedRegression.from_samples(x, y, np.column_stack([gates, gates[:, 0]]))
    w = problem.minimum_norm_weights
    values = np.linalg.eigvalsh(problem.A)
    gap = values[values > 1e-6].min()
    bound = 40 * len(values) * EPS * values[-1] / gap * np.linalg.norm(w)  # two solves with condition |A| / gap
    assert np.linalg.norm(gradient_flow(problem, np.zeros_like(w), math.inf) - w) <= bound < 1e-10
    for t in (1e-3, 1.0, 1e3, math.inf):
        assert np.linalg.norm(gradient_flow(problem, w, t) - w) <= bound
