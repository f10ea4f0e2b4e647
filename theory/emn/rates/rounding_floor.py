"""The test error at which floating point stops training: stalled weights, and the rounding of the test itself."""

from __future__ import annotations

from functools import lru_cache
from math import erfc, frexp, ldexp, sqrt
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from ...inputs.uniform_moments import ACROSS, ALONG, CENTRE
from ...validation import Array, float_array, float_type, in_float_range, natural, real_number
from ..masks.sparse_masks import SparseMasks
from .step_scale import step_scale

INPUT_MOMENTS = (float(CENTRE), float(ACROSS + ALONG))  # <x>, <x^2>
TEST_MOMENTS = (1 / 4, 1 / 6)  # <a>, <a^2> of test masks half of whose entries are 0, the others uniform on [0, 1]


@in_float_range("c, lr, steps")
def rounding_floor(c: Any, steps: int, *, lr: float = 0.1, dtype: Any = np.float32, reduction: str = "mean") -> float:
    """Mean square test error of (1) after `steps` SGD steps that have converged, from rounding alone.

    `c` (n,): the constants of the rows (`learned_constants`). Two independent parts add up:

    * `stalled_spread`, s: the weights stop short of the solution. Their sum over a row is driven to 0, what is left are
      differences between entries, so a row contributes n s^2 (<a^2><x^2> - <a>^2 <x>^2);
    * `evaluation_variance`: the network and the target are two sums of the same terms, rounded differently.

    Inputs uniform on [0, 1], training masks of independent fair bits, test masks half of whose entries are 0 and the
    others uniform on [0, 1]: Luntzel 2023, Table 1, which prints the figures and does not say what sets them.

    Possible issues: an estimate, within a factor 3 for n = 5 to 100 in float32 and float64; it takes the residual of a
    row as Gaussian, which at n = 5 it is not, and the sums of the test as accumulated term by term, fused.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> [f"{emn.rounding_floor(np.full(5, 0.7), 10**5, dtype=dtype):.0e}" for dtype in (np.float32, np.float64)]
    ['3e-14', '1e-31']
    """
    c = _constants(c)
    n = len(c)
    s = stalled_spread(c, steps, lr=lr, dtype=dtype, reduction=reduction)
    (x1, x2), (a1, a2) = INPUT_MOMENTS, TEST_MOMENTS
    return float(np.mean(n * s**2 * (a2 * x2 - (a1 * x1) ** 2) + evaluation_variance(c, dtype)))


@in_float_range("c, lr, steps")
def floor_by_active_entries(
    c: Any, steps: int, active: Any, *, lr: float = 0.1, dtype: Any = np.float32, reduction: str = "mean"
) -> Array:
    """The rounding floor of (1) on binary test masks, (F,), by the fraction f of active entries, `active` (F,).

    The parts of `rounding_floor` for these masks, with f n^2 rounded to a whole number of ones:

    * the weights stop short by relative errors e_j of variance s^2 (`stalled_spread`) that sum to 0 over a row. A row's
      error is sum_j a_j e_j x_j; with sum_(j != k) e_j e_k = -sum_j e_j^2 its square has the mean
      n s^2 (<a^2><x^2> - <a a'><x>^2), where <a^2> = f and <a a'> is nearly f^2 (`SparseMasks`);
    * each nonzero term adds a rounding error of variance spacing^2/12. There are 2 f times as many of them as in
      `evaluation_variance`, V, at partial sums 4 f times as large, and the spacing of floats grows with the sum.

        E(f) = n s^2 (f/3 - f^2/4) + (4 f)^2 2 f V = n s^2 (f/3 - f^2/4) + 32 f^3 V

    The first is concave and the second convex: E is concave up to f = n s^2 / (384 V), which is beyond 1 for small n and
    falls with n, and convex from there on. (Luntzel 2023, Figure 3.)

    Possible issues: as in `rounding_floor`. Spacings grow in steps of two, in proportion only on average: the second part is
    exact for f = 1/4, 1/2 and 1.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> errors = [emn.floor_by_active_entries(np.full(n, c), 8000, [0.5, 1.0]) for n, c in ((5, 0.8), (40, 0.45))]
    >>> [round(float(np.log2(whole / half)), 1) for half, whole in errors]  # the exponent of growth
    [-0.1, 2.1]
    """
    c, active = _constants(c), float_array("active", active, (None,))
    n, (x1, x2) = len(c), INPUT_MOMENTS
    moments = [SparseMasks(n, f).entry_moments for f in active.tolist()]
    one, both = np.array(moments, dtype=float).reshape(-1, 2).T
    s = stalled_spread(c, steps, lr=lr, dtype=dtype, reduction=reduction)
    weights = n * np.mean(s**2) * (one * x2 - both * x1**2)
    return np.asarray(weights + 32 * one**3 * np.mean(evaluation_variance(c, dtype)))


