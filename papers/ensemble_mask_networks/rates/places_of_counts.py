"""Which fractions a count allows: above nine in ten, below one in ten, or between."""

from __future__ import annotations

from scipy.stats import binom

MOST = 0.9
RANGES = {"above": (MOST, 1.0), "split": (1 - MOST, MOST), "within": (0.0, 1 - MOST)}  # of the fraction above


def allowed(where: str, above: int, runs: int, level: float) -> bool:
    """Whether so many of the runs above can be, when the fraction of networks that is above lies in the place's range."""
    low, high = RANGES[where]
    return bool(binom.cdf(above, runs, low) >= level and binom.sf(above - 1, runs, high) >= level)
