"""The signs of the constants of deeper networks: the planted rules, and what refutes a rule."""

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.constants import deeper_signs as signs
from theory import emn

from ...figures.rules import broken_rules

FEW = {5: 6, 10: 3}


def test_the_planted_rules_are_what_they_say() -> None:
    net = emn.Architecture(1, (1, 1))
    params = net.parameters([[[0.3]], [[[-0.5]]], [[[-0.1]]]])
    assert np.allclose(emn.sign_margin(net, params), 0.1 + 0.3)
    assert np.allclose(signs.product(net, params), 0.05)
    assert np.allclose(signs.layer_after(net, params), 0.5 + 0.3)
    assert np.allclose(signs.signs_not_taken_in(net, params), -0.1 + 0.3)


def test_a_rule_is_refuted_by_rows_and_not_decided_without_a_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "FLOWS", FEW)
    monkeypatch.setattr(signs, "STARTS", {5: 10})
    context = papers.Context(seed=1)
    found = signs.deeper_signs(emn.sign_margin, context)
    assert found.passed is None
    assert found.effective == 2 * (30 + 30)
    assert "proved for" in found.detail
    refuted = signs.deeper_signs(signs.product, context)
    assert refuted.passed is False
    assert refuted.deviation is not None
    assert refuted.deviation < -0.01
    monkeypatch.setattr(signs, "STARTS", {5: 400})
    monkeypatch.setattr(signs, "FAMILY_WISE", 0.01)
    held = signs.deeper_signs(emn.sign_margin, context)
    assert held.passed
    figure = signs.plot_accuracy(held.data)
    assert broken_rules(figure) == []
    (stated,) = (line for line in figure.axes[0].lines if "stated" in str(line.get_label()))
    assert set(stated.get_ydata()) == {0.99}


def test_a_rule_that_fails_at_large_margins_is_refuted() -> None:
    """One row in 200 wrong, but where the rule is sure of itself."""
    net = emn.Architecture(10, (1, 1))
    starts = [net.init(seed) for seed in range(20)]
    rows = [(net, params, np.sign(emn.sign_margin(net, params))) for params in starts]
    sure = int(np.argmax(np.abs(emn.sign_margin(net, starts[0]))))
    rows[0][2][sure] *= -1
    context = papers.Context()
    context.once("deeper flows", lambda: dict.fromkeys(signs.DEPTHS, rows))
    found = signs.deeper_signs(emn.sign_margin, context)
    assert found.passed is False
    assert found.deviation == pytest.approx(-1 / 200)
