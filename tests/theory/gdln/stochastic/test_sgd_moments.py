"""The moments of SGD against the enumeration of every sequence of minibatches, in rationals."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression, gradient_descent
from theory import strategies as sg
from theory.gdln import FourthMoments, largest_mean_square_lr, sgd_moments_derivation
from theory.gdln.stochastic import sgd_moments
from theory.spectrum import EPS


def exact(values):
    return np.array([Fraction(int(v)) for v in np.ravel(values)], dtype=object).reshape(np.shape(values))


def enumerated(x, y, g, p, w0, steps, lr, batch):
    """Mean and covariance over all sequences of minibatches, from the gradient of each batch's own loss."""
    K = g.shape[1]
    paths = [(Fraction(1), w0)]
    for _ in range(steps):
        after = []
        for weight, w in paths:
            for chosen in product(range(len(x)), repeat=batch):
                gradient = 0 * w
                for s in chosen:
                    residual = sum(g[s, k] * (w[k] @ x[s]) for k in range(K)) / Fraction(K) - y[s]
                    gradient = gradient + residual * np.multiply.outer(g[s], x[s]) / Fraction(K * batch)
                share = np.prod([p[s] for s in chosen])
                after.append((weight * share, w - lr * gradient))
        paths = after
    flat = [(weight, w.ravel()) for weight, w in paths]
    mean = sum(weight * w for weight, w in flat)
    return mean.reshape(w0.shape), sum(weight * np.multiply.outer(w - mean, w - mean) for weight, w in flat)


@pytest.mark.parametrize(
    ("K", "n", "points", "steps", "batch"),
    [(1, 1, 1, 3, 1), (1, 1, 3, 2, 2), (2, 1, 3, 2, 2), (1, 2, 4, 3, 1), (2, 2, 3, 2, 2), (2, 1, 2, 1, 5)],
)
def test_equals_the_enumeration_of_all_minibatches(K, n, points, steps, batch):
    """Identical in rationals, with unequal weights, for any gates (a null direction among them)."""
    rng = np.random.default_rng(K + 10 * n + 100 * points)
    x, y = exact(rng.integers(-2, 3, size=(points, n))), exact(rng.integers(0, 2, size=points))
    g, p = exact(rng.integers(0, 2, size=(points, K))), exact(rng.integers(1, 4, size=points))
    w0, lr = exact(rng.integers(-2, 3, size=(K, n))) / Fraction(3), Fraction(2, 7)
    law = FourthMoments.from_samples(x, y, g, p)
    mean, covariance = sgd_moments(law, w0, steps, lr, batch)
    true_mean, true_covariance = enumerated(x, y, g, p / sum(p), w0, steps, lr, batch)
    assert np.array_equal(mean, true_mean)
    assert np.array_equal(covariance, true_covariance)
    assert all(isinstance(v, Fraction) for v in covariance.ravel())


@given(st.data(), sg.samples(), st.integers(0, 20), st.integers(1, 5), st.floats(0.01, 0.9))
def test_the_mean_descends_and_null_directions_stay(data, drawn, steps, batch, share):
    """The mean is that of gradient descent; the covariance is positive and has no part where A has none."""
    law = FourthMoments.from_samples(*drawn)
    problem = law.problem
    w0 = data.draw(sg.weights(problem))
    limit = largest_mean_square_lr(law, batch)
    lr = share * (limit if np.isfinite(limit) else 1.0)
    mean, C = sgd_moments(law, w0, steps, lr, batch)
    values = problem.spectrum.eigenvalues
    condition = values[-1] / values[0] if len(values) else 1.0
    size = 1 + np.linalg.norm(w0) + np.linalg.norm(problem.minimum_norm_weights)
    # powers and loop lose a few eps a step of the largest weights, and the modes their condition
    slack = 200 * len(problem.b) * EPS * size * (1 + steps + condition)
    assert np.linalg.norm(mean - gradient_descent(problem, w0, steps, lr)) <= slack
    # a step's rounding is eps of what it adds and subtracts, eta^2 <rho^2 x~ x~^T>, with <rho^2> below twice its first value
    features = np.max(np.sum(drawn[0] ** 2, axis=1)) * problem.K
    added = (lr / problem.K) ** 2 * features * 2 * (problem.y2 + problem.loss(w0)) * (1 + steps)
    rounding = 1e3 * len(problem.b) * EPS * condition * (np.trace(C) + added)
    assert np.array_equal(C, C.T)
    assert np.linalg.eigvalsh(C)[0] >= -rounding
    null = np.eye(len(problem.b)) - np.linalg.pinv(problem.A, hermitian=True) @ problem.A
    assert np.max(np.abs(null @ C)) <= rounding


def test_rows_of_steps_and_long_runs():
    """A row of steps gives each; 6000 steps stay symmetric and end in one place."""
    rng = np.random.default_rng(1)
    law = FourthMoments.from_samples(rng.normal(size=(9, 2)), rng.normal(size=9), rng.integers(0, 2, size=(9, 2)))
    lr = 0.5 * largest_mean_square_lr(law, 3)
    w0 = np.zeros((2, 2))
    means, covariances = sgd_moments(law, w0, [0, 2, 2, 7], lr, 3)
    assert means.shape == (4, 2, 2)
    assert covariances.shape == (4, 4, 4)
    assert not np.any(covariances[0])
    for i, steps in enumerate((0, 2, 2, 7)):
        assert np.array_equal(covariances[i], sgd_moments(law, w0, steps, lr, 3)[1])
    ends = sgd_moments(law, w0, [5500, 6000], lr, 3)[1]
    assert np.max(np.abs(ends[1] - ends[0])) <= 1e3 * EPS * np.max(np.abs(ends[0]))


def test_overflow_is_refused_with_the_limit():
    """Above the mean-square limit, below that of descent, the covariance overflows and the message names the limit."""
    law = FourthMoments.from_samples([[1.0], [3.0]], [0.0, 1.0], [[1], [1]])
    limit = largest_mean_square_lr(law, 1)
    with pytest.raises(ValueError, match=f"lr must be below {limit:.6g}"):
        sgd_moments(law, [[0.0]], 4000, 1.5 * limit, 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": [3, 1]}, "^steps must"),
        ({"steps": 1.5}, "^steps must"),
        ({"steps": -1}, "^steps must"),
        ({"lr": -1.0}, "^lr must"),
        ({"batch": 0}, "^batch must"),
        ({"w0": [[0.0, 0.0]]}, "^w0 must"),
        ({"law": GatedRegression.from_moments([[1.0]], [0.0], 1.0, 1, 1)}, "^law must"),
        ({"law": FourthMoments.from_samples(exact([[1]]), exact([1]), [[1]])}, "^w0 and lr must"),
    ],
)
def test_refusals(change, message):
    """Each argument by name, in one line."""
    law = FourthMoments.from_samples([[1.0]], [1.0], [[1]])
    arguments = {"law": law, "w0": [[0.0]], "steps": 1, "lr": 0.1, "batch": 1} | change
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        sgd_moments(**arguments)
    assert "\n" not in str(refused.value)


def test_the_derivation_is_proved():
    """Every step, none by sampling, none given."""
    derivation = sgd_moments_derivation()
    assert derivation.proved
    assert not any(step.given for step in derivation.steps)
