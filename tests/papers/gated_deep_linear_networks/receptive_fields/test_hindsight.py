"""The error of fields that are predicted in hindsight, where it is known."""

from typing import Any

from papers import Context
from papers.gated_deep_linear_networks.receptive_fields import hindsight


def test_an_error_is_that_of_the_worst_setting(recorded: Any) -> None:
    """Fields predicted as 0 are off by their own square, those predicted right by nothing."""
    recorded(hindsight, lambda setting, w: 2 * w)
    says = {"NLGP (2, 1)": lambda run, setting, context: 0 * run.weights[-1]}
    outcome = hindsight.predicts_the_field(says | {"NLGP (1, 2)": lambda run, *_: run.weights[-1]}, Context())
    assert (outcome.passed, outcome.deviation, outcome.error_bar) == (False, 1.0, 0.0)
    assert outcome.level.startswith("squared error over squared field")
