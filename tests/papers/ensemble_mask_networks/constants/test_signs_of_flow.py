"""The signs of the constants that rows flow to, and the rows whose sign is proved."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers.ensemble_mask_networks.constants import signs_of_flow as signs
from theory import emn


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


def test_rows_under_flow_are_those_drawn_one_after_the_other() -> None:
    net, rng = emn.Architecture(4), np.random.default_rng(5)
    rows = signs.rows_under_flow(net, 3, np.random.default_rng(5))
    starts = [net.init(rng) for _ in range(3)]
    assert np.array_equal([sign for *_, sign in rows], signs.final_signs(net, starts))
    for (of, params, _), start in zip(rows, starts, strict=True):
        assert of is net
        assert np.array_equal(params.layers[0], start.layers[0])


@pytest.mark.parametrize("copies", [(1,), (1, 1)])
def test_a_row_is_proved_for_the_rule_that_agrees_there(copies: tuple[int, ...]) -> None:
    net, rng = emn.Architecture(5, copies), np.random.default_rng(0)
    certain = sum(int(np.sum(emn.sign_is_certain(net, net.init(rng)))) for _ in range(30))
    rules = (emn.sign_margin, lambda net, params: -emn.sign_margin(net, params))
    assert [signs.proved_rows(says, net, 30, np.random.default_rng(0)) for says in rules] == [certain, 0]
    assert 0 < certain <= 150
