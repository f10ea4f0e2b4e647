"""The rows below the features are the ridge: the normal equations say the same."""

import numpy as np

from theory.gates.fits.ridge import ridge_minimum, with_ridge


def test_the_minimum_is_that_of_the_normal_equations():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        F, t = rng.standard_normal((7, 3)), rng.standard_normal(7)
        penalty = rng.random(3) * np.array([1, seed % 2, 1])
        w = np.linalg.solve(F.T @ F + np.diag(penalty), F.T @ t)
        value = np.sum((t - F @ w) ** 2) + penalty @ w**2
        assert abs(ridge_minimum(F, t, penalty) - value) <= 1e-12 * value


def test_many_features_have_the_same_rows_below():
    rng = np.random.default_rng(0)
    F, t, penalty = rng.standard_normal((4, 7, 3)), rng.standard_normal(7), np.array([0.3, 0.0, 2.0])
    many, targets = with_ridge(F, t, penalty)
    for one, features in zip(many, F, strict=True):
        alone = with_ridge(features, t, penalty)
        assert np.array_equal(one, alone[0])
        assert np.array_equal(targets, alone[1])


def test_without_a_ridge_nothing_is_added():
    F, t = np.ones((2, 1)), np.ones(2)
    assert with_ridge(F, t, np.zeros(1)) == (F, t)
