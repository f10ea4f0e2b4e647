"""What the checks of units with biases on single pulses make of known fields."""

from typing import Any

import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks import pulse_biases
from papers.gated_deep_linear_networks.networks.relu_runs import LONG, SHORT


@pytest.mark.parametrize(
    ("long", "short", "says", "passes"),
    [
        ("constant", "constant", ("constant", "constant"), True),
        ("constant", "alternating", ("constant", "constant"), False),
        ("constant", "alternating", ("constant", "no mean"), True),
        ("constant", "alternating", ("constant",), True),
        ("constant", "constant", ("localized",), False),
        ("spike", "constant", ("localized", "constant"), True),
    ],
)
def test_pulses_with_biases(trained: Any, long: str, short: str, says: tuple[str, ...], passes: bool) -> None:
    asked = trained(pulse_biases, {LONG: long, SHORT: short})
    outcome = pulse_biases.biased_are(says, Context())
    assert outcome.passed is passes
    assert [name for name, *_ in asked] == ["erf", "sigmoid", "ReLU", "erf", "sigmoid"][: 1 + 2 * len(says)]
    assert outcome.effective == 12 * len(asked)
