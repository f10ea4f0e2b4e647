"""The paper's mask law against an enumeration of all symmetric binary matrices and the moments of fair bits."""

import itertools
import math

import numpy as np
import pytest

from theory import emn


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_paper_masks_by_enumeration(n):
    """p(x) |d| matrices of every sum x, p counted over all symmetric binary matrices, to the rounding of a count."""
    edges = [(i, j) for i in range(n) for j in range(i, n)]
    sums = [
        sum(bit * (1 if i == j else 2) for bit, (i, j) in zip(bits, edges, strict=True))
        for bits in itertools.product((0, 1), repeat=len(edges))
    ]
    share = np.bincount(sums, minlength=n * n + 1) / len(sums)
    size = 1000
    masks = np.asarray(emn.PaperMasks(n, size=size)(np.random.default_rng(n)))
    assert masks.shape == (size, n, n)
    assert np.array_equal(masks, masks.transpose(0, 2, 1))
    assert set(np.unique(masks.astype(int))) <= {0, 1}
    counts = np.bincount(masks.sum(axis=(1, 2)).astype(int), minlength=n * n + 1)
    assert np.all(np.abs(counts - share * size) < 1)
    # within a sum all matrices are equally likely: each count binomial, 6 sigma
    for total in np.flatnonzero(share):
        kinds = round(share[total] * len(sums))
        drawn = [m.astype(int).tobytes() for m in masks[masks.sum(axis=(1, 2)) == total]]
        if kinds > 1:
            chance, many = 1 / kinds, len(drawn)
            spread = 6 * math.sqrt(many * chance * (1 - chance)) + 6  # + 6: Poisson tails of small counts
            assert len(set(drawn)) <= kinds
            assert max(drawn.count(kind) for kind in set(drawn)) <= many * chance + spread
            if many >= 40 * kinds:  # missed with probability kinds exp(-40)
                assert len(set(drawn)) == kinds


def test_paper_masks_at_100():
    """n = 100 works; every entry is a fair bit, at 6.5 sigma for 5050 entries (family-wise 1e-6)."""
    n, size = 100, 400
    masks = np.asarray(emn.PaperMasks(n, size=size)(np.random.default_rng(0))).astype(np.int8)
    assert masks.shape == (size, n, n)
    assert np.array_equal(masks, masks.transpose(0, 2, 1))
    rates = masks.mean(axis=0)[np.triu_indices(n)]
    assert np.abs(rates - 1 / 2).max() * 2 * math.sqrt(size) <= 6.5
    totals = masks.sum(axis=(1, 2), dtype=float)
    # variance of the sum: n/4 on the diagonal and 4/4 for each of n(n-1)/2 edges; sums are laid out, not drawn,
    # so their mean and spread are those of p up to a unit of rounding at each end, and 6 sigma is generous
    variance = n / 4 + n * (n - 1) / 2
    assert abs(totals.mean() - n * n / 2) <= 6 * math.sqrt(variance / size)
    assert abs(totals.var() / variance - 1) <= 6 * math.sqrt(2 / size)
