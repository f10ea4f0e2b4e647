"""The F test of a linear family within a larger one: its p-value and its power."""

from __future__ import annotations

import numpy as np
from scipy.special import fdtrc, fdtri, ncfdtr


def p_value(gained: float, left: float, more: int, free: int) -> float:
    """Where the smaller family is true: `more` directions take `gained` off the squared residual, the rest leave `left`.

    `free` is the number of data beyond the dimensions of the larger family. Assumes independent normal noise of one variance.
    """
    return float(fdtrc(more, free, gained / more / (left / free)))


def rejection_probability(shift: float, more: int, free: int, level: float) -> float:
    """That a test at `level` rejects; `shift`: the squared length of the mean in the `more` directions, over the variance."""
    power = float(1 - ncfdtr(more, free, shift, fdtri(more, free, 1 - level)))
    if np.isnan(power):
        raise ValueError(f"noise must not be that small beside A, x and theta; the noncentrality is {shift:.3g}.")
    return power
