"""The paper's mask law: exact counts, whole numbers of masks, uniform sampling."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from scipy.stats import chi2

from theory import emn
from theory.emn.masks.paper_masks import masks_per_sum, masks_with_sums, self_loop_ways


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_counts_by_enumeration(n):
    """All 2^(n (n+1)/2) symmetric binary matrices, counted by their sum, and by that and their self-loops."""
    upper = np.triu_indices(n)
    sums, loops = Counter(), Counter()
    for bits in product((0, 1), repeat=len(upper[0])):
        A = np.zeros((n, n), dtype=int)
        A[upper] = bits
        x = int(np.sum(np.maximum(A, A.T)))
        sums[x] += 1
        loops[x, int(np.trace(A))] += 1
    assert emn.sum_counts(n) == tuple(sums[x] for x in range(n * n + 1))
    assert {(x, j): ways for x in sums for j, ways in self_loop_ways(n, x).items()} == loops


def test_counts_for_n_100_are_exact():
    """They add up to 2^5050 and are symmetric under complement."""
    counts = emn.sum_counts(100)
    assert sum(counts) == 2**5050
    assert counts == counts[::-1]


@pytest.mark.parametrize("n", [1, 5, 20, 100])
def test_masks_per_sum(n):
    """The total is |d|, each share within 1 of p(x) |d|; rounded one by one, within 1/2."""
    size = emn.training_set_size(n)
    total, counts = 2 ** (n * (n + 1) // 2), emn.sum_counts(n)
    whole, nearest = masks_per_sum(n, size), masks_per_sum(n, size, "nearest")
    assert whole.sum() == size
    assert all(abs(int(k) * total - N * size) < total for k, N in zip(whole, counts, strict=True))
    assert all(2 * abs(int(k) * total - N * size) <= total for k, N in zip(nearest, counts, strict=True))
    down = masks_per_sum(n, size, "down")
    assert all(0 <= N * size - int(k) * total < total for k, N in zip(down, counts, strict=True))


def test_training_set_sizes_of_the_paper():
    """36 n^1.3 for the five sizes, to the nearest whole number."""
    assert [emn.training_set_size(n) for n in (5, 10, 20, 40, 100)] == [292, 718, 1769, 4355, 14332]


def test_masks_are_symmetric_and_have_their_sums():
    """In the order of their sums, or at random."""
    A = emn.PaperMasks(6)(0)
    sums = A.sum(axis=(1, 2))
    assert np.array_equal(A, A.swapaxes(1, 2))
    assert np.all(np.diff(sums) >= 0)
    shuffled = emn.PaperMasks(6, order="random")(0).sum(axis=(1, 2))
    assert np.array_equal(np.sort(shuffled), sums)
    assert not np.array_equal(shuffled, sums)


def test_given_the_sum_all_matrices_are_equally_likely():
    """n = 3, sum 4: 12 matrices, 12,000 draws, chi-square at level 1e-6; a bias of 25 % in one cell would show."""
    assert emn.sum_counts(3)[4] == 12
    A = masks_with_sums(3, np.full(12000, 4), np.random.default_rng(0))
    found = Counter(a.tobytes() for a in A)
    assert len(found) == 12
    statistic = sum((k - 1000) ** 2 / 1000 for k in found.values())
    assert statistic <= chi2.ppf(1 - 1e-6, 11)


def test_second_moments_are_those_of_the_law():
    """M = 1/4 + 1/4 on the diagonal, exactly, by enumeration for n = 2."""
    every = [np.array([[a, b], [b, d]]) for a, b, d in product((0, 1), repeat=3)]
    expected = np.mean([np.einsum("ij,ik->ijk", A, A) for A in every], axis=0)
    assert np.array_equal(emn.PaperMasks(2).row_second_moments(), expected)


def test_a_training_set_of_each_rounding():
    """As many masks of each sum as the rounding says; one that leaves none at all is refused."""
    for rounding in ("largest remainder", "nearest", "down"):
        A = emn.PaperMasks(6, rounding=rounding)(0)
        found = np.bincount(A.sum(axis=(1, 2)), minlength=37)
        assert np.array_equal(found, masks_per_sum(6, emn.training_set_size(6), rounding))
    with pytest.raises(ValueError, match="size must leave a mask"):
        emn.PaperMasks(6, size=3, rounding="down")(0)


def test_refuses():
    """Unknown rounding and order, sizes below 1."""
    with pytest.raises(ValueError, match="size must be"):
        emn.PaperMasks(3, size=0)
    with pytest.raises(ValueError, match="order must be"):
        emn.PaperMasks(3, order="sorted")
    with pytest.raises(ValueError, match="rounding must be"):
        emn.PaperMasks(3, rounding="up")
    with pytest.raises(ValueError, match="n must be"):
        emn.PaperMasks(0)
