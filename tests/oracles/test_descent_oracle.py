"""Gradient descent w <- w + (lr/K) (b - A w / K) against explicit loops, exact rationals and 50-digit powers."""

import math
import re
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from theory import GatedRegression, gradient_descent, gradient_flow, largest_stable_lr, loss_along_descent

EPS = 2.0**-52


# --- references ---------------------------------------------------------------------------------------------------


def loop(A, b, w, steps, lr, K):
    """The definition, step by step, in whatever numbers come in; all iterates (steps + 1, P)."""
    iterates = [list(w)]
    for _ in range(steps):
        now = iterates[-1]
        pull = [sum((a * c for a, c in zip(row, now, strict=True)), 0 * lr) for row in A]
        iterates.append([c + lr / K * (f - p / K) for c, f, p in zip(now, b, pull, strict=True)])
    return iterates


def ball_descent(A, b, w0, steps, lr, K):
    """The iterates in 50-digit arithmetic (T, P) for a stable lr, and a bound (T,) on the rounding of a stable method.

    With B = lr A / K^2 and r the first step, w_s = w0 + psi(B) r, psi(l) = (1 - (1 - l)^s) / l. An eigensolver is exact
    for B + dB, |dB| <= eta |B|, eta = 4 P eps; to first order its error in mode i is
    sum_j |psi[l_i, l_j]| eta |B| |r_j| (a divided difference); r itself rounds to
    eta (lr/K) (|b| + |A| |w0| / K), writing w0 and w to eta (|w0| + |w|).
    """
    with mpmath.workdps(50):
        P = len(b)
        step = mpmath.mpf(lr) / K
        exact_A = mpmath.matrix(A.tolist())
        values, Q = mpmath.eigsy(exact_A)
        l = [value * step / K for value in values]
        start = mpmath.matrix(w0.tolist())
        r = (mpmath.matrix(b.tolist()) - exact_A * start / K) * step
        modes = [sum(Q[i, j] * r[i] for i in range(P)) for j in range(P)]
        top = max(abs(value) for value in l)
        eta = 4 * P * mpmath.mpf(EPS)
        size = mpmath.norm(start)
        rho = eta * step * (np.linalg.norm(b) + max(values) * size / K)

        def psi(l, s):
            return mpmath.mpf(s) if abs(l) * s < mpmath.mpf(10) ** -20 else (1 - (1 - l) ** s) / l

        def slope(l, m, s):
            if abs(l - m) > mpmath.mpf(10) ** -20 * top:
                return (psi(l, s) - psi(m, s)) / (l - m)
            return mpmath.diff(lambda z: psi(z, s), l) if s > 1 else mpmath.mpf(0)

        out, bounds = [], []
        for s in map(int, steps):
            gain = [psi(value, s) for value in l]
            w = [start[i] + sum(Q[i, j] * gain[j] * modes[j] for j in range(P)) for i in range(P)]
            errors = []
            for i in range(P):
                turned = sum(abs(slope(l[i], l[j], s) * modes[j]) for j in range(P)) * eta * top
                errors.append(turned + abs(gain[i]) * rho)
            out.append([float(value) for value in w])
            bounds.append(float(mpmath.norm(mpmath.matrix(errors)) + eta * (size + mpmath.norm(mpmath.matrix(w)))))
        return np.array(out), np.array(bounds)


def sampled(seed, K=3, n=2, S=40):
    """A well-conditioned problem from samples, with its data and a start."""
    rng = np.random.default_rng([8, seed])
    x, y, gates = rng.normal(size=(S, n)), rng.normal(size=S), rng.integers(0, 2, (S, K))
    return GatedRegression.from_samples(x, y, gates), (x, y, gates), rng.normal(size=(K, n))


def rational_problem(seed):
    """A singular problem in rationals (two equal gates), with a start."""
    rng = np.random.default_rng([9, seed])
    rational = np.vectorize(lambda p: Fraction(int(p), 3), otypes=[object])
    x, y = rational(rng.integers(-5, 6, (6, 2))), rational(rng.integers(-5, 6, 6))
    gates = rng.integers(0, 2, (6, 2))[:, [0, 1, 0]]
    return GatedRegression.from_samples(x, y, gates), rational(rng.integers(-9, 10, (3, 2)))


def fractions_of(array):
    """The entries as Fraction; refuses a single float among them."""
    values = np.asarray(array, dtype=object).ravel()
    assert all(not isinstance(value, float | np.floating) for value in values)
    return [Fraction(int(value.numerator), int(value.denominator)) for value in values]


