"""Arrays of small random rationals."""

from fractions import Fraction

import numpy as np


def fractions(rng, shape, size=3):
    """Numerators of at most `size`, 0 among them, over denominators from 1 to 3."""
    out = np.empty(shape, dtype=object)
    for where in np.ndindex(shape):
        out[where] = Fraction(int(rng.integers(-size, size + 1)), int(rng.integers(1, 4)))
    return out
