"""Both intervals hold the truth as often as they say, by the laws themselves."""

import numpy as np
import pytest
from scipy.stats import binom, ttest_1samp

from papers.ledger.intervals import binomial_interval, student_interval


@pytest.mark.parametrize("level", [0.05, 1e-6, 1e-12])
def test_at_its_ends_the_t_test_has_just_that_p_value(level: float) -> None:
    values = np.random.default_rng(0).normal(size=9)
    middle, half = student_interval(values, level)
    for end in (middle - half, middle + half):
        assert ttest_1samp(values, end).pvalue == pytest.approx(level, rel=1e-6)


@pytest.mark.parametrize("level", [0.025, 5e-7])
@pytest.mark.parametrize(("hits", "runs"), [(0, 12), (3, 12), (11, 12), (12, 12), (600, 1000)])
def test_at_its_ends_as_many_hits_or_more_extreme_have_just_that_probability(
    hits: int, runs: int, level: float
) -> None:
    low, high = binomial_interval(hits, runs, level)
    assert 0 <= low <= hits / runs <= high <= 1
    assert (low == 0) if hits == 0 else binom.sf(hits - 1, runs, low) == pytest.approx(level, rel=1e-6)
    assert (high == 1) if hits == runs else binom.cdf(hits, runs, high) == pytest.approx(level, rel=1e-6)
