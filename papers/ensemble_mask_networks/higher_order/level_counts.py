"""Whether a test rejects with the probability that is stated: its counts against their exact binomial intervals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.stats import binom

from papers import Evidence, Outcome

OVER = "share of over-selections less the one stated"


class Count(NamedTuple):
    """So many rejections in so many data sets of a setting; `told` says both setting and rejections."""

    told: str
    hits: int
    runs: int


def count_interval(runs: int, level: float) -> tuple[int, int]:
    """The exact 99.9 % interval of how often in `runs` a test of this level rejects.

    Example:
    >>> from papers.ensemble_mask_networks.higher_order.level_counts import count_interval
    >>> count_interval(1000, 0.05)
    (29, 74)
    """
    low, high = binom.interval(0.999, runs, level)
    return int(low), int(high)


def level_is(counts: Iterable[Count], level: float, unit: str) -> Outcome:
    """Every count is in its `count_interval`; no count is drawn after one that is not.

    The deviation is the largest of a rate from the level, or that of the count outside, which `unit` says.
    """
    rates: list[float] = []
    for told, hits, runs in counts:
        low, high = count_interval(runs, level)
        rates.append(hits / runs)
        if not low <= hits <= high:
            found, off = f"{told} of {runs}, the interval is {low} to {high}", rates[-1] - level
            return Outcome(False, Evidence.SIMULATED, len(rates), off, counterexample=found, level=unit)
    worst, error = max(abs(rate - level) for rate in rates), float(np.sqrt(level * (1 - level) / runs))
    detail = f"{min(rates):.3f} to {max(rates):.3f} in {len(rates)} settings, interval {low} to {high} of {runs}"
    return Outcome(True, Evidence.SIMULATED, len(rates), worst, error, detail=detail, level="one standard error")
