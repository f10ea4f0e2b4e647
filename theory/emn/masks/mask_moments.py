"""Second moments of mask rows, M_i = <a_i a_i^T>, of a law or of a given set of masks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ...validation import Array, check_memory, flag, float_array, in_float_range, natural, real_array, real_number
from .paper_masks import PaperMasks


def mask_moments(n: int, masks: Any = None) -> Array:
    """M_i = <a_i a_i^T> of every row i of the masks, (n, n, n).

    `masks`: None for the paper's training law, an array (D, n, n) for its empirical law, or an object with
    `row_second_moments()`. Raises ValueError for no masks, or entries outside [0, 1].
    """
    law = PaperMasks(n) if masks is None else masks
    if hasattr(law, "row_second_moments"):
        return real_array("masks.row_second_moments()", law.row_second_moments(), (n, n, n))
    A = float_array("masks", law, (None, n, n))
    if len(A) == 0 or np.any((A < 0) | (A > 1)):
        got = f"entries from {A.min():g} to {A.max():g}. Rescale them" if len(A) else "none"
        raise ValueError(f"masks must be at least one matrix with entries in [0, 1]; got {got}.")
    return np.swapaxes(A, 0, 1).swapaxes(1, 2) @ np.swapaxes(A, 0, 1) / len(A)


@in_float_range("diagonal, off")
def two_valued(n: int, diagonal: Any, off: Any, exact: bool = False) -> Array:
    """The matrix (n, n) with one value on the diagonal and one off it, in float64, or as `Fraction`.

    Raises TypeError for floats where `exact` asks for rationals.

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> emn.two_valued(2, Fraction(1, 2), Fraction(1, 4)).tolist()  # <a a^T> of two fair bits
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
