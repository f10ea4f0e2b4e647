"""NumPy generators from a drawn seed, which Hypothesis replays."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st


def rngs() -> st.SearchStrategy[np.random.Generator]:
    """NumPy generators from a drawn seed.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> find(draw.rngs(), lambda rng: True).random() < 1
    True
    """
    return st.integers(0, 2**32 - 1).map(np.random.default_rng)
