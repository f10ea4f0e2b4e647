"""Printed figures that are known."""

from collections.abc import Callable

import pytest

import papers
from papers.ensemble_mask_networks.table_1 import common_bias, printed_floor
from papers.ensemble_mask_networks.table_1.floor_of_masks import STATED
from papers.ensemble_mask_networks.table_1.initial_floors import log_floors
from papers.ensemble_mask_networks.table_1.near_the_solution import PYTORCH

PAIR = (STATED, PYTORCH)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], papers.Context]:
    """Printed figures that are `factor` times the floors of the stated masks and PyTorch's initialization, for n = 5."""

    def printed(factor: float) -> papers.Context:
        context, cells = papers.Context(), [(5, "control"), (5, "shuffled")]
        monkeypatch.setattr(printed_floor, "SIZES", (5,))
        for module in (printed_floor, common_bias):
            monkeypatch.setattr(module, "CELLS", cells)
        floor = 10 ** float(log_floors(context, 5, PAIR).mean())
        for cell in cells:
            monkeypatch.setitem(printed_floor.PRINTED, cell, (str(factor * floor), (3, 16)))
        return context

    return printed
