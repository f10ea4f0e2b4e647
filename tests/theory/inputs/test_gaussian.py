"""Gaussian laws of any rank: the factor gives the covariance back, and no draw leaves its range."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.inputs import Gaussian
from theory.inputs.gaussian import factor
from theory.spectrum import EPS, spectrum
from theory.strategies import rngs


def covariance(rng, n, rank):
    R = rng.normal(size=(n, rank))
    return R @ R.T


@given(rngs(), st.integers(1, 5), st.integers(1, 5))
def test_the_factor_times_its_transpose_is_the_covariance(rng, n, rank):
    """Below 4 n eps of the largest eigenvalue a mode is left out."""
    C = Gaussian(covariance(rng, n, rank)).covariance
    R = factor(spectrum(C), n)
    assert R.shape[1] <= min(n, rank)
    assert np.max(np.abs(R @ R.T - C)) <= 20 * n * EPS * np.trace(C)


@given(rngs(), st.integers(2, 5), st.integers(1, 2))
def test_draws_stay_in_the_range_of_the_covariance(rng, n, rank):
    C = covariance(rng, n, rank)
    x = Gaussian(C).sample(rng, 7)
    null = np.linalg.eigh(C)[1][:, : n - min(rank, n)]
    assert np.max(np.abs(x @ null), initial=0.0) <= 1e-7 * np.sqrt(np.trace(C))
    assert np.linalg.matrix_rank(x) == np.linalg.matrix_rank(C)


@pytest.mark.parametrize(
    ("C", "message"),
    [
        ([[1.0, 0.5], [0.4, 1.0]], r"covariance must be symmetric; got max \|covariance - covariance.T\| = 0.1."),
        ([[1.0, 2.0], [2.0, 1.0]], "covariance must be positive semidefinite; got an eigenvalue"),
        ([[1.0, 2.0]], "covariance must have shape"),
        ([[np.inf]], "covariance must be finite"),
    ],
)
def test_refusals(C, message):
    with pytest.raises(ValueError, match=f"^{message}") as refused:
        Gaussian(C)
    assert "\n" not in str(refused.value)
