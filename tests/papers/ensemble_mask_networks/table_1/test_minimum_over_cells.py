"""The least error is looked for in all fifteen cells."""

import pytest

import papers
from papers.ensemble_mask_networks.table_1 import minimum_over_cells


def test_the_least_cell_is_looked_for_in_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default too: less than the error of the cell (1, 1) at n = 5, by the decades of the phase diagram."""
    monkeypatch.setattr(minimum_over_cells, "FEW", 1)
    monkeypatch.setattr(minimum_over_cells, "CONDITIONS", ("shuffled",))
    monkeypatch.setattr(minimum_over_cells, "COUNT", 10)
    assert max(minimum_over_cells._simulated(papers.Context(), 5, "float32")) < 1e-13
