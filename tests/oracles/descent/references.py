"""Gradient descent written again from its definition: a loop step by step, and powers in 50-digit arithmetic.

w <- w + (lr/K) (b - A w / K) for the prediction yhat = (1/K) sum_k g_k w_k . x; the library only builds the problems.
"""

from fractions import Fraction

import mpmath
import numpy as np

from theory import GatedRegression

from ..common import EPS


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
