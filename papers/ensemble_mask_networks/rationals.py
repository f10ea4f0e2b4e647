"""Arrays of exact rationals: thirds, random ones, and a determinant."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from theory.validation import Array


def thirds(values: Array) -> Array:
    """A third of integer `values`, as an object array of `Fraction`."""
    return np.vectorize(lambda v: Fraction(int(v), 3), otypes=[object])(values)


def rationals(rng: np.random.Generator, *shape: int) -> Array:
    """Random ones from -3 to 3, the denominators up to 3."""
    out = np.empty(shape, dtype=object)
    for where in np.ndindex(shape):
        out[where] = Fraction(int(rng.integers(-3, 4)), int(rng.integers(1, 4)))
    return out


def determinant(M: Array) -> Fraction:
    """By elimination in exact rationals."""
    M, value = M.copy(), Fraction(1)
    for k in range(len(M)):
        pivot = next((i for i in range(k, len(M)) if M[i, k] != 0), None)
        if pivot is None:
            return Fraction(0)
        if pivot != k:
            M[[k, pivot]] = M[[pivot, k]]
            value = -value
        value *= M[k, k]
        M[k + 1 :, k:] = M[k + 1 :, k:] - np.multiply.outer(M[k + 1 :, k] / M[k, k], M[k, k:])
    return value
