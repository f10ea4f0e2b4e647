"""The enumerations of masks against each other."""

import numpy as np
import pytest

from papers.ensemble_mask_networks.small_masks import binary_masks, symmetric_masks


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_symmetric_masks_are_those_of_all_in_their_order(n: int) -> None:
    every = binary_masks(n)
    assert len(np.unique(every, axis=0)) == len(every) == 2 ** (n * n)
    np.testing.assert_array_equal(symmetric_masks(n), every[np.all(every == every.swapaxes(1, 2), axis=(1, 2))])
