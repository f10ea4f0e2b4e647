"""The loss along the flow, and its first step, against the mean square sample by sample and its differences."""

import math

import numpy as np
import pytest

from theory import gradient_flow, loss_along_flow

from ..common import EPS, mean_square
from .references import bound_at, sampled, velocity


@pytest.mark.parametrize("seed", range(4))
def test_loss_never_rises(seed):
    """The mean square over the samples falls with t, strictly until it is at its minimum to rounding."""
    problem, (x, y, gates), w0 = sampled(seed)
    times = np.concatenate([[0.0], np.geomspace(1e-3, 1e4, 60), [math.inf]])
    losses = np.array([mean_square(x, y, gates, w) for w in gradient_flow(problem, w0, times)])
    # weights right to `bound` move the loss by |gradient| bound, at most; the mean itself rounds to (S + 10) eps
    gradient = np.linalg.norm(velocity(problem.A, problem.b, w0.ravel(), 1 / 3, 1.0))
    rounding = (50 * EPS) * losses[0] + 2 * gradient * bound_at(problem, w0, 1e4)
    assert np.all(np.diff(losses) <= rounding)
    assert rounding < 1e-10
    assert np.all(np.diff(losses[:20]) < 0)
    assert abs(losses[-1] - problem.minimum_loss) <= rounding
    along = loss_along_flow(problem, w0, times)
    assert along.shape == times.shape
    assert np.max(np.abs(along - losses)) <= rounding
    assert np.all(np.diff(along) <= rounding)


def test_first_step_of_the_flow_is_the_gradient():
    """(w(t) - w0) / t -> -(1/tau) times the finite-difference gradient of 1/2 <(yhat - y)^2> over the samples."""
    problem, (x, y, gates), w0 = sampled(8)
    tau, h = 0.4, 2.0**-10
    gradient = np.zeros_like(w0)
    for index in np.ndindex(w0.shape):
        bump = np.zeros_like(w0)
        bump[index] = h
        # the loss is quadratic, so a central difference is exact up to the rounding of two losses
        gradient[index] = (mean_square(x, y, gates, w0 + bump) - mean_square(x, y, gates, w0 - bump)) / (4 * h)
    t = 2.0**-30
    moved = (gradient_flow(problem, w0, t, tau) - w0) / t
    curvature = np.linalg.norm(problem.A, 2) / (9 * tau)
    rounding = 100 * EPS * mean_square(x, y, gates, w0) / h + 20 * EPS * np.linalg.norm(w0) / t
    bound = t * curvature * np.linalg.norm(gradient) / tau + rounding / tau
    assert np.linalg.norm(moved + gradient / tau) <= bound < 1e-3 * np.linalg.norm(gradient)
