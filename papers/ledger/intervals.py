"""Intervals for what is simulated: Student's for a mean, the exact binomial one for a share."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import beta, t

FAMILY_WISE = 1e-6  # the level of a whole claim, where it makes many comparisons


def student_interval(values: Any, level: float) -> tuple[float, float]:
    """The mean of independent normal values and the half width of its interval, `level` outside in all.

    Example:
    >>> from papers.ledger.intervals import student_interval
    >>> middle, half = student_interval([1.0, 2.0, 3.0], 0.05)
    >>> middle, round(half, 3)
    (2.0, 2.484)
    """
    values = np.asarray(values, dtype=float)
    error = float(values.std(ddof=1)) / np.sqrt(len(values))
    return float(values.mean()), float(t.isf(level / 2, len(values) - 1) * error)


def binomial_interval(hits: int, runs: int, level: float) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson for a share, `level` outside on either side.

    Example:
    >>> from papers.ledger.intervals import binomial_interval
    >>> tuple(round(end, 3) for end in binomial_interval(0, 10, 0.025))
    (0.0, 0.308)
    """
    low = float(beta.ppf(level, hits, runs - hits + 1)) if hits else 0.0
    return low, float(beta.isf(level, hits + 1, runs - hits)) if hits < runs else 1.0
