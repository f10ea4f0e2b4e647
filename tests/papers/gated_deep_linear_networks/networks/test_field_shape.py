"""What says of a trained field that it is constant, or alternates from site to site."""

import numpy as np

from papers.gated_deep_linear_networks.networks.field_shape import neighbour_correlation, share_in_mean


def test_neighbours():
    """1 for a constant field, -1 for an alternating one, along the last axis."""
    assert neighbour_correlation(np.array([[2.0, 2, 2, 2], [1, -1, 1, -1]])).tolist() == [1.0, -1.0]


def test_the_share_in_the_mean():
    """1 for a constant field, 0 for an alternating one, 3/4 where one of four sites is 0."""
    assert share_in_mean(np.array([[2.0, 2, 2, 2], [1, -1, 1, -1], [0, 1, 1, 1]])).tolist() == [1.0, 0.0, 0.75]