@in_float_range("c, lr, steps")
def stalled_spread(c: Any, steps: int, *, lr: float = 0.1, dtype: Any = np.float32, reduction: str = "mean") -> Array:
    """Standard deviation s (n,) of the relative errors d w_j - 1 within each row after `steps` SGD steps.

    An update of w_j smaller than half the spacing u of floats at c is lost. With relative errors e, a mask a and inputs
    of mean 1/2 the update is (h / c) S / 4, S = sum_k a_k e_k, h from `step_scale`: weights move only where |S| exceeds
    S_0 = 2 u c / h. S has standard deviation s sqrt(n) / 2, so a step does so with probability erfc(z / sqrt 2),
    z = 2 S_0 / (s sqrt(n)), and then takes the active half of the row one spacing (u/c, relative) towards S = 0:

        2 n s ds/dt = -erfc(z / sqrt 2) (2 (u/c) S_0 - (n/2) (u/c)^2).

    s falls like 1 / sqrt(log steps): training has not stopped, it has become exponentially rare.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> [f"{emn.stalled_spread([0.7], steps)[0]:.1e}" for steps in (10**4, 10**8)]
    ['1.8e-07', '1.3e-07']
    """
    c, steps = _constants(c), natural("steps", steps)
    n, h = len(c), float(step_scale(len(c), real_number("lr", lr, above=0), reduction))
    spacing = np.spacing(np.abs(c).astype(float_type("dtype", dtype))).astype(np.float64)
    moved, threshold = spacing / np.abs(c), 2 * spacing * np.abs(c) / h
    return _spreads_after(steps, n, moved, threshold)


@in_float_range("c")
def evaluation_variance(c: Any, dtype: Any = np.float32) -> Array:
    """Mean square of (rounded network output) - (rounded target) for exact weights c and 1/c, (n,), over rows.

    A sum over k grows as k <a> <x>; each of its nonzero terms, every other one, adds an error that is uniform over one
    spacing of floats at the partial sum, of variance spacing^2/12. The target is such a sum, the network c times it,
    and then divided by c.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> bool(np.all(emn.evaluation_variance([0.7, 1.0], np.float64) < np.finfo(np.float64).eps ** 2))
    True
    """
    c = np.abs(_constants(c))
    kind = float_type("dtype", dtype)
    partial = np.arange(1, len(c) + 1) * TEST_MOMENTS[0] * INPUT_MOMENTS[0]
    target = np.sum(np.spacing(partial.astype(kind)).astype(np.float64) ** 2) / 24
    network = np.spacing((c[:, None] * partial).astype(kind)).astype(np.float64) / c[:, None]
    return np.asarray(target + np.sum(network**2, axis=1) / 24)


def _spreads_after(steps: int, n: int, u: Array, S0: Array) -> Array:
    start = 2 * S0 / sqrt(n)  # z = 1: above it weights move all the time
    pull = 2 * u * S0 - n * u**2 / 2  # where one spacing oversteps, nothing drives the spread below its start
    times = np.maximum(pull, 0) / (n * start**2) * steps
    return np.asarray(start * np.sqrt(_stalling(frexp(times.max())[1])(times)[0]))


@lru_cache(maxsize=64)
def _stalling(exponent: int) -> Any:
    """v(t) for t up to 2^exponent, v' = -erfc(1 / sqrt(2 v)) from v = 1: s^2 over its start, of every row in its own time."""
    options: dict[str, Any] = {"method": "LSODA", "dense_output": True, "rtol": 1e-10, "atol": 1e-13}
    return solve_ivp(lambda t, v: [-erfc(1 / sqrt(2 * v[0]))], (0, ldexp(1.0, exponent)), [1.0], **options).sol


def _constants(c: Any) -> Array:
    c = float_array("c", c, (None,))
    if len(c) == 0 or np.any(c == 0):
        raise ValueError(f"c must hold one constant a row, none of them 0; got {c}.")
    return c
