"""Gradient flow at finite times against `expm`, `solve_ivp` and 50-digit arithmetic, within derived bounds."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from theory import GatedRegression, gradient_flow

from ..common import EPS
from .references import ball_flow, sampled, with_spectrum


@pytest.mark.parametrize("tau", [1.0, 0.3])
@pytest.mark.parametrize(("K", "n"), [(1, 1), (1, 4), (4, 1), (3, 2)])
def test_against_expm(K, n, tau):
    """The flow is expm of the augmented matrix [[-A/(K^2 tau), b/(K tau)], [0, 0]] t on (w0, 1)."""
    problem, _, w0 = sampled(K * 10 + n, K, n)
    P = K * n
    for t in (0.01, 0.3, 2.0, 9.0):
        M = np.zeros((P + 1, P + 1))
        M[:P, :P] = -problem.A / (K**2 * tau)
        M[:P, P] = problem.b / (K * tau)
        flow = expm(M * t)
        expected = (flow @ np.append(w0.ravel(), 1.0))[:P]
        # expm is exact for M t + E, |E| of the order of P eps |M t|, which moves it by at most |E| |expm| exp|M t|
        # at worst and |E| |expm|^2 for this dissipative M; 10 for the constants of the squarings
        size = np.linalg.norm(M * t, 1)
        bound = 10 * P * EPS * (1 + size) * np.linalg.norm(flow) ** 2 * (1 + np.linalg.norm(w0))
        assert np.linalg.norm(gradient_flow(problem, w0, t, tau).ravel() - expected) <= bound < 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_against_a_tight_integrator(seed):
    """A Runge-Kutta solution agrees to its own tolerance, also with two equal gates and one that is never on."""
    _, (x, y, gates), _ = sampled(seed)
    gates = np.column_stack([gates[:, :2], gates[:, 0], 0 * gates[:, 0]])
    K, n = 4, 2
    rng = np.random.default_rng(seed)
    w0, tau, times = rng.normal(size=(K, n)), 0.7, np.array([0.0, 0.1, 1.0, 5.0, 40.0])
    problem = GatedRegression.from_samples(x, y, gates)
    S = len(y)

    def rhs(_, w):
        w = w.reshape(K, n)
        residual = y - np.einsum("sk,ki,si->s", gates, w, x) / K
        return (np.einsum("s,sk,si->ki", residual, gates, x) / (K * S * tau)).ravel()

    rtol, atol = 1e-12, 1e-13
    solution = solve_ivp(rhs, (0, 40), w0.ravel(), method="DOP853", rtol=rtol, atol=atol, t_eval=times)
    # the flow contracts, so errors of at most rtol |w| + atol a component and step add up and do not grow
    steps = solution.nfev / 12
    bound = steps * (rtol * np.abs(solution.y).max() + atol) * math.sqrt(K * n)
    got = gradient_flow(problem, w0, times, tau)
    assert bound < 1e-8
    assert np.max(np.abs(got.reshape(5, -1) - solution.y.T)) <= bound


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("start", ["at zero", "anywhere"])
@pytest.mark.parametrize("target", ["moderate limit", "any b"])
def test_ill_conditioned_spectrum_in_50_digits(start, target, seed):
    """Eigenvalues from 1 down to 1e-12, times from 1e-20 to 1e14: within the rounding of an eigendecomposition."""
    rng = np.random.default_rng([seed, 5])
    K, n = (1, 13) if seed == 0 else (13, 1) if seed == 1 else (4, 3)
    P = K * n
    A = with_spectrum(rng, np.geomspace(1, 1e-12, P))
    b = A @ rng.normal(size=P) / K if target == "moderate limit" else rng.normal(size=P)
    problem = GatedRegression.from_moments(A, b, 1e30, K, n)
    w0 = np.zeros(P) if start == "at zero" else rng.normal(size=P)
    times = K**2 * np.array([1e-20, 1e-9, 1e-3, 1.0, 1e3, 1e6, 1e9, 1e12, 1e14])
    expected, bounds = ball_flow(A, b, w0, times, 1 / K)
    got = gradient_flow(problem, w0.reshape(K, n), times).reshape(-1, P)
    error = np.linalg.norm(got - expected, axis=1)
    assert np.all(error <= bounds), (error / bounds).max()
    moved = np.linalg.norm(expected - w0, axis=1)
    if start == "at zero":  # the bound is tight: far below the distance moved even at 1e-20 and while 1e-9 decays
        assert np.all(bounds[:7] < 1e-3 * moved[:7])


@pytest.mark.parametrize("K", [1, 3])
def test_uncoupled_modes_keep_every_digit(K):
    """Diagonal A, l from 1 to 1e-30, w0 = 0: each component K b / l (1 - exp(-l t / K^2)) to 16 eps."""
    n = 16
    rng = np.random.default_rng(K)
    l = np.tile(np.geomspace(1, 1e-30, n), K) * rng.uniform(1, 2, K * n)
    b = rng.normal(size=K * n) * l
    problem = GatedRegression.from_moments(np.diag(l), b, 1e30, K, n)
    times = np.array([1e-20, 1e-8, 1e-3, 0.7, 1e2, 1e7, 1e11, 1e18, 1e31, 1e34])
    got = gradient_flow(problem, np.zeros((K, n)), times)
    with mpmath.workdps(50):
        for at, t in zip(got, times, strict=True):
            for value, rate, force in zip(at.ravel(), l, b, strict=True):
                rate, force = mpmath.mpf(rate), mpmath.mpf(force)
                exact = -mpmath.expm1(-rate * mpmath.mpf(t) / K**2) * force * K / rate
                # a dozen roundings of eps / 2; 1 - exp(-z) magnifies the relative error of z by at most 1
                assert abs(mpmath.mpf(value) - exact) <= 16 * EPS * abs(exact)


def test_exclusive_gates_with_inputs_of_different_size():
    """Exclusive gates do not see each other: inputs of size 1e-10 beside 1 flow as if they were alone, only slower."""
    rng = np.random.default_rng(12)
    small = 2.0**-33
    x, y, w0 = rng.normal(size=(40, 2)), rng.normal(size=40), rng.normal(size=(2, 2))
    gates = np.repeat([[1, 0], [0, 1]], 20, axis=0)
    x[20:] *= small
    y[20:] *= small
    problem = GatedRegression.from_samples(x, y, gates)
    for k in range(2):
        rows = slice(20 * k, 20 * k + 20)
        # half of the samples, and 1/K: A and b of the block are half of those of the samples alone
        features, target = x[rows] / small**k, y[rows] / small**k
        A, b = features.T @ features / 40, features.T @ target / 40
        times = np.array([0.1, 3.0, 100.0])
        expected, bounds = ball_flow((A + A.T) / 2, b, w0[k], times, 1 / 2)
        got = gradient_flow(problem, w0, times / small ** (2 * k))[:, k]
        assert np.all(np.linalg.norm(got - expected, axis=1) <= 10 * bounds)  # 10: two roundings of sums of 20


def test_scale_of_features():
    """from_features flows by tau dw/dt = s (b - s A w), so s = 1/K on gated features is from_samples."""
    problem, (x, y, gates), w0 = sampled(9)
    features = (gates[:, :, None] * x[:, None, :]).reshape(len(y), -1)
    times = np.array([0.2, 3.0, 50.0])
    for scale in (1.0, 0.4, 1 / 3):
        by_features = GatedRegression.from_features(features, y, scale=scale)
        expected, bounds = ball_flow(by_features.A, by_features.b, w0.ravel(), times, scale, 0.6)
        got = gradient_flow(by_features, w0.reshape(1, -1), times, tau=0.6).reshape(3, -1)
        assert np.all(np.linalg.norm(got - expected, axis=1) <= bounds)
    assert scale == 1 / problem.K
    # the two problems have moments summed in different orders, hence another rounding of A and b, as the bound allows
    assert np.all(np.linalg.norm(got - gradient_flow(problem, w0, times, 0.6).reshape(3, -1), axis=1) <= 10 * bounds)


def test_exact_problem_at_finite_times():
    """A problem in rationals flows to the same floats as its 50-digit solution."""
    rng = np.random.default_rng(2)
    rational = np.vectorize(lambda p: Fraction(int(p), 8), otypes=[object])
    x, y, gates = rational(rng.integers(-9, 10, (9, 2))), rational(rng.integers(-9, 10, 9)), rng.integers(0, 2, (9, 2))
    problem = GatedRegression.from_samples(x, y, gates)
    w0, times = rng.normal(size=(2, 2)), np.array([0.1, 1.0, 10.0])
    expected, bounds = ball_flow(problem.A.astype(float), problem.b.astype(float), w0.ravel(), times, 1 / 2)
    got = np.asarray(gradient_flow(problem, w0, times), dtype=float).reshape(3, -1)
    assert np.all(np.linalg.norm(got - expected, axis=1) <= 2 * bounds)  # twice: the rationals round to floats
