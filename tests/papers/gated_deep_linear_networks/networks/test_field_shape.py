"""What says of a trained field that it is constant, alternates from site to site, or is localized."""

import numpy as np

from papers.gated_deep_linear_networks.networks.field_shape import (
    neighbour_correlation,
    random_ratio,
    share_in_mean,
    twice_random,
)
from papers.ledger.intervals import standard_error
from theory.gdln.receptive_fields.localization import inverse_participation_ratio


def test_neighbours():
    """1 for a constant field, -1 for an alternating one, along the last axis."""
    assert neighbour_correlation(np.array([[2.0, 2, 2, 2], [1, -1, 1, -1]])).tolist() == [1.0, -1.0]


def test_the_share_in_the_mean():
    """1 for a constant field, 0 for an alternating one, 3/4 where one of four sites is 0."""
    assert share_in_mean(np.array([[2.0, 2, 2, 2], [1, -1, 1, -1], [0, 1, 1, 1]])).tolist() == [1.0, 0.0, 0.75]


def test_the_ratio_of_random_directions():
    """Their mean over 20000, within five standard errors; on one site it is 1."""
    ratios = inverse_participation_ratio(np.random.default_rng(0).normal(size=(20_000, 10)))
    assert abs(ratios.mean() - random_ratio(10)) < 5 * standard_error(ratios)
    assert (random_ratio(1), twice_random(4)) == (1.0, 1.0)
