"""Arrays of exact rationals: thirds, and as a counterexample shows them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from theory.validation import Array


def thirds(values: Array) -> Array:
    """A third of integer `values`, as an object array of `Fraction`."""
    return np.vectorize(lambda v: Fraction(int(v), 3), otypes=[object])(values)


def shown(values: Array) -> str:
    """Nested lists of numbers, such as [[1/3, 0], [2, -1]]."""
    return str(np.vectorize(str, otypes=[object])(values).tolist()).replace("'", "")
