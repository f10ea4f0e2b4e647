"""What the checks of sections 1 and 2 make of recordings with known fields: verdicts, and the size of a failure."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from papers.gated_deep_linear_networks.networks import localization
from papers.gated_deep_linear_networks.networks.relu_runs import FOUR, SETTINGS, SEVERAL, SMALL, WIDE, law, size_of
from papers.gated_deep_linear_networks.receptive_fields import (
    hindsight,
    predicting_localization,
    sign_flipping,
    uniform_growth,
)
from papers.gated_deep_linear_networks.receptive_fields.uniform_growth import Growth
from papers.ledger.claim import Context
from sims.relu import Recording

L, SITES = SMALL.L, np.arange(SMALL.L)


def recorded(monkeypatch: pytest.MonkeyPatch, module: ModuleType, end: Any) -> None:
    """Every setting of `module` gets 24 recordings that start at random and stand at end(setting, start) from step 2 on."""

    def of(setting: str, size: Any, context: Context) -> list[Recording]:
        runs = []
        for r in range(24):
            rng = np.random.default_rng(r)
            w0 = rng.normal(size=(size.K, L))
            after = np.stack([w0, *[end(setting, w0) * (1 + 1e-3 * rng.normal())] * 2])
            runs.append(Recording(np.array([0, 2, 200]), after, np.empty((3, 0, size.K))))
        return runs

    monkeypatch.setattr(module, "recordings", of)


def test_growth_is_the_share_of_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 along the line that the change takes, whatever its sign; none at a right angle."""

    def end(setting: str, w: Any) -> Any:
        return w - 5 * w @ law(setting, L).positive.second_moment

    recorded(monkeypatch, uniform_growth, end)
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
def test_shapes(monkeypatch: pytest.MonkeyPatch, field: str, shape: Any, passes: bool) -> None:
    recorded(monkeypatch, localization, lambda setting, w: FIELDS[field] + 1e-3 * w)
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


def test_an_error_is_that_of_the_worst_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fields predicted as 0 are off by their own square, those predicted right by nothing."""
    recorded(monkeypatch, hindsight, lambda setting, w: 2 * w)
    says = {"NLGP (2, 1)": lambda run, setting, context: 0 * run.weights[-1]}
    outcome = hindsight.predicts_the_field(says | {"NLGP (1, 2)": lambda run, *_: run.weights[-1]}, Context())
    assert (outcome.passed, outcome.deviation, outcome.error_bar) == (False, 1.0, 0.0)
    assert outcome.level.startswith("squared error over squared field")


def test_a_shape_is_off_by_its_worst_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Constant fields for those of one site: the inverse participation ratio is 1/L instead of theirs, four units alike."""
    recorded(monkeypatch, predicting_localization, lambda setting, w: FIELDS["one site"] + 0 * w)
    monkeypatch.setattr(predicting_localization, "_fields_over_time", lambda context: {})
    says = {SETTINGS[0]: lambda run, *_: run.weights[-1], SEVERAL: lambda run, *_: 1 + 0 * run.weights[-1]}
    outcome = predicting_localization.predicts_the_shape(says, Context())
    trained = np.sum(FIELDS["one site"] ** 4) / np.sum(FIELDS["one site"] ** 2) ** 2
    assert outcome.passed is False
    assert outcome.deviation == pytest.approx(1 / L - trained)
    assert outcome.effective == 48


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


def test_four_units_have_the_law_of_one() -> None:
    """The ending is no part of the law; it names the size, and with `full` more networks of it."""
    assert law(SEVERAL, 12) == law("NLGP (2, 1)", 12)
    assert law("NLGP (2, 1), gain 1, K = 4", 12) == law("NLGP (2, 1), gain 1", 12)
    assert (size_of(SEVERAL, Context()), size_of("NLGP (2, 1)", Context())) == (FOUR, SMALL)
    assert size_of(SEVERAL, Context(full=True)).networks == 2 * FOUR.networks
    with pytest.raises(ValueError, match="^setting must"):
        law("NLGP (2, 1), K = 5", 12)
