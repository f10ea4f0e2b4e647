"""The slope of the least loss in soft gates, against exact differences and complex steps."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import GatedRegression
from theory import strategies as sg
from theory.gdln import soft_gate_gradient, soft_gates_derivation, soft_problem
from theory.moments import gated_features


def exact_instance(seed, K=2, n=2, size=6):
    rng = np.random.default_rng(seed)
    x = np.array([[Fraction(int(v)) for v in row] for row in rng.integers(-3, 4, size=(size, n))], dtype=object)
    g = np.array([[Fraction(int(v), 7) for v in row] for row in rng.integers(1, 7, size=(size, K))], dtype=object)
    weight = np.array([Fraction(int(v)) for v in rng.integers(1, 4, size=size)], dtype=object)
    return x, rng.integers(0, 2, size=size), g, weight


@pytest.mark.parametrize("seed", range(4))
def test_central_differences_close_at_second_order(seed):
    """In rationals, so without rounding: the central difference misses the slope by O(h^2), for every gate and point."""
    x, y, g, weight = exact_instance(seed)
    slope = soft_gate_gradient(x, y, g, weight)
    assert all(isinstance(v, Fraction) for v in slope.ravel())
    for s, k in np.ndindex(g.shape):
        errors = []
        for h in (Fraction(1, 1000), Fraction(1, 2000)):
            shifted = [g.copy(), g.copy()]
            shifted[0][s, k] += h
            shifted[1][s, k] -= h
            up, down = (soft_problem(x, y, v, weight).minimum_loss for v in shifted)
            errors.append(abs((up - down) / (2 * h) - slope[s, k]))
        if errors[1] > 0:
            assert abs(np.log2(float(errors[0] / errors[1])) - 2) <= 0.1


@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(1, 3))
def test_agrees_with_complex_steps(seed, K, n):
    """The imaginary part of the least loss at g + i 1e-30, solved in complex numbers, over 1e-30."""
    rng = np.random.default_rng(seed)
    size = 4 * K * n
    x, y, g = rng.normal(size=(size, n)), rng.normal(size=size), rng.random((size, K))
    weight = rng.random(size) + 0.1
    slope, p = soft_gate_gradient(x, y, g, weight), weight / weight.sum()
    values = soft_problem(x, y, g, weight).spectrum.eigenvalues
    assume(values[-1] / values[0] < 1e6)

    def least_loss(gates):
        F = gated_features(x, gates)
        A, b = F.T @ (F * p[:, None]), F.T @ (y * p)
        return p @ y**2 - b @ np.linalg.solve(A, b)

    for s, k in list(np.ndindex(g.shape))[:6]:
        shifted = g.astype(complex)
        shifted[s, k] += 1e-30j
        # a few eps of each, times the condition of A
        bound = 1e3 * np.finfo(float).eps * values[-1] / values[0] * (1 + np.abs(slope).max())
        assert abs(least_loss(shifted).imag / 1e-30 - slope[s, k]) <= bound


@given(sg.samples())
def test_on_hard_gates_it_is_the_same_problem(drawn):
    """Moments, shape and scale of `from_samples`."""
    one, other = soft_problem(*drawn), GatedRegression.from_samples(*drawn)
    assert np.array_equal(one.A, other.A)
    assert np.array_equal(one.b, other.b)
    assert (one.K, one.n, one.scale) == (other.K, other.n, other.scale)


def test_the_least_loss_jumps_where_moments_are_singular():
    """Why it is refused there: the second gate opened by 1e-9 takes the loss from 1/4 to 0."""
    x, y = np.array([[1.0], [1.0]]), np.array([1.0, 0.0])
    hard, nearly = np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([[1.0, 1e-6], [1.0, 0.0]])
    assert soft_problem(x, y, hard).minimum_loss == 0.25
    assert soft_problem(x, y, nearly).minimum_loss <= 1e-3
    for gates in (hard, [[0.5, 0.5], [1.0, 1.0]]):
        with pytest.raises(ValueError, match="gates must give an invertible"):
            soft_gate_gradient(x, y, gates)
    with pytest.raises(ValueError, match="got rank 1 of 2"):
        soft_gate_gradient(np.array([[Fraction(1)]], dtype=object), [1], np.array([[Fraction(1), Fraction(1)]]))


@pytest.mark.parametrize(
    ("gates", "message"),
    [
        ([[1.5]], "gates must lie in"),
        ([[-0.1]], "gates must lie in"),
        ([[np.nan]], "gates must be finite"),
        ([1.0], "gates"),
    ],
)
def test_refuses(gates, message):
    """Gates outside [0, 1], of another shape, or no number."""
    with pytest.raises(ValueError, match=message):
        soft_gate_gradient([[1.0]], [1.0], gates)


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    assert has_teeth(soft_gates_derivation())
