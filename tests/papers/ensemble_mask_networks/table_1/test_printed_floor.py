"""Printed figures against floors by test masks and initialization: what makes a pair fit, miss or stay open."""

from collections.abc import Callable
from math import log10

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.printed_table_1 import SIZES
from papers.ensemble_mask_networks.table_1.floor_of_masks import BINARY, MASKS, STATED
from papers.ensemble_mask_networks.table_1.initial_floors import LAWS, log_floors
from papers.ensemble_mask_networks.table_1.near_the_solution import PYTORCH
from papers.ensemble_mask_networks.table_1.printed_floor import GIVE, OPEN, TABLE, Reading, plot_printed, printed_is
from theory import emn
from theory.emn.network.initialization import INITIALIZATIONS
from theory.emn.rates.rounding_floor import rounding_floor

from ...figures.rules import broken_rules

PAIR, OTHER = (STATED, PYTORCH), (STATED, "U(-1, 1)")


def test_floors_are_those_of_the_initialization() -> None:
    """Of (5, U(-1, 1)) from its own draws, and other than PyTorch's."""
    context, net, steps = papers.Context(), emn.Architecture(5), 4 * emn.training_set_size(5) * 48
    found = log_floors(context, 5, OTHER)
    starts = [
        net.init(context.rng(f"initial network, 5 U(-1, 1) {seed}"), law=INITIALIZATIONS["U(-1, 1)"])
        for seed in range(len(found))
    ]
    expected = [rounding_floor(emn.learned_constants(net, start), steps) for start in starts]
    np.testing.assert_allclose(10**found, expected, rtol=1e-9)
    assert abs(found.mean() - log_floors(context, 5, PAIR).mean()) > 0.05


@pytest.mark.parametrize(
    ("factor", "fits"), [(1.0, True), (1.8, True), (3.0, None), (4.0, False), (1 / 1.8, True), (0.25, False)]
)
def test_a_factor_three_either_way(small: Callable[[float], papers.Context], factor: float, fits: bool | None) -> None:
    context = small(factor)
    for said in (True, False):
        found = printed_is(Reading({PAIR: said}), context)
        assert found.passed is (None if fits is None else fits is said)
        assert bool(found.counterexample) == (found.passed is False)
    assert found.deviation == pytest.approx(log10(factor), abs=0.03)
    assert broken_rules(plot_printed(found.data)) == []


def test_every_pair_must_be_as_said(small: Callable[[float], papers.Context]) -> None:
    context = small(1.0)
    assert printed_is(Reading({PAIR: True, OTHER: True}), context).passed
    assert printed_is(Reading({PAIR: True, OTHER: False}), context).passed is False
    assert printed_is(Reading({PAIR: True}, times=lambda n: 2.0 * n), context).passed is False
    assert printed_is(Reading({PAIR: True}, test=0, stalled=0.01), context).passed is False


def test_the_table_says_something_of_every_pair_that_is_not_open() -> None:
    assert set(TABLE) | OPEN == {(masks, law) for masks in MASKS for law in LAWS}
    assert not set(TABLE) & OPEN
    assert {pair for pair, fits in TABLE.items() if fits} == GIVE
    assert (BINARY, "N(0, 1)") in TABLE


def test_bars_are_the_deviation_of_the_logarithm() -> None:
    row = {"pair": list(PAIR), "fits": True, "predicted": [1e-3] * len(SIZES), "decades": [1.0] * len(SIZES)}
    (shown,) = plot_printed({"rows": [row]}).axes[0].containers
    np.testing.assert_allclose([s[:, 1] for s in shown.lines[2][0].get_segments()], [[1e-4, 1e-2]] * len(SIZES))
