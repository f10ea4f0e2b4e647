"""The statistics that the claims on ReLU networks are decided by."""

import numpy as np
import pytest

from papers import Context
from papers.gated_deep_linear_networks.networks.relu_runs import (
    FOUR,
    SEVERAL,
    SMALL,
    Size,
    interval,
    law,
    recordings,
    size_of,
)
from theory.inputs import NLGP, SinglePulse


def test_the_interval_covers_at_its_level():
    """Half-widths grow with the number of tests; at 24 normal values the family-wise 1e-6 is 6.4 to 6.7 standard errors."""
    values = np.random.default_rng(0).normal(size=24)
    error = values.std(ddof=1) / np.sqrt(24)
    middle, half = interval(values, 1)
    assert middle == values.mean()
    assert 6.3 < half / error < 6.8  # Student's quantile at 5e-7 with 23 degrees of freedom is 6.6
    assert interval(values, 10)[1] > half


def test_settings():
    """The first scale is that of y = 1; other words are refused."""
    mixture = law("NLGP (1, 2), gain 0.5", 12)
    assert (mixture.positive, mixture.negative) == (NLGP(12, 1, 0.5), NLGP(12, 2, 0.5))
    assert law("Gaussian (2, 1)", 12).positive == NLGP(12, 2, 0.01)
    assert law("pulse (2, 1)", 20).positive == SinglePulse(20, 4, 6)
    assert law("pulse (1, 2)", 20).positive == SinglePulse(20, 1, 2)
    with pytest.raises(ValueError, match="^setting must"):
        law("NLGP 2 1", 12)


def test_recordings_depend_on_the_seed_alone():
    """The same trainings for two contexts of one seed, others for another seed."""
    of = Size(K=2, L=10, networks=2, steps=20, lr=0.2, batch=5)
    first, again = (recordings("pulse (2, 1)", of, Context(seed=1))[1].weights for _ in range(2))
    other = recordings("pulse (2, 1)", of, Context(seed=2))[1].weights
    assert np.array_equal(first, again)
    assert not np.array_equal(first[0], other[0])
    assert first.shape[1:] == (2, 10)


def test_four_units_have_the_law_of_one():
    """The ending is no part of the law; it names the size, and with `full` more networks of it."""
    assert law(SEVERAL, 12) == law("NLGP (2, 1)", 12)
    assert law("NLGP (2, 1), gain 1, K = 4", 12) == law("NLGP (2, 1), gain 1", 12)
    assert (size_of(SEVERAL, Context()), size_of("NLGP (2, 1)", Context())) == (FOUR, SMALL)
    assert size_of(SEVERAL, Context(full=True)).networks == 2 * FOUR.networks
    with pytest.raises(ValueError, match="^setting must"):
        law("NLGP (2, 1), K = 5", 12)