# --- explicit loops -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lr", [Fraction(1, 3), Fraction(7, 2), 1])
@pytest.mark.parametrize("seed", range(3))
def test_exact_loop(seed, lr):
    """In rationals the map is the loop, to the last digit, for a singular A and for any lr."""
    problem, w0 = rational_problem(seed)
    iterates = loop(problem.A, problem.b, w0.ravel(), 9, Fraction(lr), 3)
    for steps in (0, 1, 2, 5, 9):
        got = gradient_descent(problem, w0, steps, lr)
        assert got.shape == (3, 2)
        assert fractions_of(got) == iterates[steps]
    together = gradient_descent(problem, w0, np.array([9, 0, 4]), lr)
    assert together.shape == (3, 3, 2)
    for at, steps in zip(together, (9, 0, 4), strict=True):
        assert fractions_of(at) == iterates[steps]


def test_exact_powers_by_hand():
    """K = 1, n = 1, A = 1, b = 1, lr = 1/2: w_s = 1 - 2^-s, for 200 steps as well."""
    one = np.array([Fraction(1)], dtype=object)
    problem = GatedRegression.from_moments(one[:, None], one, Fraction(1), 1, 1)
    got = gradient_descent(problem, np.array([[Fraction(0)]], dtype=object), 200, Fraction(1, 2))
    assert fractions_of(got) == [1 - Fraction(1, 2**200)]


@pytest.mark.parametrize("fraction", [0.01, 0.5, 0.999])
@pytest.mark.parametrize(("K", "n"), [(1, 1), (1, 5), (5, 1), (3, 2)])
def test_float_loop(K, n, fraction):
    """Below the stability limit the map agrees with the loop to the rounding of both."""
    problem, _, w0 = sampled(10 * K + n, K, n)
    lr = fraction * 2 * K**2 / np.linalg.eigvalsh(problem.A)[-1]
    iterates = np.array(loop(problem.A, problem.b, w0.ravel(), 60, lr, K))
    steps = np.array([0, 1, 2, 7, 60])
    _, bounds = ball_descent(problem.A, problem.b, w0.ravel(), steps, lr, K)
    got = gradient_descent(problem, w0, steps, lr).reshape(5, -1)
    # each step of the loop rounds to 2 P eps |w|, up to twice |w| inside since lr |A| / K^2 < 2; it contracts
    largest = np.linalg.norm(iterates, axis=1).max()
    slack = bounds + steps * 4 * K * n * EPS * (largest + lr / K * np.linalg.norm(problem.b))
    assert slack.max() < 1e-9
    assert np.all(np.linalg.norm(got - iterates[steps], axis=1) <= slack)


@pytest.mark.parametrize("factor", [1.05, 2.0])
def test_unstable_loop(factor):
    """Above the limit the map follows the loop as it grows: the error is relative to the growth."""
    problem, _, w0 = sampled(1)
    lr = factor * 2 * 9 / np.linalg.eigvalsh(problem.A)[-1]
    iterates = np.array(loop(problem.A, problem.b, w0.ravel(), 40, lr, 3))
    growth = 2 * factor - 1
    got = gradient_descent(problem, w0, np.arange(41), lr).reshape(41, -1)
    # rounding made at any of s steps grows by at most growth^s from there; the eigenvalue's error turns rho^s by s eps
    size = np.linalg.norm(w0) + np.linalg.norm(iterates[:2]) + lr / 3 * np.linalg.norm(problem.b)
    slack = (np.arange(41) + 1) * 20 * 6 * EPS * growth ** np.arange(41) * size
    assert np.all(np.linalg.norm(got - iterates, axis=1) <= slack)
    assert np.linalg.norm(iterates[40]) > 1.5 * np.linalg.norm(iterates[20])  # it does grow


def test_one_step_is_minus_lr_times_the_gradient():
    """One step is -lr times the finite-difference gradient of 1/2 <(yhat - y)^2> over the samples."""
    problem, (x, y, gates), w0 = sampled(2)

    def half_loss(w):
        return 0.5 * np.mean(
            [
                (sum(g * (v @ row) for g, v in zip(gate, w, strict=True)) / 3 - target) ** 2
                for row, target, gate in zip(x, y, gates, strict=True)
            ]
        )

    h, lr, gradient = 2.0**-6, 0.25, np.zeros_like(w0)
    for index in np.ndindex(w0.shape):
        bump = np.zeros_like(w0)
        bump[index] = h
        gradient[index] = (half_loss(w0 + bump) - half_loss(w0 - bump)) / (2 * h)  # exact for a quadratic
    rounding = 100 * EPS * half_loss(w0) / h * lr + 10 * EPS * np.linalg.norm(w0)  # of means of 40, and of one step
    moved = gradient_descent(problem, w0, 1, lr) - w0
    assert np.max(np.abs(moved + lr * gradient)) <= rounding < 1e-3 * np.linalg.norm(moved)


