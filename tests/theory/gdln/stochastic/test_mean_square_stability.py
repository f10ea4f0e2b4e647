"""The step sizes that stay bounded in mean square: against a known limit, that of descent, and the recursion itself."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from theory import largest_stable_lr
from theory import strategies as sg
from theory.gdln import FourthMoments, largest_mean_square_lr
from theory.gdln.stochastic import sgd_moments
from theory.spectrum import EPS

from .gaussian_law import gaussian_law


@given(sg.rngs(), st.integers(1, 4))
def test_the_limit_for_gaussian_inputs_is_the_known_one(rng, n):
    """B = 1: sum_i lr lambda_i / (2 - 2 lr lambda_i) = 1 (Feuer and Weinstein 1985), by a root finder."""
    values = np.exp(-3 * rng.random(n))
    rotation = np.linalg.qr(rng.normal(size=(n, n)))[0]
    A = (rotation * values) @ rotation.T
    known = brentq(
        lambda lr: np.sum(lr * values / (2 - 2 * lr * values)) - 1, 0, (1 - 1e-12) / values.max(), xtol=1e-15
    )
    # an eigenproblem of size n (n + 1) / 2 with entries of condition e^3, and the root finder's 4 eps
    assert abs(largest_mean_square_lr(gaussian_law((A + A.T) / 2), 1) / known - 1) <= 1e4 * EPS


@given(sg.samples(), st.integers(1, 6))
def test_the_limit_rises_with_the_batch_to_that_of_descent(drawn, batch):
    """One more sample never lowers it; for B to infinity it is `largest_stable_lr`."""
    law = FourthMoments.from_samples(*drawn)
    assume(len(law.problem.spectrum.eigenvalues))
    values = law.problem.spectrum.eigenvalues
    slack = 1 + 1e4 * EPS * values[-1] / values[0]
    limits = [largest_mean_square_lr(law, B) for B in (batch, batch + 1, 10**15)]
    assert limits[0] <= limits[1] * slack
    assert limits[1] <= limits[2] * slack
    share = np.max(np.abs(drawn[0])) ** 4 / values[-1] ** 2 / 1e15
    assert abs(limits[2] / largest_stable_lr(law.problem) - 1) <= slack - 1 + 100 * share + 1e-9


@pytest.mark.parametrize("side", [0.98, 1.02])
@pytest.mark.parametrize("batch", [1, 3])
def test_the_limit_is_sharp(side, batch):
    """The covariance comes to rest two parts in a hundred below it and grows above, at a rate that the distance sets."""
    rng = np.random.default_rng(4)
    law = FourthMoments.from_samples(rng.normal(size=(12, 2)), rng.normal(size=12), rng.integers(0, 2, size=(12, 2)))
    lr = side * largest_mean_square_lr(law, batch)
    sizes = np.trace(sgd_moments(law, np.zeros((2, 2)), [3000, 3500, 4000], lr, batch)[1], axis1=1, axis2=2)
    assert (sizes[2] - sizes[1] > sizes[1] - sizes[0]) == (side > 1)
