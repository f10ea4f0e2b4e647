"""Mean and covariance of the weights under SGD on independent minibatches, by an exact affine recursion.

A step on a minibatch of B samples is w <- w + (lr/K) (b_B - A_B w / K), with A_B and b_B the means of x~ x~^T and x~ y over
the batch. Given the law of (x~, y), the mean and covariance of w close: they need second and fourth moments, no others.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import REPEATS, Array, counts, in_float_range, natural, real_number
from .fourth_moments import FourthMoments, check_fourth_moments, quadratic_form, residual_form, share_of_one
from .mean_square_stability import largest_mean_square_lr

MOST_EXACT = 20  # steps in exact rationals, whose digits double with each


@in_float_range("w0, lr")
def sgd_moments(law: FourthMoments, w0: Any, steps: Any, lr: Any, batch: int) -> tuple[Array, Array]:
    """Mean and covariance of the weights after `steps` of SGD from w0, each minibatch `batch` independent samples.

    With m the mean, C the covariance, s = 1/K, eta = lr s, and rho = y - s x~ . m:

        m <- m + eta (b - s A m),
        C <- (1 - eta s A) C (1 - eta s A)
             + (eta^2 / B) {<(s^2 x~^T C x~ + rho^2) x~ x~^T> - s^2 A C A - (b - s A m)(b - s A m)^T}.

    The mean is that of gradient descent. Null directions of A keep w0 and get no covariance: no sample has a part there.

    Shapes: w0 (K, n); steps a whole number >= 0 -> (K, n) and (P, P), or an ascending row (T,) -> (T, K, n), (T, P, P).
    An exact law with exact w0 and lr gives exact moments; their digits double with each step. Raises ValueError where
    an unstable lr overflows.

    Possible issues: P x P matrices a step, O(S P^2) for a support of S, O(P^4) for given fourth moments. In an unstable
    mode the covariance is a difference of terms that grow alike, and loses digits with them.

    Example:
    >>> from fractions import Fraction
    >>> from theory import gdln
    >>> one = Fraction(1)
    >>> law = gdln.FourthMoments.from_samples([[one], [-one]], [one, 0 * one], [[1], [1]])
    >>> mean, covariance = gdln.sgd_moments(law, [[0 * one]], 1, Fraction(1, 2), batch=1)
    >>> str(mean[0, 0]), str(covariance[0, 0])
    ('1/4', '1/16')
    """
    problem = check_fourth_moments(law).problem
    lr, B = real_number("lr", lr, least=0), natural("batch", batch)
    w0 = problem.weights("w0", w0)
    exact = problem.exact and w0.dtype.kind == "O" and isinstance(lr, Fraction)
    if problem.exact and not exact:
        raise TypeError(
            "w0 and lr must be exact rationals beside an exact law; make all exact, or the law's samples float."
        )
    scale, lr = problem.scale, lr if exact else float(lr)
    after = counts("steps", steps, MOST_EXACT if exact else REPEATS, ascending=True)
    m, P = w0.ravel() if exact else w0.astype(np.float64).ravel(), len(problem.b)
    C = np.full((P, P), Fraction(0)) if exact else np.zeros((P, P))
    eta, share = lr * scale, share_of_one(problem, B)
    means, covariances, done = [], [], 0
    with np.errstate(over="ignore", invalid="ignore"):
        for count in after.reshape(-1):
            for _ in range(count - done):
                drift = problem.b - scale * (problem.A @ m)
                AC = problem.A @ C
                noise = law.weighted(residual_form(problem, m) + quadratic_form(scale**2 * C))
                noise = share * (noise - scale**2 * (AC @ problem.A) - np.multiply.outer(drift, drift))
                C = C - eta * scale * (AC + AC.T) + eta**2 * (scale**2 * (AC @ problem.A) + noise)
                C = C if exact else (C + C.T) / 2  # the recursion for an antisymmetric part, rounding, is not stable
                m = m + eta * drift
            done = count
            means.append(m.reshape(w0.shape))
            covariances.append(C)
    kind = object if exact else np.float64
    mean = np.array(means, dtype=kind).reshape(after.shape + w0.shape)
    covariance = np.array(covariances, dtype=kind).reshape(*after.shape, P, P)
    if not exact and not (np.all(np.isfinite(mean)) and np.all(np.isfinite(covariance))):
        limit = largest_mean_square_lr(law, B)
        raise ValueError(
            f"lr must be below {limit:.6g} for that many steps of batch {B}; got {lr:.6g}, which overflows."
        )
    return mean, covariance


def derivation() -> Derivation:
    """The two recursions for one weight and a batch of independent samples, and the limits that follow from them.

    Example:
    >>> from theory import gdln
    >>> gdln.sgd_moments_derivation().proved
    True
    """
    lr, K, B = sp.symbols("lr K B", positive=True)
    m, C, z2, z4, zy, z3y, z2y2 = sp.symbols("m C mu_20 mu_40 mu_11 mu_31 mu_22", real=True)
    w, aB, bB = sp.symbols("w a_B b_B", real=True)
    eta = lr / K
    second = {bB**2: z2y2 / B + (1 - 1 / B) * zy**2, aB * bB: z3y / B + (1 - 1 / B) * z2 * zy}
    second |= {aB**2: z4 / B + (1 - 1 / B) * z2**2}

    def over_batches(e: Any) -> Any:
        return sp.expand(sp.expand(e).subs(second)).subs({aB: z2, bB: zy})

    def over_weights(e: Any) -> Any:
        return sp.expand(sp.expand(e).subs(w**2, C + m**2)).subs(w, m)

    def mean(e: Any) -> Any:
        return over_weights(over_batches(e))

    after = w + eta * (bB - aB * w / K)
    drift = zy - z2 * m / K
    next_mean = m + eta * drift
    rho = z2y2 - 2 * m * z3y / K + m**2 * z4 / K**2
    noise = C * z4 / K**2 + rho - C * z2**2 / K**2 - drift**2
    next_C = (1 - eta * z2 / K) ** 2 * C + eta**2 / B * noise
    slope = sp.diff(next_C, C)
    limit = K**2 * 2 * z2 / (z4 / B + (1 - 1 / B) * z2**2)
    at_minimum = next_C.subs(m, K * zy / z2) - C
    stationary = sp.solve(at_minimum, C)[0]
    R = rho.subs(m, K * zy / z2)
    rules = ("samples of the batch independent of each other and of w", "mu_ab = <z^a y^b>, lambda = mu_20")
    return Derivation(
        "Mean and covariance of SGD",
        (
            Step(mean(after), next_mean, "the mean follows gradient descent", rules),
            Step(
                mean(after**2) - mean(after) ** 2,
                next_C,
                "the covariance: B independent samples, so <a_B^2> = mu_40/B + (1 - 1/B) mu_20^2 and its kin",
                rules,
            ),
            Step(slope.subs(lr, limit), sp.Integer(1), "the factor of C reaches 1 at the mean-square limit"),
            Step(sp.Limit(limit, B, sp.oo), 2 * K**2 / z2, "which is the limit of gradient descent for B to infinity"),
            Step(
                sp.Limit(stationary / lr, lr, 0),
                R / (2 * B * z2),
                "the stationary covariance is lr R / (2 B lambda) to first order, R = <r^2 z^2> at the minimum",
                ("below the mean-square limit",),
            ),
        ),
    )
