"""Second moments of mask rows: of laws and of sets of masks."""

from itertools import product

import numpy as np
import pytest

from theory import emn
from theory.emn.masks.mask_moments import mask_moments


def test_laws():
    """The paper's training law by default, a law by its method, an array by its mean."""
    assert np.array_equal(mask_moments(2), emn.PaperMasks(2).row_second_moments())
    assert np.array_equal(mask_moments(2, emn.SparseMasks(2)), emn.SparseMasks(2).row_second_moments())
    every = np.array([np.reshape(bits, (2, 2)) for bits in product((0, 1), repeat=4) if sum(bits) == 2])
    assert np.max(np.abs(mask_moments(2, every) - emn.SparseMasks(2).row_second_moments())) <= 1e-15


def test_refuses():
    """No masks, entries outside [0, 1]."""
    with pytest.raises(ValueError, match="masks must hold at least one matrix"):
        mask_moments(2, np.zeros((0, 2, 2)))
    with pytest.raises(ValueError, match="masks must lie in"):
        mask_moments(2, np.full((1, 2, 2), 1.5))
