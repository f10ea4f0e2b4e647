"""Masks of independent entries: bits or weights, symmetric or directed."""

from __future__ import annotations

import numpy as np

from theory.validation import Array

from ..fair_masks import fair_bits


def draw_masks(rng: np.random.Generator, n: int, size: int, *, weighted: bool, symmetric: bool) -> Array:
    """Masks (size, n, n) of independent entries, fair bits or uniform on [0, 1]; `symmetric` copies the upper half."""
    A = rng.random((size, n, n)) if weighted else fair_bits(n, size)(rng).astype(float)
    return np.triu(A) + np.triu(A, 1).swapaxes(1, 2) if symmetric else A
