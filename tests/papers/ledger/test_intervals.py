"""The intervals hold the truth as often as they say, by the laws themselves."""

import numpy as np
import pytest
from scipy.stats import binom, linregress, norm, sem, t, ttest_1samp, ttest_ind, ttest_ind_from_stats

from papers.ledger.intervals import (
    FAMILY_WISE,
    binomial_interval,
    difference_interval,
    log_slope,
    prediction_interval,
    side,
    slope_interval,
    standard_error,
    student_interval,
    student_quantile,
    welch_half_width,
    z_limit,
)


@pytest.mark.parametrize("sides", [1, 2])
@pytest.mark.parametrize("tests", [1, 7, 5000])
def test_all_tests_together_exceed_the_limit_with_just_that_probability(tests: int, sides: int) -> None:
    assert tests * sides * norm.sf(z_limit(tests, sides)) == pytest.approx(FAMILY_WISE, rel=1e-9)


@pytest.mark.parametrize("level", [0.05, 1e-3, 1e-12])
@pytest.mark.parametrize("degrees", [1, 4.5, 300])
def test_t_is_beyond_its_quantile_with_just_that_probability(level: float, degrees: float) -> None:
    assert 2 * t.sf(student_quantile(level, degrees), degrees) == pytest.approx(level, rel=1e-9)


def test_the_standard_error_is_that_of_each_series() -> None:
    values = np.random.default_rng(2).normal(size=(5, 3))
    assert standard_error(values) == pytest.approx(sem(values))
    assert standard_error(values, axis=1) == pytest.approx(sem(values, axis=1))
    assert isinstance(standard_error(list(values[0])), float)


@pytest.mark.parametrize("axis", [0, 1])
def test_several_series_have_each_its_own_interval(axis: int) -> None:
    values = np.random.default_rng(3).normal(size=(5, 4))
    alone = [student_interval(series, 0.05) for series in (values.T if axis == 0 else values)]
    together = np.array(student_interval(values, 0.05, axis)).T
    assert together == pytest.approx(np.array(alone))


@pytest.mark.parametrize("power", [-1, 0.5, 2])
def test_the_slope_of_a_power_law_is_its_power(power: float) -> None:
    x = np.array([0.3, 1, 5, 40])
    assert log_slope(x, 7 * x**power) == pytest.approx(power, abs=1e-12)


@pytest.mark.parametrize("level", [0.05, 1e-6, 1e-12])
def test_at_its_ends_the_t_test_has_just_that_p_value(level: float) -> None:
    values = np.random.default_rng(0).normal(size=9)
    middle, half = student_interval(values, level)
    for end in (middle - half, middle + half):
        assert ttest_1samp(values, end).pvalue == pytest.approx(level, rel=1e-6)


@pytest.mark.parametrize("level", [0.05, 1e-6])
@pytest.mark.parametrize("sizes", [(9, 9), (5, 14)])
def test_at_its_ends_a_difference_is_refuted_by_the_shorter_series_and_no_earlier_than_by_welch(
    sizes: tuple[int, int], level: float
) -> None:
    rng = np.random.default_rng(4)
    first, second = rng.normal(size=sizes[0]), 3 * rng.normal(size=sizes[1])
    middle, half = difference_interval(first, second, level)
    for end in (middle - half, middle + half):
        found = ttest_ind(first - end, second, equal_var=False)
        assert 2 * t.sf(abs(found.statistic), min(sizes) - 1) == pytest.approx(level, rel=1e-6)
        assert found.pvalue <= level


@pytest.mark.parametrize("level", [0.05, 1e-6])
def test_at_its_ends_one_more_value_has_just_that_p_value(level: float) -> None:
    """By the t-test of two samples, one of them of a single value."""
    values = np.random.default_rng(5).normal(size=9)
    middle, half = prediction_interval(values, level)
    for end in (middle - half, middle + half):
        found = ttest_ind_from_stats(end, 0, 1, values.mean(), values.std(ddof=1), 9)
        assert found.pvalue == pytest.approx(level, rel=1e-6)


@pytest.mark.parametrize("level", [0.05, 1e-6])
def test_at_its_end_a_sum_of_errors_has_welchs_p_value(level: float) -> None:
    rng = np.random.default_rng(6)
    first, second = rng.normal(size=5), 3 * rng.normal(size=14)
    half = welch_half_width(level, *((float(sem(v)) ** 2, len(v) - 1) for v in (first, second)))
    end = first.mean() - second.mean() + half
    assert ttest_ind(first - end, second, equal_var=False).pvalue == pytest.approx(level, rel=1e-6)
    assert welch_half_width(level, (4.0, 7)) == pytest.approx(2 * student_quantile(level, 7), rel=1e-12)


def test_an_interval_that_holds_the_threshold_is_on_no_side() -> None:
    assert [side(1.0, 0.5, t) for t in (0.4, 0.5, 0.9, 1.5, 1.6)] == [1, 0, 0, 0, -1]


@pytest.mark.parametrize("level", [0.05, 1e-6])
def test_at_its_ends_a_slope_has_just_that_p_value(level: float) -> None:
    rng = np.random.default_rng(1)
    x, noise = rng.random(9), rng.normal(size=9)
    slope, half = slope_interval(x, 3 * x + noise, level)
    for end in (slope - half, slope + half):
        assert linregress(x, (3 - end) * x + noise).pvalue == pytest.approx(level, rel=1e-6)


@pytest.mark.parametrize("level", [0.025, 5e-7])
@pytest.mark.parametrize(("hits", "runs"), [(0, 12), (3, 12), (11, 12), (12, 12), (600, 1000)])
def test_at_its_ends_as_many_hits_or_more_extreme_have_just_that_probability(
    hits: int, runs: int, level: float
) -> None:
    low, high = binomial_interval(hits, runs, level)
    assert 0 <= low <= hits / runs <= high <= 1
    assert (low == 0) if hits == 0 else binom.sf(hits - 1, runs, low) == pytest.approx(level, rel=1e-6)
    assert (high == 1) if hits == runs else binom.cdf(hits, runs, high) == pytest.approx(level, rel=1e-6)
