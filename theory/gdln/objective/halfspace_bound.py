"""Half-space gates stay hard: what no number of them can fit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...regression import GatedRegression
from ...validation import Array, any_exact, in_float_range, natural, real_array


@in_float_range("x, y")
def halfspace_bound(x: Any, y: Any, sample_weight: Any = None) -> Any:
    """A lower bound on the least loss for gates 1[v . x >= 0], however many, on a finite support; never below Bayes'.

    Such gates are constant along rays, so yhat(c x) = c yhat(x) for c > 0; and of x and -x a gate opens to exactly one, so
    yhat(x) - yhat(-x) = (1/K) sum_k w_k . x is linear. On the axis of a point, yhat(c d) = |c| e_d + u . (c d) with a free
    number e_d for each axis and one vector u for all: the bound is the least loss of regressing y on (|c| 1[axis], x).
    It is reached by 2 (R + 1) half-spaces for R axes: for each axis two that differ there only, and v beside -v.

    x (S, n), y (S,), optional weights (S,). Assumes that no v is orthogonal to a support point x != 0, which holds for
    almost every v. Exact rationals stay exact. Possible issues: memory grows as S times the number of axes. In floating
    point two multiples of a point may count as two axes, which lowers the bound.

    Example:
    >>> from fractions import Fraction
    >>> from theory import gdln
    >>> x = [[Fraction(1)], [Fraction(2)]]
    >>> gdln.halfspace_bound(x, [1, 1])  # no such gate tells 1 from 2
    Fraction(1, 10)
    """
    exact = any_exact(x=x, y=y, sample_weight=sample_weight)
    x = real_array("x", x, (None, None), exact)
    natural("the number of rows of x", len(x))
    natural("the number of columns of x", x.shape[1])
    size, axis = _axes(x)
    indicator = (axis[:, None] == np.arange(axis.max(initial=0) + 1)).astype(object if exact else np.float64)
    indicator = indicator * (np.array([Fraction(1)], dtype=object) if exact else 1.0)
    features = np.concatenate([np.abs(size)[:, None] * indicator, x], axis=1)
    return GatedRegression.from_features(features, y, 1, sample_weight).minimum_loss


def _axes(x: Array) -> tuple[Array, Array]:
    """Each point as size times a representative of its axis, whose first nonzero coordinate is 1: sizes, numbers of axes."""
    size = np.array([next((v for v in point if v != 0), 0 * point[0]) for point in x], dtype=x.dtype)
    numbers: dict[tuple[Any, ...], int] = {}
    axis = [
        numbers.setdefault(tuple(point / s) if s != 0 else tuple(point), len(numbers))
        for point, s in zip(x, size, strict=True)
    ]
    return size, np.array(axis)


def derivation() -> Derivation:
    """Both properties, for one gate; the prediction is a sum of them.

    Example:
    >>> from theory import gdln
    >>> gdln.halfspace_bound_derivation().proved
    True
    """
    h, c = sp.symbols("h c", positive=True)
    w = sp.Symbol("w", real=True)  # w . x
    for_negative = sp.Symbol("h_-", negative=True)

    def gate(value: Any) -> Any:
        return sp.Heaviside(value, 1, evaluate=False)

    return Derivation(
        "What half-space gates cannot do",
        (
            Step(
                gate(c * h) * (c * w),
                c * gate(h) * w,
                "on: yhat(c x) = c yhat(x) for c > 0",
                ("v . x = h > 0; theta(h, 1) is 1[h >= 0]",),
            ),
            Step(
                gate(c * for_negative) * (c * w),
                c * gate(for_negative) * w,
                "off: the same",
                ("v . x = h_- < 0",),
            ),
            Step(gate(h) * w - gate(-h) * (-w), w, "yhat(x) - yhat(-x) is w . x where x is inside"),
            Step(
                gate(for_negative) * w - gate(-for_negative) * (-w),
                w,
                "and where -x is: linear in x, whatever v",
            ),
        ),
    )
