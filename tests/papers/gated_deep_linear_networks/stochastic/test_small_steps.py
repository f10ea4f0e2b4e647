"""Runs at a small step against the covariance to the first order in its size."""

import numpy as np

from papers import Context
from papers.gated_deep_linear_networks.stochastic.sgd_runs import BATCH, GATES, problem, scores
from papers.gated_deep_linear_networks.stochastic.small_steps import _settled, small_step
from theory.gdln.stochastic.sgd_stationary import (
    small_step_covariance,
    stationary_covariance,
)

LIMIT = 6.0  # 2e-9 for one score


def test_settled_runs_have_the_stationary_covariance() -> None:
    """At the small step of the claim, with all orders of lr; and lr Sigma is within the same threshold of it.

    Four times the identity is refuted by the score, not by the slope.
    """
    law = problem(Context(), "redundant")[3]
    lr, runs = _settled(Context(), "redundant")
    assert scores(runs, stationary_covariance(law, lr, BATCH)).max() < LIMIT
    assert scores(runs, lr * small_step_covariance(law, BATCH)).max() < LIMIT
    context = Context()
    for gates in GATES:  # the same runs for all, to be quick: only the score is asked here
        context.once(f"settled {gates}", lambda: (1.0, np.random.default_rng(0).normal(size=(500, 4))))
    outcome = small_step((lambda law, batch: 4 * np.eye(4), 2), context)
    assert outcome.passed is False
    assert "slopes" not in outcome.counterexample
