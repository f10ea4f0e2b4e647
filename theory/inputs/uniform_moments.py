"""The second and fourth moments of inputs uniform on [0, 1]^n, which ensemble mask networks are trained and tested with."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..two_valued import two_valued
from ..validation import Array

CENTRE = Fraction(1, 2)  # an input is 1/2 + z
ACROSS, ALONG = Fraction(1, 12), CENTRE**2  # <z^2>; <x x^T> = I / 12 + 1 1^T / 4
EXCESS = Fraction(1, 80) - 3 * ACROSS**2  # <z^4> - 3 <z^2>^2


def uniform_inputs(n: int, exact: bool = False) -> Array:
    """<x x^T> (n, n) of inputs uniform on [0, 1]^n: 1/3 on the diagonal, 1/4 off it; float64, or `Fraction`.

    Example:
    >>> from theory import emn
    >>> emn.uniform_inputs(2, exact=True).tolist()
    [[Fraction(1, 3), Fraction(1, 4)], [Fraction(1, 4), Fraction(1, 3)]]
    """
    return two_valued(n, ACROSS + ALONG, ALONG, exact)


def fourth_moment(S: Array, kind: Any = float) -> Array:
    """W = <x x^T S x x^T> for inputs uniform on [0, 1]^n and symmetric S (..., n, n), numbers of a `kind`.

    With x = 1/2 + z, z_2 = <z^2> = 1/12, s = 1^T S 1 and tau = tr S:

        W = z_2^2 (tau I + 2 S) + (<z^4> - 3 z_2^2) diag(S) + z_2/4 [s I + 2 (S 1 1^T + 1 1^T S) + tau 1 1^T] + s/16 1 1^T.

    Derived in `uniform_moments_derivation`.
    """
    z2, c2 = kind(ACROSS), kind(CENTRE) ** 2
    one = two_valued(S.shape[-1], Fraction(1), Fraction(0), kind is Fraction)
    diagonal = S.diagonal(axis1=-2, axis2=-1)
    trace = diagonal.sum(axis=-1, keepdims=True)[..., None]
    sums = S.sum(axis=-1)
    total = sums.sum(axis=-1, keepdims=True)[..., None]
    mixed = sums[..., :, None] + sums[..., None, :]
    on_diagonal = (z2 * z2 * trace + z2 * c2 * total) * one + kind(EXCESS) * diagonal[..., :, None] * one
    return on_diagonal + 2 * z2 * z2 * S + z2 * c2 * (2 * mixed + trace) + c2 * c2 * total


def invariant_fourth_moment(m: Any, kind: Any) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """The eigenvalues of `fourth_moment` for S = u (I - 1 1^T/m) + t 1 1^T/m, across and along the ones, linear in (u, t).

    Two rows of coefficients of (u, t); for a symbol m and for numbers of a `kind`. Derived in `uniform_moments_derivation`.
    """
    shared = 15 * m**2 + 5 * m - 6
    across = (5 * m**2 - m + 6) / (kind(720) * m), shared / (kind(720) * m)
    return across, ((m - 1) * shared / (kind(720) * m), (15 * m**3 + 30 * m**2 + 5 * m - 2) / (kind(240) * m))
