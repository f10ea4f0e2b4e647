"""Every mask of a few nodes, for tests that leave out none."""

from __future__ import annotations

from itertools import product

import numpy as np

from theory.validation import Array


def binary_masks(n: int) -> Array:
    """All binary masks of n nodes, integers (2^(n^2), n, n).

    Example:
    >>> from papers.ensemble_mask_networks.small_masks import binary_masks
    >>> binary_masks(2).shape
    (16, 2, 2)
    """
    return np.array(list(product((0, 1), repeat=n * n)), dtype=np.int64).reshape(-1, n, n)


def symmetric_masks(n: int) -> Array:
    """All symmetric binary masks on n nodes, self-loops allowed, as booleans; in the order that `binary_masks` has them.

    Example:
    >>> from papers.ensemble_mask_networks.small_masks import symmetric_masks
    >>> symmetric_masks(2).shape
    (8, 2, 2)
    """
    upper = np.triu_indices(n)
    every = np.zeros((2 ** len(upper[0]), n, n), dtype=bool)
    for A, bits in zip(every, product((False, True), repeat=len(upper[0])), strict=True):
        A[upper] = bits
    return every | every.swapaxes(1, 2)
