"""Which half-spaces hold which points, by signs that rounding cannot turn."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ...validation import Array
from ..fits.many_fits import EPS


def exact_gates_of(x: Array, directions: Array) -> Array:
    """1[v . x >= 0] for x (T, n) and directions (K, n) by the exact sign, (T, K): rationals decide where rounding might.

    Possible issues: products of coordinates below 1e-308 count as 0 where all of them are.
    """
    product = x @ directions.T
    size = np.abs(x) @ np.abs(directions).T
    gates = (product >= 0).astype(np.int8)
    if (
        np.array_equal(x, np.rint(x))
        and np.array_equal(directions, np.rint(directions))
        and size.max(initial=0) < 2**53
    ):
        return gates
    doubtful = (np.abs(product) <= (len(x.T) + 2) * EPS * size + 1e-290) & (size > 0)
    for t, k in np.argwhere(doubtful):
        pairs = zip(x[t].tolist(), directions[k].tolist(), strict=True)
        gates[t, k] = sum(Fraction(a) * Fraction(b) for a, b in pairs) >= 0
    return gates
