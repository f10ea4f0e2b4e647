"""Gradient flow tau dw/dt = (1/K) (b - A w / K) against `expm`, `solve_ivp`, 50-digit arithmetic and exact limits.

The references are written from the prediction yhat = (1/K) sum_k g_k w_k . x and the loss 1/2 <(yhat - y)^2>.
"""

import math
import re
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from theory import GatedRegression, gradient_flow, loss_along_flow, time_scales

EPS = 2.0**-52


# --- references ---------------------------------------------------------------------------------------------------


def velocity(A, b, w, scale, tau):
    """dw/dt = -(1/tau) d/dw 1/2 <(scale x~ . w - y)^2> = (scale/tau) (b - scale A w)."""
    return scale * (b - scale * (A @ w)) / tau


def ball_flow(A, b, w0, times, scale, tau=1.0):
    """The flow in 50-digit arithmetic at finite times (T, P), and a bound (T,) on the rounding of any stable method.

    With B = scale^2 A / tau and r the initial velocity, w(t) = w0 + phi(B) r, phi(l) = (1 - exp(-l t)) / l. An
    eigensolver is exact for B + dB, |dB| <= eta |B|, eta = 4 P eps; to first order its error in mode i is
    sum_j |phi[l_i, l_j]| eta |B| |r_j| (a divided difference); r itself rounds to
    eta (scale/tau) (|b| + scale |A| |w0|), and writing w0 and w to eta (|w0| + |w|).
    """
    with mpmath.workdps(50):
        P = len(b)
        scale, tau = mpmath.mpf(scale), mpmath.mpf(tau)
        exact_A = mpmath.matrix(A.tolist())
        values, Q = mpmath.eigsy(exact_A)
        l = [value * scale**2 / tau for value in values]
        start = mpmath.matrix(w0.tolist())
        r = (mpmath.matrix(b.tolist()) - exact_A * start * scale) * scale / tau
        modes = [sum(Q[i, j] * r[i] for i in range(P)) for j in range(P)]
        top = max(abs(value) for value in l)
        eta = 4 * P * mpmath.mpf(EPS)
        size = mpmath.norm(start)
        rho = eta * scale / tau * (np.linalg.norm(b) + scale * max(values) * size)

        def phi(l, t):
            return t * (1 - l * t / 2) if abs(l * t) < mpmath.mpf(10) ** -20 else -mpmath.expm1(-l * t) / l

        def slope(l, m, t):
            if abs(l - m) > mpmath.mpf(10) ** -20 * top:
                return (phi(l, t) - phi(m, t)) / (l - m)
            return mpmath.diff(lambda z: phi(z, t), l)

        out, bounds = [], []
        for t in map(mpmath.mpf, times):
            gain = [phi(value, t) for value in l]
            w = [start[i] + sum(Q[i, j] * gain[j] * modes[j] for j in range(P)) for i in range(P)]
            errors = []
            for i in range(P):
                turned = sum(abs(slope(l[i], l[j], t) * modes[j]) for j in range(P)) * eta * top
                errors.append(turned + gain[i] * rho)
            out.append([float(value) for value in w])
            bounds.append(float(mpmath.norm(mpmath.matrix(errors)) + eta * (size + mpmath.norm(mpmath.matrix(w)))))
        return np.array(out), np.array(bounds)


def rotation(rng, size):
    """A random orthogonal matrix."""
    return np.linalg.qr(rng.normal(size=(size, size)))[0]


def with_spectrum(rng, eigenvalues):
    """Q diag Q^T, symmetric to the last bit."""
    Q = rotation(rng, len(eigenvalues))
    A = (Q * eigenvalues) @ Q.T
    return (A + A.T) / 2


def sampled(seed, K=3, n=2, S=40):
    """A well-conditioned problem from samples, with its data."""
    rng = np.random.default_rng([7, seed])
    x, y, gates = rng.normal(size=(S, n)), rng.normal(size=S), rng.integers(0, 2, (S, K))
    return GatedRegression.from_samples(x, y, gates), (x, y, gates), rng.normal(size=(K, n))


def bound_at(problem, w0, t, tau=1.0, scale=None):
    """The rounding bound of `ball_flow` at one finite time."""
    scale = 1 / problem.K if scale is None else scale
    return ball_flow(problem.A, problem.b, w0.ravel(), [t], scale, tau)[1][0]


# --- independent implementations ----------------------------------------------------------------------------------


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


# --- times --------------------------------------------------------------------------------------------------------


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
    import sympy

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


# --- loss along the way -------------------------------------------------------------------------------------------


def mean_square(x, y, gates, w):
    """<(yhat - y)^2> sample by sample."""
    K, total = gates.shape[1], 0.0
    for row, target, gate in zip(x, y, gates, strict=True):
        yhat = sum(gate[k] * (w[k] @ row) for k in range(K)) / K
        total += (yhat - target) ** 2
    return total / len(y)


