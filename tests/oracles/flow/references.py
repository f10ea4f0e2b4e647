"""Gradient flow written again from the loss 1/2 <(yhat - y)^2>, in 50-digit arithmetic with a bound on rounding.

tau dw/dt = (1/K) (b - A w / K) for the prediction yhat = (1/K) sum_k g_k w_k . x; the library only builds the problems.
"""

import mpmath
import numpy as np

from theory import GatedRegression

from ..common import EPS


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
