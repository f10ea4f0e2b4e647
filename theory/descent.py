"""Gradient descent on a gated regression: the exact discrete map, by powers instead of a loop."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from . import exact as rational
from .regression import GatedRegression, check_problem
from .validation import Array, counts, float_array, in_float_range, real_number


def gradient_descent(problem: GatedRegression, w0: Any, steps: Any, lr: Any) -> Array:
    """The weights after `steps` of w <- w + (lr/K) (b - A w / K), started at w0.

    In the eigenbasis each mode is multiplied by rho = 1 - lr lambda / K^2 a step, so w_s = w0 + P [(rho^s - 1) gap].
    It converges for lr below `largest_stable_lr` and then to the limit of the flow.

    Shapes: w0 (K, n); steps a whole number >= 0 -> (K, n), or (T,) of them -> (T, K, n). Exact problem, w0 and lr
    (a `Fraction` or an int) give exact weights by repeated squaring.
    Raises ValueError where an unstable lr overflows.

    Possible issues: rho^s is right to a relative s |log rho| eps; see `gradient_flow` for the rest.

    Example:
    >>> from fractions import Fraction
    >>> from theory import GatedRegression, gradient_descent
    >>> problem = GatedRegression.from_samples([[1]], [Fraction(1)], [[1]])
    >>> [str(w) for w in gradient_descent(problem, [[Fraction(0)]], [0, 1, 2], Fraction(1, 2)).ravel()]
    ['0', '1/2', '3/4']
    """
    lr = real_number("lr", lr, least=0)
    w0 = check_problem(problem).weights("w0", w0)
    after = counts("steps", steps, most=np.inf)
    if problem.exact and w0.dtype.kind == "O" and isinstance(lr, Fraction):
        each = [_exact_descent(problem, w0, s, lr) for s in after.reshape(-1)]
        return np.array(each, dtype=object).reshape(after.shape + w0.shape)
    problem, start, lr = (
        problem.as_float() if problem.exact else problem,
        float_array("w0", w0, w0.shape).ravel(),
        float(lr),
    )
    out = np.tile(start, (after.size, 1))
    for block in problem.spectrum.blocks:
        factor = _power_minus_one(lr * problem.scale**2 * block.eigenvalues, after.reshape(-1))
        with np.errstate(over="ignore", invalid="ignore"):
            gap = block.gap(problem.b, problem.scale, start)
            out[:, block.index] += block.from_modes(np.where(gap == 0, 0.0, factor * gap).T).T
    if not np.all(np.isfinite(out)):
        raise ValueError(
            f"lr must be below largest_stable_lr = {largest_stable_lr(problem):.6g} for that many steps; got {lr:.6g}, "
            "which overflows."
        )
    return out.reshape(after.shape + w0.shape)


@in_float_range("w0, lr")
def loss_along_descent(problem: GatedRegression, w0: Any, steps: Any, lr: Any) -> Array:
    """<(yhat - y)^2> after each of `steps` (no half), shape of steps; never rises for lr below the stability limit.

    Example:
    >>> from theory import GatedRegression, loss_along_descent
    >>> problem = GatedRegression.from_samples([[1.0]], [1.0], [[1]])
    >>> loss_along_descent(problem, [[0.0]], [0, 1, 2], 0.5).round(9).tolist()
    [1.0, 0.25, 0.0625]
    """
    after = counts("steps", steps, most=np.inf)
    weights = gradient_descent(problem, w0, after.reshape(-1), lr)
    return np.array([float(problem.loss(w)) for w in weights]).reshape(after.shape)


def largest_stable_lr(problem: GatedRegression) -> float:
    """2 K^2 / max(lambda): the modes all shrink below it, |1 - lr lambda / K^2| < 1, and the fastest grows above it.

    At the limit itself the fastest mode keeps its size and alternates. Infinite where A = 0. The note has the flow alone,
    Eq. (4); this is the step size up to which descent follows it. A float; raises TypeError for what is no GatedRegression.

    Example:
    >>> from theory import GatedRegression, largest_stable_lr
    >>> problem = GatedRegression.from_samples([[1.0], [2.0]], [1.0, 2.0], [[1], [1]])
    >>> round(largest_stable_lr(problem), 9)  # 2 / <x^2>
    0.8
    """
    values = check_problem(problem).spectrum.eigenvalues
    return 2.0 / (float(problem.scale) ** 2 * float(values[-1])) if len(values) else float("inf")


def _power_minus_one(h: Array, s: Array) -> Array:
    """(1 - h)^s - 1 for h (r,) and whole s (T,), without cancellation for small h: (T, r)."""
    parity = (s % 2 == 1).astype(bool)[:, None]
    s = np.array([min(count, 10**300) for count in s], dtype=np.float64)[:, None]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        log_size = np.where(h < 1, np.log1p(-np.minimum(h, 1)), np.log(np.abs(1 - h)))
        exponent = np.where(s == 0, 0.0, s * log_size)  # 0 log 0 = 0: no step, no change
        odd = parity & (h > 1)
        return np.where(odd, -np.exp(exponent) - 1, np.expm1(exponent))


def _exact_descent(problem: GatedRegression, w0: Array, s: int, lr: Fraction) -> Array:
    P = len(problem.b)
    step = np.full((P + 1, P + 1), Fraction(0))
    step[:P, :P] = -lr * problem.scale**2 * problem.A
    step[:P, P] = lr * problem.scale * problem.b
    for i in range(P + 1):
        step[i, i] += 1
    power = rational.matrix_power(step, s)
    return (power[:P, :P] @ w0.ravel() + power[:P, P]).reshape(w0.shape)
