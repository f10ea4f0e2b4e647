"""The signs of the constants of deeper networks: where the flow ends, the planted rules, and what refutes a rule."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import papers
from papers.ensemble_mask_networks.constants import deeper_signs as signs
from theory import emn

from ...figures.rules import broken_rules

FEW = {5: 6, 10: 3}


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_rows_end_where_the_population_flow_ends(depth: int) -> None:
    net = emn.Architecture(3, (1,) * depth)
    starts = [net.init(seed) for seed in range(4)]
    found = signs.final_signs(net, starts)
    assert found.shape == (4, 3)
    for params, sign in zip(starts, found, strict=True):
        end = emn.population_flow(net, params, 60.0, rtol=1e-6)
        assert np.all(emn.effective_weights(net, end) > 0.2)
        assert np.array_equal(sign, np.sign(end.layers[0].sum(axis=1)))


@settings(max_examples=15)
@given(st.integers(2, 4), st.floats(0.2, 1), st.floats(-0.9, 0.9), st.sampled_from((-1.0, 1.0)))
def test_along_all_ones_the_least_weight_and_the_sum_decide(n: int, s: float, d: float, other: float) -> None:
    """w = s/sqrt n 1: the sign is that of s + d, times nothing else; the other later weight is larger and keeps its sign."""
    if abs(s + d * other) < 0.05:
        return
    net = emn.Architecture(n, (1, 1))
    later = [np.full((n, 1, 1), d), np.full((n, 1, 1), other)]
    params = net.parameters([np.full((n, n), s / np.sqrt(n)), *later])
    assert np.all(signs.final_signs(net, [params]) == np.sign(s + d * other))


def test_the_planted_rules_are_what_they_say() -> None:
    net = emn.Architecture(1, (1, 1))
    params = net.parameters([[[0.3]], [[[-0.5]]], [[[-0.1]]]])
    assert np.allclose(emn.sign_margin(net, params), 0.1 + 0.3)
    assert np.allclose(signs.product(net, params), 0.05)
    assert np.allclose(signs.layer_after(net, params), 0.5 + 0.3)
    assert np.allclose(signs.signs_not_taken_in(net, params), -0.1 + 0.3)


def test_a_rule_is_refuted_by_rows_and_not_decided_without_a_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "FLOWS", FEW)
    monkeypatch.setattr(signs, "INITIALIZATIONS", {5: 10})
    context = papers.Context(seed=1)
    found = signs.deeper_signs(emn.sign_margin, context)
    assert found.passed is None
    assert found.effective == 2 * (30 + 30)
    assert "proved for" in found.detail
    refuted = signs.deeper_signs(signs.product, context)
    assert refuted.passed is False
    assert refuted.deviation is not None
    assert refuted.deviation < -0.01
    monkeypatch.setattr(signs, "INITIALIZATIONS", {5: 400})
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
