"""Counts and shapes of an architecture, its initial weights, and what it refuses."""

import numpy as np
import pytest

from theory import emn


def test_counts_and_shapes():
    """(2, 3) on 4 nodes: 8 x 4, then 4 blocks of 3 x 2, then 4 blocks of 1 x 3."""
    net = emn.Architecture(4, (2, 3))
    assert net.shapes == ((8, 4), (4, 3, 2), (4, 1, 3))
    assert net.parameter_count == 32 + 24 + 12
    assert emn.Architecture(4, ()).shapes == ((4, 4),)


def test_init_is_uniform_in_its_fan_in():
    """Each layer fills +-1/sqrt(fan_in): the largest of N uniforms misses the edge by less than 30/N but for e^-30."""
    params = emn.Architecture(50, (4,)).init(0)
    for layer, fan_in in zip(params.layers, (50, 4), strict=True):
        edge = np.abs(layer).max() * np.sqrt(fan_in)
        assert 1 - 30 / layer.size <= edge <= 1
    assert emn.Architecture(3).init(0, np.float32).dtype == np.float32


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.Architecture(0), "n must be"),
        (lambda: emn.Architecture(2.5), "n must be"),
        (lambda: emn.Architecture(3, (0,)), "every entry of copies"),
        (lambda: emn.Architecture(3, 2), "copies must be a tuple"),
        (lambda: emn.Architecture(3).init(0, np.int32), "dtype must be"),
        (lambda: emn.Architecture(3).parameters([np.ones((3, 3))]), "params must have 2 layers"),
        (lambda: emn.Architecture(1, ()).parameters([np.array([[np.nan]])]), r"params.layers\[0\] must be finite"),
    ],
)
def test_refuses(make, message):
    """Each kind of bad input by the name of the argument."""
    with pytest.raises((ValueError, TypeError), match=message):
        make()
