"""The second and fourth moments of inputs uniform on [0, 1]^n, which the paper trains and tests with."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...validation import Array
from .mask_moments import two_valued

ACROSS, ALONG = Fraction(1, 12), Fraction(1, 4)  # <x x^T> = I / 12 + 1 1^T / 4
CENTRE = Fraction(1, 2)  # an input is 1/2 + z
EXCESS = Fraction(1, 80) - 3 * ACROSS**2  # <z^4> - 3 <z^2>^2


def uniform_inputs(n: int, exact: bool = False) -> Array:
    """<x x^T> (n, n) of inputs uniform on [0, 1]^n: 1/3 on the diagonal, 1/4 off it; float64, or `Fraction`.

    Example:
    >>> from theory import emn
    >>> emn.uniform_inputs(2, exact=True).tolist()
    [[Fraction(1, 3), Fraction(1, 4)], [Fraction(1, 4), Fraction(1, 3)]]
    """
    return two_valued(n, ACROSS + ALONG, ALONG, exact)


def input_fourth_moment(S: Array, kind: Any = float) -> Array:
    """W = <x x^T S x x^T> for inputs uniform on [0, 1]^n and symmetric S (..., n, n), numbers of a `kind`.

    With x = 1/2 + z, z_2 = <z^2> = 1/12, s = 1^T S 1 and tau = tr S:

        W = z_2^2 (tau I + 2 S) + (<z^4> - 3 z_2^2) diag(S) + z_2/4 [s I + 2 (S 1 1^T + 1 1^T S) + tau 1 1^T] + s/16 1 1^T.

    Derived in `mask_order_derivation`; for S in the span of I and 1 1^T it is `second_moments.fourth_moments`.
    """
    z2, c2 = kind(ACROSS), kind(CENTRE) ** 2
    one = two_valued(S.shape[-1], Fraction(1), Fraction(0), kind is Fraction)
    diagonal = np.diagonal(S, axis1=-2, axis2=-1)
    trace = diagonal.sum(axis=-1, keepdims=True)[..., None]
    sums = S.sum(axis=-1)
    total = sums.sum(axis=-1, keepdims=True)[..., None]
    mixed = sums[..., :, None] + sums[..., None, :]
    on_diagonal = (z2 * z2 * trace + z2 * c2 * total) * one + kind(EXCESS) * diagonal[..., :, None] * one
    return on_diagonal + 2 * z2 * z2 * S + z2 * c2 * (2 * mixed + trace) + c2 * c2 * total
