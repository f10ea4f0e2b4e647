"""Arrays of exact rationals: thirds, and random ones."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from theory.validation import Array


def thirds(values: Array) -> Array:
    """A third of integer `values`, as an object array of `Fraction`."""
    return np.vectorize(lambda v: Fraction(int(v), 3), otypes=[object])(values)


def rationals(rng: np.random.Generator, *shape: int, least: int = -3, most: int = 3, denominators: int = 3) -> Array:
    """Random ones: numerators from `least` to `most`, denominators from 1 to `denominators`.

    Example:
    >>> import numpy as np
    >>> from papers.ensemble_mask_networks.rationals import rationals
    >>> [str(v) for v in rationals(np.random.default_rng(0), 3, most=4)]
    ['3/2', '1', '-1']
    """
    out = np.empty(shape, dtype=object)
    for where in np.ndindex(shape):
        out[where] = Fraction(int(rng.integers(least, most + 1)), int(rng.integers(1, denominators + 1)))
    return out


def small_positive(rng: np.random.Generator, *shape: int) -> Array:
    """Random ones with numerators from 1 to 4 and denominators from 1 to 3; all numerators are drawn first."""
    numerators, denominators = rng.integers(1, 5, shape), rng.integers(1, 4, shape)
    return np.vectorize(lambda p, q: Fraction(int(p), int(q)), otypes=[object])(numerators, denominators)
