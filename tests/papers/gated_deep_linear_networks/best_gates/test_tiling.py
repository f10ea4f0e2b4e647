"""Tiling gates against any gates, in the picture of the claim."""

import numpy as np

import papers
from papers.gated_deep_linear_networks.best_gates import tiling
from papers.gated_deep_linear_networks.best_gates.small_supports import levels, of_points


def test_more_tiling_gates_than_any_gates(monkeypatch):
    """The plot's points: with as many gates on or above the diagonal, with 2^K on or below, in some strictly."""
    few = [of_points((1, 2), (0, 1)), of_points((1, 2, 3, 6), (1, 1, 1, 0)), levels(2)]
    monkeypatch.setattr(tiling, "small_supports", lambda: iter(few))
    data = tiling.as_good_as_any("tiling")(lambda K: 2**K, papers.Context()).data
    least = np.array([loss for _, loss in data["least"]])
    assert np.all(np.array(data["as many"]) >= least)
    assert np.all(np.array(data["more"]) <= least)
    assert np.any(np.array(data["as many"]) > least)
    assert np.any(np.array(data["more"]) < least)
    assert data["needed"] == data["stated"] == [2, 4, 8, 16]
    assert len(tiling.plot_against_any(data).axes) == 2
