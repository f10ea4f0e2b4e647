"""Fourth moments that are given against those of samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression
from theory import strategies as sg
from theory.gdln import FourthMoments, largest_mean_square_lr
from theory.gdln.stochastic import sgd_moments
from theory.spectrum import EPS


@given(sg.samples(), st.integers(1, 4))
def test_given_fourth_moments_equal_those_of_the_samples(drawn, batch):
    """`from_moments` with the moments of the samples is `from_samples`."""
    x, y, g = drawn
    law = FourthMoments.from_samples(x, y, g)
    f = np.column_stack([(g[:, :, None] * x[:, None, :]).reshape(len(x), -1), y])
    other = FourthMoments.from_moments(law.problem, np.einsum("sa,sb,sc,sd->abcd", f, f, f, f) / len(f))
    w0 = np.ones((law.problem.K, law.problem.n))
    limit = largest_mean_square_lr(law, batch)
    lr = 0.5 * (limit if np.isfinite(limit) else 1.0)
    for ours, theirs in zip(sgd_moments(law, w0, 5, lr, batch), sgd_moments(other, w0, 5, lr, batch), strict=True):
        # sums of S P^2 products in another order, five steps; residuals cancel from fourth powers of the features
        size = 1 + np.max(np.abs(theirs)) + (lr / law.problem.K) ** 2 * np.max(np.sum(f**2, axis=1)) ** 2
        assert np.max(np.abs(ours - theirs)) <= 1e4 * len(f) * EPS * size


def test_refuses_fourth_moments_that_are_none():
    """A wrong shape, and an array that depends on the order of its axes."""
    problem = GatedRegression.from_moments([[1.0]], [0.0], 1.0, 1, 1)
    with pytest.raises(ValueError, match="fourth must have shape"):
        FourthMoments.from_moments(problem, np.ones((2, 2)))
    with pytest.raises(ValueError, match="fourth must be symmetric"):
        FourthMoments.from_moments(problem, np.arange(16.0).reshape(2, 2, 2, 2))
