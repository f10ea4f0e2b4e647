"""Gradient descent against the flow as lr falls, and its loss against the stability limit 2 K^2 / max(l)."""

import math

import numpy as np
import pytest

from theory import gradient_descent, gradient_flow, largest_stable_lr, loss_along_descent

from ..common import EPS, mean_square
from .references import ball_descent, sampled


@pytest.mark.parametrize("seed", range(3))
def test_descent_converges_to_the_flow_at_first_order(seed):
    """|descent(T / lr steps) - flow(T)| ~ lr: slope 1 +- 0.1 over lr from 2^-4 to 2^-14 of the fastest time."""
    problem, _, w0 = sampled(seed)
    fastest = 9 / np.linalg.eigvalsh(problem.A)[-1]
    T = 2.0 * fastest
    powers = np.arange(4, 15)
    errors = [
        np.linalg.norm(
            gradient_descent(problem, w0, 2 * 2 ** int(p), fastest / 2 ** int(p)) - gradient_flow(problem, w0, T)
        )
        for p in powers
    ]
    floor = ball_descent(problem.A, problem.b, w0.ravel(), [2 * 2**14], fastest / 2**14, 3)[1][0]
    assert min(errors) > 100 * floor  # far above rounding
    slope = np.polyfit(-powers * math.log(2), np.log(errors), 1)[0]
    assert abs(slope - 1) < 0.1

    # and the first-order term itself: rho^s = exp(-l T / K^2 - lr T (l / K^2)^2 / 2 + ...), extrapolated to lr = 0
    values, Q = np.linalg.eigh(problem.A)
    rates = values / 9
    gap = Q.T @ w0.ravel() - 3 * (Q.T @ problem.b) / values
    leading = np.linalg.norm(T / 2 * rates**2 * np.exp(-rates * T) * gap)
    ratios = [error * 2.0**p / fastest for error, p in zip(errors, powers, strict=True)]
    extrapolated = 2 * ratios[-1] - ratios[-2]
    # each halving of lr halves the remainder of a ratio; after extrapolation what is left is of its square
    remainder = abs(ratios[-1] - ratios[-2])
    assert abs(extrapolated - leading) <= remainder
    assert remainder < 1e-3 * leading


@pytest.mark.parametrize("seed", range(3))
def test_stability_limit(seed):
    """Below 2 K^2 / max(l) descent settles, above it grows without bound, and the library names that limit."""
    problem, _, w0 = sampled(seed)
    limit = 2 * 9 / np.linalg.eigvalsh(problem.A)[-1]
    assert abs(largest_stable_lr(problem) / limit - 1) <= 8 * 6 * EPS  # two eigensolvers, P eps each
    end = gradient_flow(problem, w0, math.inf)
    start = np.linalg.norm(w0 - end)
    below = np.linalg.norm(gradient_descent(problem, w0, np.array([10, 10**3, 10**5]), 0.99 * limit) - end, axis=(1, 2))
    assert below[0] < start
    assert below[2] < 1e-9 * start  # 0.98^100000 is 0
    above = np.linalg.norm(gradient_descent(problem, w0, np.array([10, 10**3, 10**4]), 1.01 * limit) - end, axis=(1, 2))
    assert above[0] < above[1] < above[2]
    # 1.02^9000 between the last two, to their rounding of s eps
    assert abs(math.log(above[2] / above[1]) - 9000 * math.log(1.02)) <= 10**4 * 100 * EPS * 6


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9, 0.999])
def test_loss_never_rises_below_the_limit(fraction):
    """The mean square over the samples never rises for a stable lr, and `loss_along_descent` is that mean square."""
    problem, (x, y, gates), w0 = sampled(6)
    lr = fraction * 18 / np.linalg.eigvalsh(problem.A)[-1]
    steps = np.concatenate([np.arange(30), [10**2, 10**3, 10**5, 10**9]])
    losses = np.array([mean_square(x, y, gates, w) for w in gradient_descent(problem, w0, steps, lr)])
    # means of 40 round to 50 eps; weights off by `bound` move the loss by |gradient| bound
    bounds = ball_descent(problem.A, problem.b, w0.ravel(), steps, lr, 3)[1]
    gradient = 2 * np.linalg.norm(problem.b - problem.A @ w0.ravel() / 3) / 3
    slack = 50 * EPS * losses[0] + gradient * bounds.max()
    assert slack < 1e-10
    assert np.all(np.diff(losses) <= slack)
    assert losses[29] < losses[0]
    assert abs(losses[-1] - problem.minimum_loss) <= slack
    along = loss_along_descent(problem, w0, steps, lr)
    assert along.shape == steps.shape
    assert np.max(np.abs(along - losses)) <= slack


def test_loss_rises_above_the_limit():
    """Just above the limit the fastest mode, alone, gains from step to step."""
    problem, (x, y, gates), _ = sampled(7)
    values, Q = np.linalg.eigh(problem.A)
    w0 = problem.minimum_norm_weights + Q[:, -1].reshape(3, 2)
    losses = [
        mean_square(x, y, gates, w) for w in gradient_descent(problem, w0, np.arange(20), 1.001 * 18 / values[-1])
    ]
    assert np.all(np.diff(losses) > 0)
