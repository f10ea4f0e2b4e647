"""What is simulated, measured: standard errors, intervals, the side of a threshold that they are on, and power laws."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import beta, norm, t

FAMILY_WISE = 1e-6  # the level of a whole claim, where it makes many comparisons
FEW_RUNS = 1e-3  # the level of a claim on few runs or readings, of which 1e-6 would refute too little


def z_limit(tests: int, sides: int = 2) -> float:
    """The z-score that one of so many tests, on so many sides, exceeds by chance with probability `FAMILY_WISE` at most.

    Example:
    >>> from papers.ledger.intervals import z_limit
    >>> round(z_limit(1), 3), round(z_limit(100), 3)
    (4.892, 5.731)
    """
    return float(norm.isf(FAMILY_WISE / (sides * tests)))


def standard_error(values: Any, axis: int = 0) -> Any:
    """That of the mean of independent values along an axis: a float for one series, an array for several.

    Example:
    >>> from papers.ledger.intervals import standard_error
    >>> round(standard_error([1.0, 2.0, 3.0]), 3)
    0.577
    """
    values = np.asarray(values, dtype=float)
    error = values.std(axis=axis, ddof=1) / np.sqrt(values.shape[axis])
    return float(error) if values.ndim == 1 else error


def student_quantile(level: float, degrees: float) -> float:
    """How many standard errors Student's t is off by chance with probability `level`, to both sides in all.

    Example:
    >>> from papers.ledger.intervals import student_quantile
    >>> round(student_quantile(0.05, 2), 3)
    4.303
    """
    return float(t.isf(level / 2, degrees))


def student_interval(values: Any, level: float, axis: int = 0) -> tuple[Any, Any]:
    """The mean of independent normal values along an axis and the half width of its interval, `level` outside in all.

    Two floats for one series, two arrays for several, each with an interval of its own.

    Example:
    >>> from papers.ledger.intervals import student_interval
    >>> middle, half = student_interval([1.0, 2.0, 3.0], 0.05)
    >>> middle, round(half, 3)
    (2.0, 2.484)
    """
    values = np.asarray(values, dtype=float)
    middle = values.mean(axis=axis)
    half = student_quantile(level, values.shape[axis] - 1) * standard_error(values, axis)
    return (float(middle), float(half)) if values.ndim == 1 else (middle, half)


def difference_interval(first: Any, second: Any, level: float) -> tuple[float, float]:
    """The mean of one series less that of another and the half width of its Student interval, `level` outside in all.

    Independent normal values, each series with a variance of its own; as many degrees of freedom as the shorter one has, no more
    than Welch's.

    Example:
    >>> from papers.ledger.intervals import difference_interval
    >>> change, half = difference_interval([4.0, 5.0, 6.0], [1.0, 2.0, 3.0], 0.05)
    >>> change, round(half, 3)
    (3.0, 3.513)
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    error = np.hypot(standard_error(first), standard_error(second))
    half = student_quantile(level, min(len(first), len(second)) - 1) * error
    return float(first.mean() - second.mean()), float(half)


def prediction_interval(values: Any, level: float) -> tuple[float, float]:
    """The mean of independent normal values and the half width of the interval of one more, `level` outside in all.

    Example:
    >>> from papers.ledger.intervals import prediction_interval
    >>> middle, half = prediction_interval([1.0, 2.0, 3.0], 0.05)
    >>> middle, round(half, 3)
    (2.0, 4.968)
    """
    values = np.asarray(values, dtype=float)
    half = student_quantile(level, len(values) - 1) * values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    return float(values.mean()), float(half)


def welch_half_width(level: float, *parts: tuple[float, float]) -> float:
    """The half width of the interval of a sum of independent normal errors, `level` outside in all.

    `parts` are their estimated variances and the degrees of freedom of each; those of the sum are Welch and Satterthwaite's.

    Example:
    >>> from papers.ledger.intervals import welch_half_width
    >>> round(welch_half_width(0.05, (1.0, 2), (1.0, 2)), 3)
    3.926
    """
    total = sum(variance for variance, _ in parts)
    degrees = total**2 / sum(variance**2 / freedom for variance, freedom in parts)
    return student_quantile(level, degrees) * float(np.sqrt(total))


def side(middle: float, half: float, threshold: float) -> int:
    """1 where the interval is above the threshold, -1 where it is below, 0 where it holds it.

    Example:
    >>> from papers.ledger.intervals import side
    >>> [side(1.0, 0.5, threshold) for threshold in (0.4, 1.6, 0.9)]
    [1, -1, 0]
    """
    return 1 if middle - half > threshold else -1 if middle + half < threshold else 0


def slope_interval(x: Any, y: Any, level: float) -> tuple[float, float]:
    """The slope of y over x by least squares and the half width of its Student interval, `level` outside in all.

    Example:
    >>> from papers.ledger.intervals import slope_interval
    >>> slope, half = slope_interval([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 3.0, 4.0], 0.05)
    >>> round(slope, 3), round(half, 3)
    (1.4, 0.608)
    """
    x = np.asarray(x, dtype=float)
    (slope, _), residual, *_ = np.polyfit(x, y, 1, full=True)
    spread = np.sqrt(float(residual[0]) / (len(x) - 2) / np.sum((x - x.mean()) ** 2))
    return float(slope), float(student_quantile(level, len(x) - 2) * spread)


def binomial_interval(hits: int, runs: int, level: float) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson for a share, `level` outside on either side.

    Example:
    >>> from papers.ledger.intervals import binomial_interval
    >>> tuple(round(end, 3) for end in binomial_interval(0, 10, 0.025))
    (0.0, 0.308)
    """
    low = float(beta.ppf(level, hits, runs - hits + 1)) if hits else 0.0
    return low, float(beta.isf(level, hits + 1, runs - hits)) if hits < runs else 1.0


def log_slope(x: Any, y: Any) -> float:
    """The power of x that y grows with: the slope of log y against log x, by least squares.

    Example:
    >>> from papers.ledger.intervals import log_slope
    >>> round(log_slope([1, 2, 4], [5, 20, 80]), 3)
    2.0
    """
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])
