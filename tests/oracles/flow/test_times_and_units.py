"""Gradient flow against itself: no time, two stretches for one, other shapes and units; its time scales against rates."""

import math

import numpy as np
import pytest

from theory import GatedRegression, gradient_flow, time_scales

from ..common import EPS
from .references import ball_flow, bound_at, sampled, velocity, with_spectrum


def test_at_time_zero_nothing_moved():
    """t = 0 gives w0 to the last bit, whatever the spectrum."""
    rng = np.random.default_rng(0)
    A = with_spectrum(rng, np.array([1.0, 1e-6, 1e-12, 0.3]))
    problem = GatedRegression.from_moments(A, A @ rng.normal(size=4), 1e30, 2, 2)
    w0 = rng.normal(size=(2, 2))
    assert np.array_equal(gradient_flow(problem, w0, 0), w0)
    assert np.array_equal(gradient_flow(problem, w0, np.array([0.0, 0.0])), np.stack([w0, w0]))


@pytest.mark.parametrize("seed", range(3))
def test_semigroup(seed):
    """Flowing for s + t is flowing for s, then for t (the second stretch contracts the error of the first)."""
    problem, _, w0 = sampled(seed)
    for s, t in ((0.1, 0.2), (3.0, 0.5), (1e-9, 7.0), (20.0, 20.0)):
        middle = gradient_flow(problem, w0, s, 0.8)
        twice, once = gradient_flow(problem, middle, t, 0.8), gradient_flow(problem, w0, s + t, 0.8)
        # s + t is itself rounded: |dw/dt| eps (s + t)
        slip = EPS * (s + t) * np.linalg.norm(velocity(problem.A, problem.b, w0.ravel(), 1 / problem.K, 0.8))
        bound = sum(bound_at(problem, w, u, 0.8) for w, u in ((w0, s), (middle, t), (w0, s + t))) + slip
        assert np.linalg.norm(twice - once) <= bound < 1e-11


@pytest.mark.parametrize("seed", range(3))
def test_shapes_of_times(seed):
    """A scalar gives (K, n), (T,) gives (T, K, n), each slice as if asked for alone, in any order, inf included."""
    problem, _, w0 = sampled(seed)
    times = np.array([3.0, 0.0, math.inf, 0.5, 3.0, 1e9])
    together = gradient_flow(problem, w0, times)
    assert together.shape == (6, 3, 2)
    for t, at in zip(times, together, strict=True):
        alone = gradient_flow(problem, w0, t)
        assert alone.shape == (3, 2)
        # the same sums of P products, perhaps in another order
        assert np.max(np.abs(at - alone)) <= 12 * EPS * (np.abs(w0).max() + np.abs(alone).max()) * 6
    assert gradient_flow(problem, w0, [1, 2]).shape == (2, 3, 2)
    assert gradient_flow(problem, w0, np.array([1.0])).shape == (1, 3, 2)


def test_time_constant_only_scales_time():
    """Doubling tau and t changes no bit (powers of two); any other factor only the rounding of the rates."""
    problem, _, w0 = sampled(1)
    times = np.array([0.1, 1.0, 30.0])
    one = gradient_flow(problem, w0, times)
    assert np.array_equal(gradient_flow(problem, w0, 4 * times, tau=4.0), one)
    assert np.array_equal(gradient_flow(problem, w0, times / 8, tau=0.125), one)
    bounds = ball_flow(problem.A, problem.b, w0.ravel(), times, 1 / 3)[1]
    other = gradient_flow(problem, w0, 3 * times, tau=3.0)
    assert np.all(np.linalg.norm((other - one).reshape(3, -1), axis=1) <= 2 * bounds)
    assert np.linalg.norm(gradient_flow(problem, w0, times, tau=3.0) - one) > 0.01  # tau does matter


@pytest.mark.parametrize("power", [-300, -40, 40, 300])
def test_units_of_the_moments(power):
    """A and b times 2^p, and t over 2^p, is the same flow: nothing depends on the absolute size of A."""
    problem, _, w0 = sampled(6)
    factor = 2.0**power
    times = np.array([0.3, 4.0])
    scaled = GatedRegression.from_moments(problem.A * factor, problem.b * factor, problem.y2 * factor, 3, 2)
    bounds = ball_flow(problem.A, problem.b, w0.ravel(), times, 1 / 3)[1]
    difference = gradient_flow(scaled, w0, times / factor) - gradient_flow(problem, w0, times)
    assert np.all(np.linalg.norm(difference.reshape(2, -1), axis=1) <= 2 * bounds)


def test_time_scales_are_inverse_rates():
    """K^2 tau / l of every mode that moves, slowest first; null modes have none."""
    problem = GatedRegression.from_moments(np.diag([4.0, 0.0, 0.5, 2.0]), np.zeros(4), 1.0, 2, 2)
    expected = 4 * 3.0 / np.array([0.5, 2.0, 4.0])
    assert np.max(np.abs(time_scales(problem, tau=3.0) / expected - 1)) <= 16 * EPS  # diagonal: a few roundings
