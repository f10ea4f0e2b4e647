"""How far a predicted shape is off, where both are known."""

from typing import Any

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks.relu_runs import SETTINGS, SEVERAL, SMALL
from papers.gated_deep_linear_networks.receptive_fields import predicting_localization

ONE_SITE = np.eye(SMALL.L)[3] + 0.4 * np.eye(SMALL.L)[4]


def test_a_shape_is_off_by_its_worst_setting(recorded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Constant fields for those of one site: the inverse participation ratio is 1/L instead of theirs, four units alike."""
    recorded(predicting_localization, lambda setting, w: ONE_SITE + 0 * w)
    monkeypatch.setattr(predicting_localization, "_fields_over_time", lambda context: {})
    says = {SETTINGS[0]: lambda run, *_: run.weights[-1], SEVERAL: lambda run, *_: 1 + 0 * run.weights[-1]}
    outcome = predicting_localization.predicts_the_shape(says, Context())
    trained = np.sum(ONE_SITE**4) / np.sum(ONE_SITE**2) ** 2
    assert outcome.passed is False
    assert outcome.deviation == pytest.approx(1 / SMALL.L - trained)
    assert outcome.effective == 48