@pytest.mark.parametrize("seed", range(4))
def test_loss_never_rises(seed):
    """The mean square over the samples falls with t, strictly until it is at its minimum to rounding."""
    problem, (x, y, gates), w0 = sampled(seed)
    times = np.concatenate([[0.0], np.geomspace(1e-3, 1e4, 60), [math.inf]])
    losses = np.array([mean_square(x, y, gates, w) for w in gradient_flow(problem, w0, times)])
    # weights right to `bound` move the loss by |gradient| bound, at most; the mean itself rounds to (S + 10) eps
    gradient = np.linalg.norm(velocity(problem.A, problem.b, w0.ravel(), 1 / 3, 1.0))
    rounding = (50 * EPS) * losses[0] + 2 * gradient * bound_at(problem, w0, 1e4)
    assert np.all(np.diff(losses) <= rounding)
    assert rounding < 1e-10
    assert np.all(np.diff(losses[:20]) < 0)
    assert abs(losses[-1] - problem.minimum_loss) <= rounding
    along = loss_along_flow(problem, w0, times)
    assert along.shape == times.shape
    assert np.max(np.abs(along - losses)) <= rounding
    assert np.all(np.diff(along) <= rounding)


def test_first_step_of_the_flow_is_the_gradient():
    """(w(t) - w0) / t -> -(1/tau) times the finite-difference gradient of 1/2 <(yhat - y)^2> over the samples."""
    problem, (x, y, gates), w0 = sampled(8)
    tau, h = 0.4, 2.0**-10
    gradient = np.zeros_like(w0)
    for index in np.ndindex(w0.shape):
        bump = np.zeros_like(w0)
        bump[index] = h
        # the loss is quadratic, so a central difference is exact up to the rounding of two losses
        gradient[index] = (mean_square(x, y, gates, w0 + bump) - mean_square(x, y, gates, w0 - bump)) / (4 * h)
    t = 2.0**-30
    moved = (gradient_flow(problem, w0, t, tau) - w0) / t
    curvature = np.linalg.norm(problem.A, 2) / (9 * tau)
    rounding = 100 * EPS * mean_square(x, y, gates, w0) / h + 20 * EPS * np.linalg.norm(w0) / t
    bound = t * curvature * np.linalg.norm(gradient) / tau + rounding / tau
    assert np.linalg.norm(moved + gradient / tau) <= bound < 1e-3 * np.linalg.norm(gradient)


def test_time_scales_are_inverse_rates():
    """K^2 tau / l of every mode that moves, slowest first; null modes have none."""
    problem = GatedRegression.from_moments(np.diag([4.0, 0.0, 0.5, 2.0]), np.zeros(4), 1.0, 2, 2)
    expected = 4 * 3.0 / np.array([0.5, 2.0, 4.0])
    assert np.max(np.abs(time_scales(problem, tau=3.0) / expected - 1)) <= 16 * EPS  # diagonal: a few roundings


# --- bad input ----------------------------------------------------------------------------------------------------


def refuses(name, call):
    """`call` raises ValueError or TypeError with one line that names the argument."""
    with pytest.raises((ValueError, TypeError)) as info:
        call()
    message = str(info.value)
    assert "\n" not in message, message
    assert re.search(rf"(?<!\w)({name})(?!\w)", message), message


BAD = {
    "no problem": ("problem", {"problem": None}),
    "a matrix for a problem": ("problem", {"problem": np.eye(6)}),
    "w0 flat": ("w0", {"w0": np.zeros(6)}),
    "w0 transposed": ("w0", {"w0": np.zeros((2, 3))}),
    "w0 a scalar": ("w0", {"w0": 0.0}),
    "w0 with nan": ("w0", {"w0": np.full((3, 2), math.nan)}),
    "w0 with inf": ("w0", {"w0": np.full((3, 2), math.inf)}),
    "w0 complex": ("w0", {"w0": np.full((3, 2), 1j)}),
    "w0 of words": ("w0", {"w0": np.full((3, 2), "a")}),
    "w0 ragged": ("w0", {"w0": [[1.0, 2.0], [1.0], [0.0]]}),
    "t negative": ("t", {"t": -1.0}),
    "t minus inf": ("t", {"t": -math.inf}),
    "t nan": ("t", {"t": math.nan}),
    "t with a negative entry": ("t", {"t": np.array([1.0, -1e-9])}),
    "t with nan": ("t", {"t": np.array([1.0, math.nan])}),
    "t of two dimensions": ("t", {"t": np.ones((2, 2))}),
    "t complex": ("t", {"t": 1j}),
    "t a word": ("t", {"t": "long"}),
    "t None": ("t", {"t": None}),
    "tau 0": ("tau", {"tau": 0.0}),
    "tau negative": ("tau", {"tau": -1.0}),
    "tau nan": ("tau", {"tau": math.nan}),
    "tau inf": ("tau", {"tau": math.inf}),
    "tau an array": ("tau", {"tau": np.ones(2)}),
    "tau a word": ("tau", {"tau": "1"}),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input(what):
    """gradient_flow names what is wrong."""
    name, change = BAD[what]
    arguments = {"problem": sampled(0)[0], "w0": np.zeros((3, 2)), "t": 1.0, "tau": 1.0}
    refuses(name, lambda: gradient_flow(**(arguments | change)))
