"""The F test against the laws of F and noncentral F in SciPy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f as f_law
from scipy.stats import ncf

from theory.emn.higher_order.nested_f import p_value, rejection_probability

DEGREES = st.integers(1, 40)


@given(st.floats(0.01, 100), st.floats(0.01, 100), DEGREES, DEGREES)
def test_the_p_value_is_the_tail_of_f(gained, left, more, free):
    expected = f_law.sf(gained * free / (left * more), more, free)
    assert p_value(gained, left, more, free) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(st.floats(0.1, 50), DEGREES, DEGREES, st.floats(0.01, 0.5))
def test_the_power_is_the_tail_of_the_noncentral_law_above_the_level(shift, more, free, level):
    power = rejection_probability(shift, more, free, level)
    assert power == pytest.approx(ncf.sf(f_law.isf(level, more, free), more, free, shift), abs=1e-7)
    assert level < power + 1e-7
    assert rejection_probability(0.0, more, free, level) == pytest.approx(level, abs=1e-7)


def test_a_noncentrality_out_of_reach_is_refused_in_one_line():
    with pytest.raises(ValueError, match=r"noise must not be that small .*; the noncentrality is 1e\+300") as refused:
        rejection_probability(1e300, 2, 9, 0.05)
    assert "\n" not in str(refused.value)