def test_scale_of_features():
    """from_features descends by w <- w + lr s (b - s A w): the 1/K of the contract is the scale."""
    _, (x, y, gates), w0 = sampled(3)
    features = (gates[:, :, None] * x[:, None, :]).reshape(len(y), -1)
    problem = GatedRegression.from_features(features, y, scale=0.4)
    w, lr = w0.ravel().copy(), 0.5
    for _ in range(12):
        w = w + lr * 0.4 * (problem.b - 0.4 * problem.A @ w)
    bound = ball_descent(problem.A, problem.b, w0.ravel(), [12], lr * 0.16, 1)[1][0]  # b only enters the bound
    got = gradient_descent(problem, w0.reshape(1, -1), 12, lr)
    assert got.shape == (1, 6)
    # the loop rounds to 4 P eps |w| a step and contracts
    slack = 4 * bound + 12 * 4 * 6 * EPS * (np.linalg.norm(w0) + np.linalg.norm(w) + np.linalg.norm(problem.b))
    assert np.linalg.norm(got.ravel() - w) <= slack < 1e-11


# --- many steps ---------------------------------------------------------------------------------------------------


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


# --- towards the flow ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_descent_converges_to_the_flow_at_first_order(seed):
    """|descent(T / lr steps) - flow(T)| ~ lr: slope 1 +- 0.1 over lr from 2^-4 to 2^-14 of the fastest time."""
    problem, _, w0 = sampled(seed)
    fastest = 9 / np.linalg.eigvalsh(problem.A)[-1]
    T = 2.0 * fastest
    powers = np.arange(4, 15)
    errors = [
        np.linalg.norm(
            gradient_descent(problem, w0, 2 * 2 ** int(p), fastest / 2 ** int(p)) - gradient_flow(problem, w0, T)
        )
        for p in powers
    ]
    floor = ball_descent(problem.A, problem.b, w0.ravel(), [2 * 2**14], fastest / 2**14, 3)[1][0]
    assert min(errors) > 100 * floor  # far above rounding
    slope = np.polyfit(-powers * math.log(2), np.log(errors), 1)[0]
    assert abs(slope - 1) < 0.1

    # and the first-order term itself: rho^s = exp(-l T / K^2 - lr T (l / K^2)^2 / 2 + ...), extrapolated to lr = 0
    values, Q = np.linalg.eigh(problem.A)
    rates = values / 9
    gap = Q.T @ w0.ravel() - 3 * (Q.T @ problem.b) / values
    leading = np.linalg.norm(T / 2 * rates**2 * np.exp(-rates * T) * gap)
    ratios = [error * 2.0**p / fastest for error, p in zip(errors, powers, strict=True)]
    extrapolated = 2 * ratios[-1] - ratios[-2]
    # each halving of lr halves the remainder of a ratio; after extrapolation what is left is of its square
    remainder = abs(ratios[-1] - ratios[-2])
    assert abs(extrapolated - leading) <= remainder
    assert remainder < 1e-3 * leading


# --- stability ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_stability_limit(seed):
    """Below 2 K^2 / max(l) descent settles, above it grows without bound, and the library names that limit."""
    problem, _, w0 = sampled(seed)
    limit = 2 * 9 / np.linalg.eigvalsh(problem.A)[-1]
    assert abs(largest_stable_lr(problem) / limit - 1) <= 8 * 6 * EPS  # two eigensolvers, P eps each
    end = gradient_flow(problem, w0, math.inf)
    start = np.linalg.norm(w0 - end)
    below = np.linalg.norm(gradient_descent(problem, w0, np.array([10, 10**3, 10**5]), 0.99 * limit) - end, axis=(1, 2))
    assert below[0] < start
    assert below[2] < 1e-9 * start  # 0.98^100000 is 0
    above = np.linalg.norm(gradient_descent(problem, w0, np.array([10, 10**3, 10**4]), 1.01 * limit) - end, axis=(1, 2))
    assert above[0] < above[1] < above[2]
    # 1.02^9000 between the last two, to their rounding of s eps
    assert abs(math.log(above[2] / above[1]) - 9000 * math.log(1.02)) <= 10**4 * 100 * EPS * 6


