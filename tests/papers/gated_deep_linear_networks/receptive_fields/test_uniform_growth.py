"""The share of a field's change along a direction, and the size after a tenth, of fields that are known."""

from typing import Any

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks.relu_runs import SMALL, law
from papers.gated_deep_linear_networks.receptive_fields import uniform_growth
from papers.gated_deep_linear_networks.receptive_fields.uniform_growth import Growth
from sims.gdln import Recording

L = SMALL.L


def test_growth_is_the_share_of_the_change(recorded: Any) -> None:
    """1 along the line that the change takes, whatever its sign; none at a right angle."""

    def end(setting: str, w: Any) -> Any:
        return w - 5 * w @ law(setting, L).positive.second_moment

    recorded(uniform_growth, end)
    along = uniform_growth.growth_is_along(Growth(lambda w, sigma: sigma @ w, since=0, until=2), Context())
    assert along.passed is True
    assert along.deviation == pytest.approx(1, abs=1e-3)
    across = uniform_growth.growth_is_along(Growth(lambda w, sigma: _right(sigma @ w), since=0), Context())
    assert across.passed is False
    assert across.deviation == pytest.approx(0, abs=1e-3)
    assert "share of the squared change" in across.level


def test_growth_from_any_step_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields that turn first and then grow along themselves do so from the later step on; what never does is refuted."""
    for turn, passes in ((0.0, True), (1.0, False)):
        monkeypatch.setattr(uniform_growth, "recordings", lambda setting, of, context, turn=turn: _turning(turn))
        outcome = uniform_growth.growth_is_along(Growth(lambda w, sigma: w), Context())
        assert outcome.passed is passes
        assert ("from step 20 on" in outcome.detail) is passes
        assert uniform_growth.growth_is_along(Growth(lambda w, sigma: w, since=0), Context()).passed is False


@pytest.mark.parametrize(("early", "passes"), [(0.3, True), (0.5, None), (0.7, False)])
def test_the_size_after_a_tenth(monkeypatch: pytest.MonkeyPatch, early: float, passes: bool | None) -> None:
    """Half of it at step 20 of 200."""
    monkeypatch.setattr(uniform_growth, "recordings", lambda setting, of, context: _turning(0.0))
    says = Growth(lambda w, sigma: w, since=20, early=early)
    outcome = uniform_growth.growth_is_along(says, Context())
    assert outcome.passed is passes
    assert "0.50 of the size and a cosine of 1.00 with the end, NLGP (2, 1)" in outcome.detail


def _turning(turn: float) -> list[Recording]:
    """Fields that have turned by a right angle at step 20, and double in size by step 200, turning again if `turn` is 1."""
    runs = []
    for r in range(24):
        rng = np.random.default_rng(r)
        w0 = rng.normal(size=(1, L))
        side = _right(w0[0])[None]
        size = 1 + 1e-3 * rng.normal()
        runs.append(
            Recording(
                np.array([0, 20, 200]),
                np.stack([w0, side, size * (2 * side if turn == 0 else side + _right(side[0])[None])]),
                np.empty((3, 0, 1)),
            )
        )
    return runs


def _right(v: Any) -> Any:
    """A vector at a right angle to v."""
    u = np.roll(v, 1)
    return u - (u @ v) / (v @ v) * v
