"""The share of gates that flip, where it is known."""

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks.relu_runs import SEVERAL
from papers.gated_deep_linear_networks.receptive_fields import sign_flipping
from sims.gdln import Recording


def test_flips_are_those_of_the_worst_setting() -> None:
    """Each setting from its own share on."""
    context, share = Context(), [0.0, 0.2, 0.5, 1.0]
    flips = {"NLGP (2, 1)": [0.4, 0.03, 0.02, 0], SEVERAL: [0.3, 0.2, 0.05, 0]}
    wiggle = 1 + 1e-3 * np.random.default_rng(0).normal(size=(24, 1))
    data = {
        "share": dict.fromkeys(flips, share),
        "flips": {s: (wiggle * np.array(f)).tolist() for s, f in flips.items()},
        "errors": {s: [[0.0] * len(sign_flipping.SHARES)] * 12 for s in flips},
    }
    context.once("flips", lambda: data)
    found = [
        sign_flipping.few_gates_flip({"NLGP (2, 1)": a, SEVERAL: b}, context)
        for a, b in ((0.0, 0.0), (0.2, 0.2), (0.2, 0.5))
    ]
    assert [o.passed for o in found] == [False, False, True]
    assert [o.deviation for o in found] == pytest.approx([0.4, 0.2, 0.05], rel=0.01)


def test_a_frozen_prediction_is_off_by_its_share_of_the_last_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of two fields is as long as the last, at a right angle to it."""
    run = Recording(np.arange(2), np.array([[[0.0, 3.0]], [[3.0, 0.0]]]), np.zeros((2, 1, 1), dtype=bool))
    monkeypatch.setattr(sign_flipping, "frozen", lambda share: lambda run, *_: run.weights[round(share)])
    found = [sign_flipping.frozen_error(run, SEVERAL, share, Context()) for share in (0.0, 1.0)]
    assert found == pytest.approx([2**0.5, 0.0])
