"""Networks trained from their initialization come to the predicted floor."""

import numpy as np

import papers
from papers.ensemble_mask_networks.figure_3 import floor_runs


def test_networks_trained_from_anywhere_have_the_floor() -> None:
    """Another seed than the claim's."""
    context = papers.Context(seed=5)
    meta_epochs, _ = floor_runs.BRIEF[5]
    errors = floor_runs.trained(context, 5, "shuffled", meta_epochs, 3)
    ratio = np.mean(errors, axis=0) / floor_runs.predicted(context, 5)
    assert 1 / 3 < ratio.min() <= ratio.max() < 3
