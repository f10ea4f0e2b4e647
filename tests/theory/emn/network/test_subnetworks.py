"""Counting subnetworks."""

from itertools import product

import numpy as np
import pytest

from theory import emn


def test_counts():
    """Masks, symmetric masks, masks of a row; and by enumeration for one and two layers."""
    assert [emn.subnetwork_count(3, what) for what in ("masks", "symmetric", "row")] == [512, 64, 8]
    assert emn.distinct_subnetworks([[[2, 3], [5, 7]]]) == (16, 16)
    assert emn.distinct_subnetworks([[[2]], [[3]]]) == (4, 2)
    assert emn.distinct_subnetworks([[[2, 3], [5, 7]], [[11, 13], [17, 19]]]) == (256, 100)


def test_refuses():
    """Unknown kinds, and enumerations that would not end."""
    with pytest.raises(ValueError, match="what must be one of"):
        emn.subnetwork_count(3, "edges")
    with pytest.raises(ValueError, match="at most 20 edges"):
        emn.distinct_subnetworks([[[1] * 21]])


@pytest.mark.parametrize("copies", [(), (2,), (2, 3)])
def test_copies_add_no_subnetworks(copies):
    """All 16 masks of two nodes, told apart by the outputs of the unit inputs: as many maps as masks."""
    net = emn.Architecture(2, copies)
    params = net.init(1)
    masks = [np.reshape(bits, (2, 2)) for bits in product((0.0, 1.0), repeat=4)]
    maps = {emn.forward(net, params, A, np.eye(2)).round(12).tobytes() for A in masks}
    assert len(maps) == emn.subnetwork_count(2) == 16
