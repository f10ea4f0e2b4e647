"""Fields of known shapes: which count as localized, which as oscillating, and on which ring they are asked for."""

from typing import Any

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks import localization
from papers.gated_deep_linear_networks.networks.relu_runs import SMALL, WIDE
from sims.gdln import Recording

L, SITES = SMALL.L, np.arange(SMALL.L)
FIELDS = {
    "constant": np.ones(L),
    "wave": np.cos(2 * np.pi * SITES / L),
    "alternating": (-1.0) ** SITES,
    "one site": np.eye(L)[3] + 0.4 * np.eye(L)[4],
}


@pytest.mark.parametrize(
    ("field", "shape", "passes"),
    [
        ("constant", (False, 1), True),
        ("constant", (True, 1), False),
        ("constant", (False, -1), False),
        ("wave", (False, 1), True),
        ("alternating", (False, 1), False),
        ("alternating", (False, -1), True),
        ("one site", (True, 1), True),
        ("one site", (False, 1), False),
    ],
)
def test_shapes(recorded: Any, field: str, shape: Any, passes: bool) -> None:
    recorded(localization, lambda setting, w: FIELDS[field] + 1e-3 * w)
    outcome = localization.fields_are({"pulse (2, 1)": shape}, Context())
    assert outcome.passed is passes
    ratio = np.sum(FIELDS[field] ** 4) / np.sum(FIELDS[field] ** 2) ** 2
    assert outcome.deviation == pytest.approx(ratio - 6 / (L + 2), abs=0.01)


def test_fields_that_may_be_one_site_have_a_wide_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Length scales (1, 2) alone; with `full` all have the same ring."""
    asked = []
    monkeypatch.setattr(
        localization, "recordings", lambda setting, of, context: asked.append((setting, of)) or _one_site()
    )
    outcome = localization.fields_are({"NLGP (1, 2)": (False, -1), "NLGP (2, 1)": (True, 1)}, Context())
    assert asked == [("NLGP (1, 2)", WIDE), ("NLGP (2, 1)", SMALL)]
    assert outcome.passed is False
    assert "above twice random in 24 of 24" in outcome.counterexample


def _one_site() -> list[Recording]:
    rngs = map(np.random.default_rng, range(24))
    fields = [(FIELDS["one site"] + 1e-3 * rng.normal(size=L))[None] for rng in rngs]
    return [Recording(np.array([0]), w[None], np.empty((1, 0, 1))) for w in fields]
