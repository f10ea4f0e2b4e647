"""Training on the cross-entropy: one step by hand, and what the check makes of known fields and losses."""

from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from papers import Context
from papers.gated_deep_linear_networks.networks import cross_entropy
from papers.gated_deep_linear_networks.networks.cross_entropy import as_logit, trains
from papers.gated_deep_linear_networks.networks.relu_runs import Size, law

LOG2 = float(np.log(2))


def test_steps_by_hand() -> None:
    """A step takes the mean of (s(yhat) - y) g x; the loss is measured on inputs drawn afterwards."""
    of, setting = Size(K=1, L=12, networks=1, steps=3, lr=0.5, batch=4), "NLGP (2, 1)"
    fields, losses = cross_entropy._trained(as_logit, setting, of, 0)
    rng = Context(0).rng(f"cross-entropy {setting} {of} 0")
    w = rng.normal(scale=0.01, size=12)
    for _ in range(3):
        x, y = law(setting, 12).sample(rng, 4)
        h = x @ w
        w = w - 0.5 / 4 * ((expit(np.maximum(h, 0)) - y) * (h >= 0)) @ x
    assert np.allclose(fields[0], w, atol=1e-8)  # central differences: STEP^2 / 6 and rounding 1e-16 / STEP
    x, y = law(setting, 12).sample(rng, cross_entropy.TEST_INPUTS)
    p = expit(np.maximum(x @ fields[0], 0))
    assert losses[0] == pytest.approx(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def known(monkeypatch: pytest.MonkeyPatch, losses: tuple[float, float], spike: bool = False) -> None:
    """Fields with the claim's shapes, or a spike for (2, 1), and losses of that mean."""

    def trained(link: Any, setting: str, of: Size, seed: int) -> Any:
        rng, sites, long = np.random.default_rng(0), np.arange(of.L), setting == "NLGP (2, 1)"
        field = np.exp(-((sites - 9.0) ** 2)) if long and spike else np.ones(of.L) if long else (-1.0) ** sites
        level = losses[0 if long else 1]
        return field + 1e-3 * rng.normal(size=(24, of.L)), level + 1e-4 * rng.normal(size=24)

    monkeypatch.setattr(cross_entropy, "_trained", trained)


@pytest.mark.parametrize(
    ("losses", "spike", "passes"),
    [
        ((0.69, 0.68), False, True),
        ((LOG2, 0.68), False, None),
        ((0.70, 0.68), False, False),
        ((0.69, 0.70), False, False),
        ((0.69, 0.68), True, False),
    ],
)
def test_losses_and_shapes(
    monkeypatch: pytest.MonkeyPatch, losses: tuple[float, float], spike: bool, passes: bool | None
) -> None:
    known(monkeypatch, losses, spike)
    outcome = trains((as_logit, LOG2, False), Context())
    assert outcome.passed is passes
    assert outcome.deviation == pytest.approx(max(losses) - LOG2, abs=1e-3)
    assert outcome.effective == 48


def test_a_loss_that_is_none_is_not_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Infinite, or two probabilities that do not add up."""
    monkeypatch.setattr(cross_entropy, "_trained", lambda *args: pytest.fail("trained"))
    for link, found in (
        (cross_entropy.as_probability, "output 0, y = 1: the cross-entropy is inf"),
        (lambda yhat: (as_logit(yhat)[0],) * 2, "add up to"),
    ):
        outcome = trains((link, LOG2, False), Context())
        assert outcome.passed is False
        assert found in outcome.counterexample
