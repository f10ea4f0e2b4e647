"""Gradient descent for up to 10^30 steps against 50-digit powers, the limit of the flow, and itself in two parts."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from theory import GatedRegression, gradient_descent, gradient_flow

from ..common import EPS
from .references import ball_descent, fractions_of, rational_problem, sampled


@pytest.mark.parametrize("seed", range(3))
def test_many_steps_on_an_ill_conditioned_spectrum(seed):
    """Eigenvalues from 1 down to 1e-10 and up to 10^15 steps: within the rounding of an eigendecomposition."""
    rng = np.random.default_rng([seed, 6])
    K, n = (1, 9) if seed == 0 else (9, 1) if seed == 1 else (3, 3)
    Q = np.linalg.qr(rng.normal(size=(9, 9)))[0]
    A = (Q * np.geomspace(1, 1e-10, 9)) @ Q.T
    A = (A + A.T) / 2
    b, w0 = A @ rng.normal(size=9) / K, rng.normal(size=9) * (seed > 0)
    problem = GatedRegression.from_moments(A, b, 1e30, K, n)
    steps, lr = np.array([1, 3, 10**3, 10**6, 10**9, 10**12, 10**15]), 1.3 * K**2
    expected, bounds = ball_descent(A, b, w0, steps, lr, K)
    got = gradient_descent(problem, w0.reshape(K, n), steps, lr).reshape(7, -1)
    error = np.linalg.norm(got - expected, axis=1)
    assert np.all(error <= bounds), (error / bounds).max()
    assert np.all(bounds[:5] < 1e-3 * np.linalg.norm(expected - w0, axis=1)[:5])  # the bound is tight where it matters


def test_uncoupled_modes_keep_their_digits():
    """Diagonal A, w0 = 0: K b / l (1 - rho^s) to a few roundings of rho^s, where 1 - 1e-9 is not a float."""
    l = np.array([1.0, 0.3, 1e-3, 1e-7, 1e-9, 1e-11, 1e-13, 1.9])
    b = l * np.linspace(1, 2, 8)
    problem = GatedRegression.from_moments(np.diag(l), b, 1e30, 1, 8)
    steps, lr = [1, 2, 17, 10**4, 10**9, 10**11, 3 * 10**13], 0.75
    got = gradient_descent(problem, np.zeros((1, 8)), np.array(steps), lr)
    with mpmath.workdps(60):
        for at, s in zip(got, steps, strict=True):
            for value, rate, force in zip(at.ravel(), l, b, strict=True):
                z = mpmath.mpf(lr) * mpmath.mpf(rate)
                power = (1 - z) ** s
                exact = (1 - power) * mpmath.mpf(force) / mpmath.mpf(rate)
                # log rho carries a relative 4 eps or so, hence rho^s a relative 4 s |log rho| eps
                slack = 16 * EPS * abs(exact) + 8 * EPS * s * abs(mpmath.log(abs(1 - z)) * power) * force / rate
                assert abs(mpmath.mpf(value) - exact) <= slack
                assert slack < 1e-13 * max(1, abs(exact)) * s**0.5  # and that is a small number


def test_alternating_mode_near_the_limit():
    """rho = -(1 - 2^-30): the sign alternates and the size decays by the exact power, odd and even steps."""
    problem = GatedRegression.from_moments(np.array([[1.0]]), np.array([0.0]), 1.0, 1, 1)
    lr = 2 - 2.0**-30
    steps = np.array([1, 2, 2**30, 2**30 + 1, 2**33, 2**33 + 1])
    got = gradient_descent(problem, np.array([[1.0]]), steps, lr).ravel()
    with mpmath.workdps(50):
        for value, s in zip(got, steps.tolist(), strict=True):
            exact = (mpmath.mpf(1) - mpmath.mpf(lr)) ** s
            # w0 + (rho^s - 1) w0 rounds to eps |w0|; lr is exact, so rho is
            assert abs(mpmath.mpf(value) - exact) <= 16 * EPS


@pytest.mark.parametrize("steps", [10**6, 10**18, 2**63 - 1, 10**30])
def test_endless_descent_ends_at_the_limit_of_the_flow(steps):
    """Any number of steps below the stability limit, beyond 64 bits too, ends where the flow ends, null parts put."""
    _, (x, y, gates), _ = sampled(4)
    gates = np.column_stack([gates[:, :2], gates[:, 0]])
    problem = GatedRegression.from_samples(x, y, gates)
    w0 = np.random.default_rng(1).normal(size=(3, 2))
    values = np.linalg.eigvalsh(problem.A)
    w = gradient_descent(problem, w0, steps, 1.5 * 9 / values[-1])
    limit = gradient_flow(problem, w0, math.inf)
    gap = values[values > 1e-6].min()
    # two projections on P = 6 modes, each turned by eps |A| / gap
    bound = 8 * 6 * EPS * values[-1] / gap * (np.linalg.norm(w0) + np.linalg.norm(limit))
    assert np.linalg.norm(w - limit) <= bound < 1e-10
    assert np.max(np.abs((w[0] - w[2]) - (w0[0] - w0[2]))) <= bound


@pytest.mark.parametrize("seed", range(2))
def test_steps_compose(seed):
    """s steps, then t steps, are s + t steps: exactly in rationals."""
    problem, w0 = rational_problem(seed)
    lr = Fraction(2, 5)
    for s, t in ((1, 1), (3, 4), (0, 5)):
        twice = gradient_descent(problem, gradient_descent(problem, w0, s, lr), t, lr)
        assert fractions_of(twice) == fractions_of(gradient_descent(problem, w0, s + t, lr))


def test_no_steps():
    """0 steps give w0 to the last bit, alone and among others."""
    problem, _, w0 = sampled(0)
    assert np.array_equal(gradient_descent(problem, w0, 0, 0.1), w0)
    assert np.array_equal(gradient_descent(problem, w0, np.array([5, 0]), 0.1)[1], w0)


def test_shapes_of_steps():
    """An int gives (K, n), (T,) gives (T, K, n), in any order and with repetitions, lists too."""
    problem, _, w0 = sampled(5)
    steps = [7, 0, 100, 7, 10**10]
    for form in (steps, np.array(steps), tuple(steps), np.array(steps, dtype=np.uint64)):
        together = gradient_descent(problem, w0, form, 0.3)
        assert together.shape == (5, 3, 2)
        for s, at in zip(steps, together, strict=True):
            alone = gradient_descent(problem, w0, s, 0.3)
            assert alone.shape == (3, 2)
            # the same sums of P = 6 products, perhaps in another order
            assert np.max(np.abs(at - alone)) <= 12 * EPS * 6 * (np.abs(w0).max() + np.abs(alone).max())
    assert gradient_descent(problem, w0, np.int64(3), 0.3).shape == (3, 2)
    assert gradient_descent(problem, w0, np.array([3]), 0.3).shape == (1, 3, 2)
