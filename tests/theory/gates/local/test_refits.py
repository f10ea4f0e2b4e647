"""Moments that follow moving points against those made anew, and labels of least error."""

import numpy as np
import pytest

from theory.gates.local.refits import _moments, _moved, best_labels

from .random_rows import rows_of


@pytest.mark.parametrize("share", [0.1, 0.8])
def test_moments_follow_the_points_that_move(share):
    """Against moments from scratch; groups that end up with few points, or none, are made anew and so are exact."""
    rows, rng = rows_of(1, 500, 3, 4)
    labels = rng.integers(0, 4, 500)
    gram, moment = _moments(rows, labels, range(4))
    for step in range(12):
        new = np.where(rng.random(500) < share, rng.integers(0, 4, 500), labels)
        if step > 8:
            new[new == 3] = 0
        _moved(rows, gram, moment, labels, new, np.flatnonzero(new != labels))
        labels = new
        fresh = _moments(rows, labels, range(4))
        for updated, scratch in zip((gram, moment), fresh, strict=True):
            # 12 updates of sums of at most 500 terms, each of which is at most 1 in all
            assert np.allclose(updated, scratch, rtol=0, atol=12 * 500 * np.finfo(float).eps * np.abs(scratch).max())
        if step > 8:
            assert not gram[3].any()


def test_labels_are_the_least_errors_and_ties_the_lowest():
    rows, rng = rows_of(2, 300, 2, 3)
    w = rng.integers(-2, 3, (4, 2)).astype(float)
    w[3] = w[1]  # a tie at every point
    labels = best_labels(rows, w)
    error = np.abs(rows.c[:, None] - rows.z @ w.T)
    assert np.all(error[np.arange(300), labels] <= error.min(axis=1) + 1e-15)
    assert not np.any(labels == 3)
