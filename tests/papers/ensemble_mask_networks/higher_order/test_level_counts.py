"""Counts of rejections against their exact intervals: which refute a level, and what is told."""

from collections.abc import Iterator

import pytest
from scipy.stats import binom

from papers.ensemble_mask_networks.higher_order.level_counts import Count, count_interval, level_is


@pytest.mark.parametrize("level", [0.05, 0.3])
@pytest.mark.parametrize("runs", [200, 1000])
def test_at_most_one_in_two_thousand_is_outside_on_either_side(runs: int, level: float) -> None:
    low, high = count_interval(runs, level)
    assert binom.cdf(low - 1, runs, level) <= 5e-4 < binom.cdf(low, runs, level)
    assert binom.sf(high, runs, level) <= 5e-4 < binom.sf(high - 1, runs, level)


def test_counts_inside_hold() -> None:
    low, high = count_interval(1000, 0.05)
    found = level_is([Count("a", low, 1000), Count("b", high, 1000)], 0.05, "share")
    assert found.passed
    assert found.deviation == pytest.approx((high - 50) / 1000)
    assert found.error_bar == pytest.approx((0.05 * 0.95 / 1000) ** 0.5)
    assert found.effective == 2
    assert found.detail == f"{low / 1000:.3f} to {high / 1000:.3f} in 2 settings, interval {low} to {high} of 1000"


@pytest.mark.parametrize("step", [-1, 1])
def test_the_first_outside_refutes_and_no_more_are_drawn(step: int) -> None:
    low, high = count_interval(1000, 0.05)
    hits = low - 1 if step < 0 else high + 1

    def counts() -> Iterator[Count]:
        yield Count("a: 50 rejections", 50, 1000)
        yield Count(f"b: {hits} rejections", hits, 1000)
        raise AssertionError("drawn after the one that refutes")

    found = level_is(counts(), 0.05, "share")
    assert found.passed is False
    assert (found.effective, found.level) == (2, "share")
    assert found.deviation == pytest.approx(hits / 1000 - 0.05)
    assert found.counterexample == f"b: {hits} rejections of 1000, the interval is {low} to {high}"
