"""What the checks of units with biases make of known fields, and one training by hand."""

from typing import Any

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks import biased_fields
from papers.gated_deep_linear_networks.networks.biased_fields import BUMP, WAVE, Unit, bump_then_wave
from papers.gated_deep_linear_networks.networks.relu_runs import law

RELU, BARE = Unit("ReLU", 0.0), Unit("ReLU", None)


@pytest.mark.parametrize(
    ("bump", "wave", "passes"),
    [
        ("bump", "alternating", True),
        ("constant", "alternating", False),
        ("alternating", "alternating", False),
        ("bump", "bump", False),
    ],
)
def test_a_bump_and_a_wave(trained: Any, bump: str, wave: str, passes: bool) -> None:
    """Localized with neighbours alike for (2, 1), alternating for (1, 2); and neither shape alone will do."""
    trained(biased_fields, {BUMP: bump, WAVE: wave})
    outcome = bump_then_wave((RELU,), Context())
    assert outcome.passed is passes
    assert (outcome.counterexample == "") is passes
    assert bump_then_wave((Unit("ReLU", 0.0, localized=False),), Context()).passed is (
        (bump, wave) == ("constant", "alternating")
    )


def test_units_without_biases(trained: Any) -> None:
    """They are asked for (2, 1) alone, on the ring of the note, and the ratio of the two widths is shown."""
    asked = trained(biased_fields, {WAVE: "alternating", (None, BUMP): "spike", (0.0, BUMP): "bump"})
    outcome = bump_then_wave((RELU, BARE), Context())
    assert outcome.passed is True
    assert asked == [("ReLU", 0.0, WAVE, 24), ("ReLU", 0.0, BUMP, 40), ("ReLU", None, BUMP, 40)]
    assert "narrower by a factor of 2.3" in outcome.detail  # 0.641 of a spike over 0.282 of a bump
    trained(biased_fields, {WAVE: "alternating", (None, BUMP): "constant", (0.0, BUMP): "bump"})
    assert bump_then_wave((RELU, BARE), Context()).passed is False


def test_without_biases_none_is_trained() -> None:
    """The field is that of yhat = ReLU(w . x), by hand."""
    ring = biased_fields.Ring(12, 1, 3, 4)
    field = biased_fields.trained_fields("ReLU", None, BUMP, ring, (0.5, 1.0, 1.0), 0)[0]
    rng = Context(0).rng(f"ReLU None {BUMP} {ring} 0")
    w = rng.normal(scale=0.01, size=(1, 12))[0]
    for _ in range(3):
        x, y = law(BUMP, 12).sample(rng, 4)
        h = x @ w
        w = w + 0.5 / 4 * ((y - np.maximum(h, 0)) * (h >= 0)) @ x
    assert np.allclose(field, w, rtol=1e-12)
