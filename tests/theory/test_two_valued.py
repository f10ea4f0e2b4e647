"""Matrices of two values."""

from fractions import Fraction

import numpy as np
import pytest

from theory.two_valued import two_valued


def test_two_valued():
    """One value on the diagonal and one off it, exactly or in floats; floats are not exact."""
    exact = two_valued(2, Fraction(1, 3), 2, exact=True)
    assert exact.tolist() == [[Fraction(1, 3), 2], [2, Fraction(1, 3)]]
    assert np.array_equal(two_valued(2, Fraction(1, 3), 2), exact.astype(float))
    with pytest.raises(TypeError, match="diagonal and off must be rational"):
        two_valued(2, 0.5, Fraction(1, 4), exact=True)
