"""The z-scores that the claims on minibatches are decided by, and the starts that make two steps tell growth."""

import numpy as np
import pytest

from papers.gated_deep_linear_networks.stochastic.mean_square_stability import (
    FAR,
    STEPS,
    _leaves,
    _normal,
    _top,
    stable_below,
)
from papers.gated_deep_linear_networks.stochastic.stochastic import BATCH, GATES, problem
from papers.gated_deep_linear_networks.stochastic.stochastic_limits import _scores, _settled, small_step
from papers.ledger.claim import Context
from theory.gdln.stochastic.sgd_stationary import (
    largest_mean_square_lr,
    small_step_covariance,
    stationary_covariance,
)

LIMIT = 6.0  # 2e-9 for one score


@pytest.mark.parametrize("gates", GATES)
@pytest.mark.parametrize("batch", [1, 8])
def test_the_factor_is_one_at_the_limit(gates: str, batch: int) -> None:
    """The largest eigenvalue of the recursion is 1 there, and the other one of power iteration is below 1 a little below."""
    law = problem(Context(), gates)[3]
    limit = largest_mean_square_lr(law, batch)
    assert abs(_top(law, limit, batch)[1] - 1) < 1e-9
    assert _top(law, 0.999 * limit, batch)[1] < 1 < _top(law, 1.001 * limit, batch)[1]


@pytest.mark.parametrize("part", [0.9, 1.1])
def test_runs_grow_by_the_factor(part: float) -> None:
    """From starts with the top covariance the mean squared distance is multiplied by the factor a step, to sampling error."""
    law = problem(Context(), "general")[3]
    lr = part * largest_mean_square_lr(law, BATCH)
    z, ratio = _leaves(Context(), "general", lr, BATCH, 10_000)
    factor = _top(law, lr, BATCH)[1] ** STEPS
    error = abs(ratio - 1) / abs(z)  # of the ratio, to the relative error of the first distance
    assert abs(ratio - factor) < LIMIT * 1.5 * error
    assert np.sign(z) == np.sign(part - 1)
    assert FAR > 1e5


def test_scores_of_a_known_covariance() -> None:
    """Normal runs pass with their covariance, and not with one a fifth larger; entries that cannot vary score 0."""
    C = np.array([[2.0, 0.5, 0], [0.5, 1.0, 0], [0, 0, 0]])
    runs = np.random.default_rng(0).multivariate_normal(np.zeros(3), C, size=4000)
    runs[:, 2] = 0
    z = _scores(runs, C)
    assert z.shape == (6,)
    assert z.max() < LIMIT
    assert z[[2, 4, 5]].tolist() == [0, 0, 0]
    assert _scores(runs, 1.2 * C).max() > LIMIT
    assert _scores(_normal(C, 4000, np.random.default_rng(1)), C).max() < LIMIT


def test_settled_runs_have_the_stationary_covariance() -> None:
    """At the small step of the claim, with all orders of lr; and lr Sigma is within the same threshold of it."""
    law = problem(Context(), "redundant")[3]
    lr, runs = _settled(Context(), "redundant")
    assert _scores(runs, stationary_covariance(law, lr, BATCH)).max() < LIMIT
    assert _scores(runs, lr * small_step_covariance(law, BATCH)).max() < LIMIT


def test_the_first_failure_is_of_runs() -> None:
    """A limit that is a fifth off is refuted by SGD on either side, twice of Sigma by the score and not by the slope."""
    for factor, side in ((1.2, "0.9"), (0.8, "1.1")):
        outcome = stable_below(lambda law, batch, f=factor: f * largest_mean_square_lr(law, batch), Context())  # type: ignore[misc]
        assert outcome.passed is False
        assert f"lr = {side} *" in outcome.counterexample
        assert "z =" in outcome.counterexample
    context = Context()
    for gates in GATES:  # the same runs for all, to be quick: only the score is asked here
        context.once(f"settled {gates}", lambda: (1.0, np.random.default_rng(0).normal(size=(500, 4))))
    outcome = small_step((lambda law, batch: 4 * np.eye(4), 2), context)
    assert outcome.passed is False
    assert "slopes" not in outcome.counterexample
