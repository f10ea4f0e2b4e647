"""The bump on the ring: where it is a covariance, and what is done where it is not."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.inputs import RingGaussian


def quietly(n, xi):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return RingGaussian(n, xi)


@given(st.integers(1, 12), st.floats(0.05, 20))
def test_the_covariance_is_the_bump_clipped(n, xi):
    """Against eigh of the bump: negative eigenvalues to 0, then unit variance. eigh and the FFT are right to n eps each."""
    law = quietly(n, xi)
    d = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    bump = np.exp(-(np.minimum(d, n - d) ** 2) / xi**2)
    values, vectors = np.linalg.eigh(bump)
    clipped = (vectors * np.maximum(values, 0)) @ vectors.T
    slack = 20 * n * 2.3e-16 * n
    assert np.max(np.abs(law.second_moment - clipped / clipped[0, 0])) <= slack
    assert np.max(np.abs(np.sort(law.eigenvalues) - np.linalg.eigvalsh(law.second_moment))) <= slack
    assert abs(law.clipped - max(0.0, -values[0])) <= slack


@given(st.integers(1, 12), st.floats(0.05, 20))
def test_what_is_clipped_is_said(n, xi):
    """A warning exactly where `clipped` is not 0, and there the variance is still 1."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        law = RingGaussian(n, xi)
    assert len(caught) == (law.clipped > 0)
    assert np.max(np.abs(np.diagonal(law.second_moment) - 1)) <= 1e-15
    assert law.eigenvalues.min() >= 0


def test_four_sites_are_the_smallest_ring_and_the_threshold_is_the_tribonacci_constant():
    """q + q^2 + q^3 = 1 at q = 1 / 1.83929, q = exp(-1 / xi^2); up to three sites every width is fine."""
    tribonacci = max(np.roots([1, -1, -1, -1]).real)
    xi = 1 / np.sqrt(np.log(tribonacci))
    assert abs(xi - 1.28102) < 5e-6
    assert RingGaussian(4, xi * (1 - 1e-9)).clipped == 0
    with pytest.warns(UserWarning, match="no covariance for xi = 1.28102 on a ring of 4 sites"):
        law = RingGaussian(4, xi * (1 + 1e-9))
    assert law.clipped > 0
    assert all(RingGaussian(n, wide).clipped == 0 for n in (1, 2, 3) for wide in (0.1, 1.0, 10.0, 1e3))


def test_the_width_enters_squared():
    """exp(-d^2 / xi^2): at distance 1 and xi = 2 it is exp(-1/4)."""
    assert abs(RingGaussian(40, 2.0).second_moment[0, 39] - np.exp(-0.25)) <= 2e-16
    assert np.array_equal(RingGaussian(3, 1e-200).second_moment, np.eye(3))
