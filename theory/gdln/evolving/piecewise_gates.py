"""Gates that are constant in pieces of time: the flow as a product of affine maps, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ...regression import GatedRegression, check_problem
from ...validation import Array, entries, float_array, in_float_range, one_line, real_number


@dataclass(frozen=True, eq=False)
class FlowMap:
    """The affine map w(t) = linear w(s) + shift from one time to a later one, on flat weights (K n,).

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> half = gdln.FlowMap(np.array([[0.5]]), np.array([1.0]))
    >>> both = half.after(half)
    >>> both.linear.tolist(), both.shift.tolist()
    ([[0.25]], [1.5])
    """

    linear: Array
    shift: Array

    def __call__(self, w: Any) -> Array:
        """The weights (K, n) carried forward."""
        w = float_array("w", w, (None, None))
        if w.size != len(self.shift):
            raise ValueError(f"w must hold {len(self.shift)} weights; got shape {w.shape}. Pass (K, n).")
        return (self.linear @ w.ravel() + self.shift).reshape(w.shape)

    def after(self, earlier: FlowMap) -> FlowMap:
        """First `earlier`, then this: Phi(t, r) = Phi(t, s) Phi(s, r), with the shift carried along."""
        return FlowMap(self.linear @ earlier.linear, self.linear @ earlier.shift + self.shift)


@in_float_range("problem, duration, tau")
def flow_map(problem: GatedRegression, duration: Any, tau: float = 1.0) -> FlowMap:
    """The flow of `gradient_flow` for `duration` >= 0, infinity included, as a map: gates are constant in the meantime.

    Shapes (K n, K n) and (K n,). Rounding as in `gradient_flow`; modes that rounding cannot tell from 0 stay.

    Example:
    >>> import numpy as np
    >>> from theory import GatedRegression, gdln
    >>> problem = GatedRegression.from_moments([[2.0]], [1.0], 1.0, K=1, n=1)
    >>> step = gdln.flow_map(problem, np.inf)
    >>> step.linear.tolist(), step.shift.tolist()  # forgets the start, ends at b / A
    ([[0.0]], [0.5])
    """
    problem, duration = floating(problem), _duration(duration)
    tau = float(real_number("tau", tau, above=0))
    linear, shift = np.eye(len(problem.b)), np.zeros(len(problem.b))
    for block in problem.spectrum.blocks if duration > 0 else ():
        with np.errstate(over="ignore"):  # a decay beyond the range of floats is a decay to 0
            change = np.expm1(-duration * (problem.scale**2 * block.eigenvalues / tau))
        limit = block.vectors.T @ problem.b[block.index] / (problem.scale * block.eigenvalues)
        linear[np.ix_(block.index, block.index)] += (block.vectors * change) @ block.vectors.T
        shift[block.index] = -block.vectors @ (change * limit)
    return FlowMap(linear, shift)


def piecewise_flow_map(
    problems: Sequence[GatedRegression], switches: Any, start: Any, end: Any, tau: float = 1.0
) -> FlowMap:
    """The map from time `start` to `end` where problem j holds from switches[j - 1] to switches[j], exactly.

    A time-ordered product of exponentials with its affine part; `switches` (J - 1,) are increasing times for J problems, the
    first holds before all switches and the last after. A product, not the exponential of the mean: that is the same only
    where the A commute (`common_eigenbasis`). Problems share K and n.

    `end` may be infinite: the last problem then runs to its limit. Raises ValueError for switches that do not increase,
    problems of unlike size, end < start.

    Example:
    >>> import numpy as np
    >>> from theory import GatedRegression, gdln
    >>> up, down = (GatedRegression.from_moments([[1.0]], [b], 1.0, K=1, n=1) for b in (1.0, -1.0))
    >>> gdln.piecewise_flow_map([up, down], [1.0], 0.0, np.inf).shift.tolist()
    [-1.0]
    """
    problems = _alike(problems)
    cuts = float_array("switches", switches, (len(problems) - 1,))
    if np.any(np.diff(cuts) <= 0):
        raise ValueError(f"switches must increase; got {cuts.tolist()}. Sort them and drop repetitions.")
    first = float(real_number("start", start))
    last = np.inf if _infinite(end) else float(real_number("end", end))
    if last < first:
        raise ValueError(f"end must be >= start = {first}; got {last}. The flow runs forward.")
    inside = cuts[(cuts > first) & (cuts < last)]
    times = np.concatenate([[first], inside, [last]])
    P = len(problems[0].b)
    whole = FlowMap(np.eye(P), np.zeros(P))
    for s, t in pairwise(times):
        whole = flow_map(problems[int(np.searchsorted(cuts, s, side="right"))], t - s, tau).after(whole)
    return whole


def _infinite(value: Any) -> bool:
    return isinstance(value, float) and value == np.inf


def _duration(value: Any) -> float:
    return np.inf if _infinite(value) else float(real_number("duration", value, least=0))


def _alike(problems: Sequence[GatedRegression]) -> list[GatedRegression]:
    for problem in entries("problems", problems):
        if not isinstance(problem, GatedRegression):
            raise TypeError(f"problems must be GatedRegressions; got {one_line(problem)}. Make them by from_samples.")
    listed = [floating(p) for p in problems]
    if not listed:
        raise ValueError("problems must hold at least one problem; got none.")
    if len({(p.K, p.n, p.scale) for p in listed}) > 1:
        raise ValueError(f"problems must share K, n and scale; got {[(p.K, p.n, p.scale) for p in listed][:4]}.")
    return listed


def floating(problem: Any) -> GatedRegression:
    problem = check_problem(problem)
    return problem.as_float() if problem.exact else problem
