"""The inverse participation ratio: its range, its extremes, its invariances."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import strategies as sg
from theory.gdln import inverse_participation_ratio


@given(sg.rngs(), st.integers(1, 20), st.floats(-300, 300))
def test_range_and_invariances(rng, L, exponent):
    """In [1/L, 1]; sign, order and scale (10^-300 to 10^300) of the sites do not matter; the definition, in float."""
    w = rng.normal(size=L)
    ratio = inverse_participation_ratio(w)
    slack = 4 * L * 2.3e-16
    assert 1 / L - slack <= ratio <= 1 + slack
    assert abs(ratio - np.sum(w**4) / np.sum(w**2) ** 2) <= slack
    assert abs(inverse_participation_ratio(-rng.permutation(w) * 10.0**exponent) - ratio) <= 10 * slack


def test_extremes_and_shape():
    """1/L for equal sites, 1 for a single one, NaN for none; along the last axis."""
    fields = np.array([[[1.0, 1, 1, 1], [0, -3, 0, 0]], [[1, 1, 0, 0], [0, 0, 0, 0]]])
    found = inverse_participation_ratio(fields)
    assert found.shape == (2, 2)
    assert found[0].tolist() == [0.25, 1.0]
    assert found[1, 0] == 0.5
    assert np.isnan(found[1, 1])


@pytest.mark.parametrize("w", [1.0, np.empty((3, 0)), [np.nan, 1.0], ["a"], [1j]])
def test_refusals(w):
    """No axis, no site, NaN, no numbers: one line."""
    with pytest.raises((ValueError, TypeError), match="^w must"):
        inverse_participation_ratio(w)
