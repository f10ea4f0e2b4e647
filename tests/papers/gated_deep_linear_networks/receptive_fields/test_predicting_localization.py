"""How far a predicted shape is off, where both are known."""

from itertools import cycle
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


@pytest.mark.parametrize(
    ("setting", "full", "passed"), [(SETTINGS[0], False, None), (SETTINGS[1], False, True), (SETTINGS[1], True, None)]
)
def test_a_wide_interval_decides_nothing(
    recorded: Any, monkeypatch: pytest.MonkeyPatch, setting: str, full: bool, passed: bool | None
) -> None:
    """Every second field is constant: off by 0.35 in the mean, within an interval as wide as the ratio's range."""
    recorded(predicting_localization, lambda setting, w: ONE_SITE + 0 * w)
    monkeypatch.setattr(predicting_localization, "_fields_over_time", lambda context: {})
    right = cycle([True, False])
    says = {setting: lambda run, *_: run.weights[-1] if next(right) else 1 + 0 * run.weights[-1]}
    outcome = predicting_localization.predicts_the_shape(says, Context(full=full))
    assert outcome.passed is passed
    if passed is None:
        assert outcome.deviation is not None
        assert outcome.error_bar is not None
        assert outcome.error_bar > predicting_localization.WIDEST
        assert abs(outcome.deviation) - outcome.error_bar < predicting_localization.SMALL_BIAS
    else:
        assert outcome.deviation is None


def test_the_setting_shown_is_that_of_the_largest_possible_bias(recorded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One field in four is constant in the first setting, all are 0.1 off or so in the second: the first may be worse."""
    recorded(predicting_localization, lambda setting, w: ONE_SITE + 0 * w)
    monkeypatch.setattr(predicting_localization, "_fields_over_time", lambda context: {})
    right = cycle([False, False, False, True])
    somewhat = 0.2 * np.ones(SMALL.L) + 0.9 * ONE_SITE
    says = {
        SETTINGS[0]: lambda run, *_: 1 + 0 * run.weights[-1] if next(right) else run.weights[-1],
        SETTINGS[2]: lambda run, *_: somewhat + 0 * run.weights[-1],
    }
    outcome = predicting_localization.predicts_the_shape(says, Context())
    alone = predicting_localization.predicts_the_shape({SETTINGS[2]: says[SETTINGS[2]]}, Context())
    assert alone.deviation is not None
    assert alone.error_bar is not None
    assert outcome.deviation is not None
    assert outcome.error_bar is not None
    assert abs(alone.deviation) > abs(outcome.deviation)
    assert outcome.error_bar > alone.error_bar
