"""The starts that make two steps tell growth, and the factor by which the distance grows."""

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.stochastic.mean_square_stability import FAR, STEPS, _leaves, _top, stable_below
from papers.gated_deep_linear_networks.stochastic.sgd_runs import BATCH, GATES, problem
from theory.gdln.stochastic.mean_square_stability import largest_mean_square_lr

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


def test_a_limit_a_fifth_off_is_refuted_by_runs() -> None:
    """On either side, by the z-score of SGD and not by the recursion."""
    for factor, side in ((1.2, "0.9"), (0.8, "1.1")):
        outcome = stable_below(lambda law, batch, f=factor: f * largest_mean_square_lr(law, batch), Context())  # type: ignore[misc]
        assert outcome.passed is False
        assert f"lr = {side} *" in outcome.counterexample
        assert "z =" in outcome.counterexample
