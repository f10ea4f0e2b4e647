"""Masks and training sets of masks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..validation import Array
from .generators import rngs


@st.composite
def masks(draw: Callable[..., Any], n: int, *, symmetric: bool = False, binary: bool = True) -> Array:
    """A mask (n, n) in [0, 1]: any density, self-loops allowed, often with an empty row (and column, if symmetric).

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> A = find(draw.masks(3, symmetric=True), lambda A: A.any())
    >>> A.shape, bool((A == A.T).all())
    ((3, 3), True)
    """
    rng, density = draw(rngs()), draw(st.sampled_from((0.0, 0.2, 0.5, 0.8, 1.0)))
    A = (rng.random((n, n)) < density) * (1.0 if binary else rng.random((n, n)))
    if symmetric:
        A = np.triu(A) + np.triu(A, 1).T
    for row in draw(st.sets(st.integers(0, n - 1), max_size=n // 2)):
        A[row] = 0
        if symmetric:
            A[:, row] = 0
    return A


def mask_sets(n: int, *, max_size: int = 6, symmetric: bool = False, binary: bool = True) -> st.SearchStrategy[Array]:
    """A training set of masks (D, n, n), D from 1 to `max_size`.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> find(draw.mask_sets(3, max_size=2), lambda A: len(A) == 2).shape
    (2, 3, 3)
    """
    return st.lists(masks(n, symmetric=symmetric, binary=binary), min_size=1, max_size=max_size).map(np.array)
