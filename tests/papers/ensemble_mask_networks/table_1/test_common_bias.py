"""A bias of all printed figures together is seen."""

from collections.abc import Callable
from math import log10
from typing import Any

import pytest

import papers
from papers.ensemble_mask_networks.table_1 import common_bias
from papers.ensemble_mask_networks.table_1.common_bias import mean_offset
from papers.ensemble_mask_networks.table_1.floor_of_masks import STATED
from papers.ensemble_mask_networks.table_1.near_the_solution import PYTORCH

PAIR, OTHER = (STATED, PYTORCH), (STATED, "U(-1, 1)")


@pytest.mark.parametrize(("factor", "passed"), [(1.0, True), (1.5, True), (4.0, False), (0.25, False)])
def test_a_bias_of_a_factor_is_seen(
    small: Callable[[float], papers.Context], factor: float, passed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = small(factor)
    monkeypatch.setattr(common_bias, "reading_spread", lambda: (0.05, 5))
    found: Any = mean_offset({PAIR: 1.0}, context)
    assert found.passed is passed
    assert found.deviation == pytest.approx(log10(factor), abs=1e-9)
    assert mean_offset({PAIR: factor}, context).passed
    assert bool(found.counterexample) is not passed
