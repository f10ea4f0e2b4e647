"""Matrices with one value on the diagonal and one off it: second moments of what is independent and equally distributed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from .validation import Array, check_memory, flag, in_float_range, natural, real_number


@in_float_range("diagonal, off")
def two_valued(n: int, diagonal: Any, off: Any, exact: bool = False) -> Array:
    """The matrix (n, n) with one value on the diagonal and one off it, in float64, or as `Fraction`.

    Raises TypeError for floats where `exact` asks for rationals.

    Example:
    >>> from fractions import Fraction
    >>> from theory.two_valued import two_valued
    >>> two_valued(2, Fraction(1, 2), Fraction(1, 4)).tolist()  # <a a^T> of two fair bits
    [[0.5, 0.25], [0.25, 0.5]]
    """
    n, exact = natural("n", n), flag("exact", exact)
    check_memory("n", n, n)
    values = [real_number("diagonal", diagonal), real_number("off", off)]
    if exact and not all(isinstance(v, Fraction) for v in values):
        raise TypeError(f"diagonal and off must be rational where exact is True; got {diagonal!r} and {off!r}.")
    M = np.full((n, n), values[1], dtype=object if exact else np.float64)
    np.fill_diagonal(M, values[0])
    return M