def mean_square(x, y, gates, w):
    """<(yhat - y)^2> sample by sample."""
    K, total = gates.shape[1], 0.0
    for row, target, gate in zip(x, y, gates, strict=True):
        total += (sum(gate[k] * (w[k] @ row) for k in range(K)) / K - target) ** 2
    return total / len(y)


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9, 0.999])
def test_loss_never_rises_below_the_limit(fraction):
    """The mean square over the samples never rises for a stable lr, and `loss_along_descent` is that mean square."""
    problem, (x, y, gates), w0 = sampled(6)
    lr = fraction * 18 / np.linalg.eigvalsh(problem.A)[-1]
    steps = np.concatenate([np.arange(30), [10**2, 10**3, 10**5, 10**9]])
    losses = np.array([mean_square(x, y, gates, w) for w in gradient_descent(problem, w0, steps, lr)])
    # means of 40 round to 50 eps; weights off by `bound` move the loss by |gradient| bound
    bounds = ball_descent(problem.A, problem.b, w0.ravel(), steps, lr, 3)[1]
    gradient = 2 * np.linalg.norm(problem.b - problem.A @ w0.ravel() / 3) / 3
    slack = 50 * EPS * losses[0] + gradient * bounds.max()
    assert slack < 1e-10
    assert np.all(np.diff(losses) <= slack)
    assert losses[29] < losses[0]
    assert abs(losses[-1] - problem.minimum_loss) <= slack
    along = loss_along_descent(problem, w0, steps, lr)
    assert along.shape == steps.shape
    assert np.max(np.abs(along - losses)) <= slack


def test_loss_rises_above_the_limit():
    """Just above the limit the fastest mode, alone, gains from step to step."""
    problem, (x, y, gates), _ = sampled(7)
    values, Q = np.linalg.eigh(problem.A)
    w0 = problem.minimum_norm_weights + Q[:, -1].reshape(3, 2)
    losses = [
        mean_square(x, y, gates, w) for w in gradient_descent(problem, w0, np.arange(20), 1.001 * 18 / values[-1])
    ]
    assert np.all(np.diff(losses) > 0)


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
    "moments for a problem": ("problem", {"problem": (np.eye(6), np.zeros(6))}),
    "w0 flat": ("w0", {"w0": np.zeros(6)}),
    "w0 transposed": ("w0", {"w0": np.zeros((2, 3))}),
    "w0 with nan": ("w0", {"w0": np.full((3, 2), math.nan)}),
    "w0 complex": ("w0", {"w0": np.full((3, 2), 1j)}),
    "w0 of words": ("w0", {"w0": np.full((3, 2), "a")}),
    "steps negative": ("steps", {"steps": -1}),
    "steps not whole": ("steps", {"steps": 1.5}),
    "steps nan": ("steps", {"steps": math.nan}),
    "steps inf": ("steps", {"steps": math.inf}),
    "steps with a negative entry": ("steps", {"steps": np.array([1, -2])}),
    "steps with a half": ("steps", {"steps": np.array([1.0, 2.5])}),
    "steps of two dimensions": ("steps", {"steps": np.ones((2, 2), dtype=int)}),
    "steps a word": ("steps", {"steps": "many"}),
    "steps None": ("steps", {"steps": None}),
    "steps complex": ("steps", {"steps": 2j}),
    "lr nan": ("lr", {"lr": math.nan}),
    "lr inf": ("lr", {"lr": math.inf}),
    "lr negative": ("lr", {"lr": -0.1}),
    "lr an array": ("lr", {"lr": np.array([0.1, 0.2])}),
    "lr a word": ("lr", {"lr": "0.1"}),
    "lr None": ("lr", {"lr": None}),
    "lr complex": ("lr", {"lr": 0.1j}),
    "lr that overflows": ("lr", {"lr": 1e3, "steps": 10**6, "w0": np.ones((3, 2))}),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input(what):
    """gradient_descent names what is wrong, and never returns what is not finite."""
    name, change = BAD[what]
    arguments = {"problem": sampled(0)[0], "w0": np.zeros((3, 2)), "steps": 3, "lr": 0.1}
    refuses(name, lambda: gradient_descent(**(arguments | change)))
