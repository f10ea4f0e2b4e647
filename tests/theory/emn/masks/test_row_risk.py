"""The second moment of masked inputs, row by row."""

import numpy as np
import pytest

from theory.emn import PaperMasks
from theory.emn.masks.row_risk import reached_entries, row_risk


def test_an_array_of_masks_is_its_empirical_law():
    """Of all masks of n = 2, it is the paper's."""
    every = np.array([[[a, b], [b, d]] for a in (0, 1) for b in (0, 1) for d in (0, 1)])
    assert np.array_equal(row_risk(2, every), row_risk(2))
    assert np.array_equal(row_risk(2, PaperMasks(2)), row_risk(2))


def test_the_paper_law_by_hand():
    """n = 1: <a^2> <x^2> = 1/6; off the diagonal <a_j a_k> <x_j x_k> = 1/16."""
    assert np.allclose(row_risk(1), 1 / 6, rtol=1e-15)
    Q = row_risk(3)
    assert np.allclose(Q, 1 / 16 + (1 / 6 - 1 / 16) * np.eye(3), rtol=1e-15)


def test_reached_entries():
    """Those that some mask switches on; a row without any is refused by its number."""
    masks = np.array([[[1, 0], [0.5, 0]], [[0, 0], [0, 0.1]]])
    assert reached_entries(2, masks).tolist() == [[True, False], [True, True]]
    with pytest.raises(ValueError, match="row 0 is empty"):
        reached_entries(2, masks[1:])
