"""The z-scores that a covariance of runs is decided by."""

import numpy as np

from papers.gated_deep_linear_networks.stochastic.mean_square_stability import _normal
from papers.gated_deep_linear_networks.stochastic.sgd_runs import scores

LIMIT = 6.0  # 2e-9 for one score


def test_scores_of_a_known_covariance() -> None:
    """Normal runs pass with their covariance, and not with one a fifth larger; entries that cannot vary score 0."""
    C = np.array([[2.0, 0.5, 0], [0.5, 1.0, 0], [0, 0, 0]])
    runs = np.random.default_rng(0).multivariate_normal(np.zeros(3), C, size=4000)
    runs[:, 2] = 0
    z = scores(runs, C)
    assert z.shape == (6,)
    assert z.max() < LIMIT
    assert z[[2, 4, 5]].tolist() == [0, 0, 0]
    assert scores(runs, 1.2 * C).max() > LIMIT
    assert scores(_normal(C, 4000, np.random.default_rng(1)), C).max() < LIMIT
