"""Gradient descent against the loop over its steps, in rationals and floats, and the gradient by differences."""

from fractions import Fraction

import numpy as np
import pytest

from theory import GatedRegression, gradient_descent

from ..common import EPS
from .references import ball_descent, fractions_of, loop, rational_problem, sampled


@pytest.mark.parametrize("lr", [Fraction(1, 3), Fraction(7, 2), 1])
@pytest.mark.parametrize("seed", range(3))
def test_exact_loop(seed, lr):
    """In rationals the map is the loop, to the last digit, for a singular A and for any lr."""
    problem, w0 = rational_problem(seed)
    iterates = loop(problem.A, problem.b, w0.ravel(), 9, Fraction(lr), 3)
    for steps in (0, 1, 2, 5, 9):
        got = gradient_descent(problem, w0, steps, lr)
        assert got.shape == (3, 2)
        assert fractions_of(got) == iterates[steps]
    together = gradient_descent(problem, w0, np.array([9, 0, 4]), lr)
    assert together.shape == (3, 3, 2)
    for at, steps in zip(together, (9, 0, 4), strict=True):
        assert fractions_of(at) == iterates[steps]


def test_exact_powers_by_hand():
    """K = 1, n = 1, A = 1, b = 1, lr = 1/2: w_s = 1 - 2^-s, for 200 steps as well."""
    one = np.array([Fraction(1)], dtype=object)
    problem = GatedRegression.from_moments(one[:, None], one, Fraction(1), 1, 1)
    got = gradient_descent(problem, np.array([[Fraction(0)]], dtype=object), 200, Fraction(1, 2))
    assert fractions_of(got) == [1 - Fraction(1, 2**200)]


@pytest.mark.parametrize("fraction", [0.01, 0.5, 0.999])
@pytest.mark.parametrize(("K", "n"), [(1, 1), (1, 5), (5, 1), (3, 2)])
def test_float_loop(K, n, fraction):
    """Below the stability limit the map agrees with the loop to the rounding of both."""
    problem, _, w0 = sampled(10 * K + n, K, n)
    lr = fraction * 2 * K**2 / np.linalg.eigvalsh(problem.A)[-1]
    iterates = np.array(loop(problem.A, problem.b, w0.ravel(), 60, lr, K))
    steps = np.array([0, 1, 2, 7, 60])
    _, bounds = ball_descent(problem.A, problem.b, w0.ravel(), steps, lr, K)
    got = gradient_descent(problem, w0, steps, lr).reshape(5, -1)
    # each step of the loop rounds to 2 P eps |w|, up to twice |w| inside since lr |A| / K^2 < 2; it contracts
    largest = np.linalg.norm(iterates, axis=1).max()
    slack = bounds + steps * 4 * K * n * EPS * (largest + lr / K * np.linalg.norm(problem.b))
    assert slack.max() < 1e-9
    assert np.all(np.linalg.norm(got - iterates[steps], axis=1) <= slack)


@pytest.mark.parametrize("factor", [1.05, 2.0])
def test_unstable_loop(factor):
    """Above the limit the map follows the loop as it grows: the error is relative to the growth."""
    problem, _, w0 = sampled(1)
    lr = factor * 2 * 9 / np.linalg.eigvalsh(problem.A)[-1]
    iterates = np.array(loop(problem.A, problem.b, w0.ravel(), 40, lr, 3))
    growth = 2 * factor - 1
    got = gradient_descent(problem, w0, np.arange(41), lr).reshape(41, -1)
    # rounding made at any of s steps grows by at most growth^s from there; the eigenvalue's error turns rho^s by s eps
    size = np.linalg.norm(w0) + np.linalg.norm(iterates[:2]) + lr / 3 * np.linalg.norm(problem.b)
    slack = (np.arange(41) + 1) * 20 * 6 * EPS * growth ** np.arange(41) * size
    assert np.all(np.linalg.norm(got - iterates, axis=1) <= slack)
    assert np.linalg.norm(iterates[40]) > 1.5 * np.linalg.norm(iterates[20])  # it does grow


def test_one_step_is_minus_lr_times_the_gradient():
    """One step is -lr times the finite-difference gradient of 1/2 <(yhat - y)^2> over the samples."""
    problem, (x, y, gates), w0 = sampled(2)

    def half_loss(w):
        return 0.5 * np.mean(
            [
                (sum(g * (v @ row) for g, v in zip(gate, w, strict=True)) / 3 - target) ** 2
                for row, target, gate in zip(x, y, gates, strict=True)
            ]
        )

    h, lr, gradient = 2.0**-6, 0.25, np.zeros_like(w0)
    for index in np.ndindex(w0.shape):
        bump = np.zeros_like(w0)
        bump[index] = h
        gradient[index] = (half_loss(w0 + bump) - half_loss(w0 - bump)) / (2 * h)  # exact for a quadratic
    rounding = 100 * EPS * half_loss(w0) / h * lr + 10 * EPS * np.linalg.norm(w0)  # of means of 40, and of one step
    moved = gradient_descent(problem, w0, 1, lr) - w0
    assert np.max(np.abs(moved + lr * gradient)) <= rounding < 1e-3 * np.linalg.norm(moved)


def test_scale_of_features():
    """from_features descends by w <- w + lr s (b - s A w): the 1/K of the contract is the scale."""
    _, (x, y, gates), w0 = sampled(3)
    features = (gates[:, :, None] * x[:, None, :]).reshape(len(y), -1)
    problem = GatedRegression.from_features(features, y, scale=0.4)
    w, lr = w0.ravel().copy(), 0.5
    for _ in range(12):
        w = w + lr * 0.4 * (problem.b - 0.4 * problem.A @ w)
    bound = ball_descent(problem.A, problem.b, w0.ravel(), [12], lr * 0.16, 1)[1][0]  # b only enters the bound
    got = gradient_descent(problem, w0.reshape(1, -1), 12, lr)
    assert got.shape == (1, 6)
    # the loop rounds to 4 P eps |w| a step and contracts
    slack = 4 * bound + 12 * 4 * 6 * EPS * (np.linalg.norm(w0) + np.linalg.norm(w) + np.linalg.norm(problem.b))
    assert np.linalg.norm(got.ravel() - w) <= slack < 1e-11
