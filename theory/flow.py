"""Gradient flow of a gated regression, solved for all times at once through A = P Lambda P^T."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import exact as rational
from .regression import GatedRegression, check_problem
from .validation import Array, as_array, float_array, in_float_range, one_line, real_number


@in_float_range("w0")
def gradient_flow(problem: GatedRegression, w0: Any, t: Any, tau: float = 1.0) -> Array:
    """The weights at time t of tau dw/dt = (1/K) (b - A w / K), started at w0.

    In the eigenbasis, with rate r = lambda / (K^2 tau): w(t) = w0 + P [expm1(-r t) (u0 - K c / lambda)] over the
    nonzero eigenvalues, u0 = P^T w0 and c = P^T b; components in the null space of A stay where they are. (The note,
    Eq. (7) to (10), with the 1/K that its Eq. (4) loses; for `from_features`, 1/K is the scale.)

    Shapes: w0 (K, n); t a scalar (K, n), or (T,) -> (T, K, n), each >= 0, infinity included. tau > 0 has the unit of t.
    An exact problem with exact w0 gives exact weights at t = infinity; other times are transcendental and come in
    floating point.

    Possible issues: modes below the rounding of A are held still (see `theory.spectrum`); the error is a few eps of
    max(|w0|, |K A^+ b|) times the condition number of the modes that are kept.

    Example:
    >>> import numpy as np
    >>> from theory import GatedRegression, gradient_flow
    >>> problem = GatedRegression.from_samples([[1.0], [2.0]], [1.0, 2.0], [[1], [1]])
    >>> gradient_flow(problem, [[0.0]], [0.0, 1.0, np.inf]).ravel().round(6).tolist()
    [0.0, 0.917915, 1.0]
    """
    tau = float(real_number("tau", tau, above=0))
    w0 = check_problem(problem).weights("w0", w0)
    times = checked_times(t)
    if problem.exact and w0.dtype.kind == "O" and times.ndim == 0 and np.isinf(times):
        return problem.minimum_norm_weights + rational.null_part(problem.A, w0.ravel()).reshape(w0.shape)
    problem, start = problem.as_float() if problem.exact else problem, float_array("w0", w0, w0.shape).ravel()
    steps = times.reshape(-1)
    out = np.tile(start, (len(steps), 1))
    for block in problem.spectrum.blocks:
        gap = block.gap(problem.b, problem.scale, start)
        with np.errstate(over="ignore"):
            rate = problem.scale**2 * block.eigenvalues / tau
        out[:, block.index] += block.from_modes((np.expm1(-ages(steps, rate)) * gap).T).T
    if not np.all(np.isfinite(out)):
        raise ValueError("the weights must be finite; they leave the range of floats. Rescale x, y or w0.")
    return out.reshape(times.shape + w0.shape)


@in_float_range("w0")
def loss_along_flow(problem: GatedRegression, w0: Any, t: Any, tau: float = 1.0) -> Array:
    """<(yhat - y)^2> along the flow (no half), shape of t: the minimum plus a sum of decaying exponentials.

    Never rises with t, term by term: loss(t) = minimum + (1/K^2) sum_i lambda_i gap_i^2 exp(-2 r_i t).

    Example:
    >>> import numpy as np
    >>> from theory import GatedRegression, loss_along_flow
    >>> problem = GatedRegression.from_samples([[1.0]], [1.0], [[1]])
    >>> loss_along_flow(problem, [[0.0]], [0.0, 1.0, np.inf]).round(6).tolist()
    [1.0, 0.135335, 0.0]
    """
    tau = float(real_number("tau", tau, above=0))
    start, times = (
        float_array("w0", check_problem(problem).weights("w0", w0), (problem.K, problem.n)).ravel(),
        checked_times(t),
    )
    out = np.full(times.size, float(problem.minimum_loss))
    problem = problem.as_float() if problem.exact else problem
    for block in problem.spectrum.blocks:
        with np.errstate(over="ignore"):
            rate = problem.scale**2 * block.eigenvalues / tau
        weight = problem.scale**2 * block.eigenvalues * block.gap(problem.b, problem.scale, start) ** 2
        with np.errstate(over="ignore", under="ignore"):
            out += np.exp(-2 * ages(times.reshape(-1), rate)) @ weight
    return out.reshape(times.shape)


@in_float_range("tau")
def time_scales(problem: GatedRegression, tau: float = 1.0) -> Array:
    """K^2 tau / lambda of every mode that moves, slowest first; the slowest sets how long the flow takes.

    Example:
    >>> from theory import GatedRegression, time_scales
    >>> problem = GatedRegression.from_samples([[1.0, 0.0], [0.0, 2.0]], [1.0, 2.0], [[1], [1]])
    >>> time_scales(problem).round(9).tolist()
    [2.0, 0.5]
    """
    tau = float(real_number("tau", tau, above=0))
    return tau / (float(check_problem(problem).scale) ** 2 * problem.spectrum.eigenvalues)


def ages(times: Array, rate: Array) -> Array:
    """times (T,) in units of each mode's relaxation, (T, r): 0 at time 0 and infinite at infinity whatever the rate."""
    with np.errstate(over="ignore", invalid="ignore"):  # a decay beyond the range of floats is a decay to 0
        out = np.multiply.outer(times, rate)
    out[times == 0], out[np.isinf(times)] = 0.0, np.inf
    return out


def checked_times(t: Any) -> Array:
    """`t` as floats, a scalar or (T,), none negative; infinity is one of them."""
    times = as_array("t", t)
    if times.dtype.kind not in "biufO" or times.ndim > 1:
        raise ValueError(f"t must be a number or one row of them; got shape {times.shape}, dtype {times.dtype}.")
    try:
        times = times.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise TypeError(f"t must hold real numbers; got {one_line(t)}.") from wrong
    if not np.all(times >= 0):
        worst = times.reshape(-1)[np.argmin(times.reshape(-1) >= 0)]
        raise ValueError(f"t must be >= 0 (infinity included); got {worst}. The flow runs forward.")
    return times
