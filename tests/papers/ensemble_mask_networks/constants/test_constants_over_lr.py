"""The error of a mean over networks."""

import numpy as np
import pytest

from papers.ensemble_mask_networks.constants import constants_over_lr


def test_the_error_of_a_mean_over_networks_counts_networks() -> None:
    """With all rows counted it is that of the networks' means: rows that are copies of one another add nothing."""
    means = np.array([0.1, 0.4, 0.7])
    values = np.repeat(means[:, None], 5, axis=1)
    everything = np.ones_like(values, dtype=bool)
    expected = means.std(ddof=1) / np.sqrt(3)
    assert constants_over_lr._error_of_mean(values, everything) == pytest.approx(expected)
    half = everything & (np.arange(5) < 2)
    assert constants_over_lr._error_of_mean(values, half) == pytest.approx(expected)
