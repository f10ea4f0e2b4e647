"""The bound <var(y | x)> that no gates can beat, and the distinct inputs of a support."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...moments import checked_samples, or_equal
from ...validation import Array, any_exact, in_float_range


@in_float_range("x, y")
def bayes_bound(x: Any, y: Any, sample_weight: Any = None) -> Any:
    """<var(y | x)> on a finite support: no prediction that is a function of x, whatever the gates, has a smaller loss.

    x (S, n), y (S,), optional weights (S,); rows of x count as the same point where they are equal. 0 where x decides y.
    A minimum loss reaches it exactly when the prediction is <y | x> at every point. Exact rationals stay exact.

    It bounds gates that are functions of x; gates that differ between two samples with the same x can know more.
    Possible issues: in floating point, points that differ by rounding are different points, which lowers the bound.

    Example:
    >>> from fractions import Fraction
    >>> from theory import gdln
    >>> gdln.bayes_bound([[1], [1], [2]], [Fraction(0), Fraction(1), Fraction(1)])
    Fraction(1, 6)
    """
    points = distinct_points(x, y, sample_weight)
    return points.weight @ points.variance


@dataclass(frozen=True, eq=False)
class Points:
    """The distinct inputs x (D, n) of a support: their probabilities, <y | x> and var(y | x) (D,), and their samples."""

    x: Array
    weight: Array
    mean: Array
    variance: Array
    members: tuple[Array, ...]


def distinct_points(x: Any, y: Any, sample_weight: Any = None) -> Points:
    """The support of x (S, n), y (S,), weights (S,), equal rows of x taken together, in order of first appearance.

    A point whose samples all have weight 0 has mean and variance 0.
    """
    exact = any_exact(x=x, y=y, sample_weight=sample_weight)
    x, y, weight = checked_samples(x, y, sample_weight, exact)
    weight = or_equal(weight, len(x), exact)
    weight = weight / weight.sum()
    found: dict[tuple[Any, ...], list[int]] = {}
    for s, point in enumerate(x):
        found.setdefault(tuple(point), []).append(s)
    members = tuple(np.array(m) for m in found.values())
    share = np.array([weight[m].sum() for m in members], dtype=x.dtype)
    inside = [weight[m] / total if total else 0 * weight[m] for m, total in zip(members, share, strict=True)]
    mean = np.array([p @ y[m] for p, m in zip(inside, members, strict=True)], dtype=x.dtype)
    spread = [p @ (y[m] - centre) ** 2 for p, m, centre in zip(inside, members, mean, strict=True)]
    return Points(x[[m[0] for m in members]], share, mean, np.array(spread, dtype=x.dtype), members)
