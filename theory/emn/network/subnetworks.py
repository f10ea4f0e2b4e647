"""How many subnetworks a mask network holds: counted, and enumerated."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from ...validation import Array, natural


def subnetwork_count(n: int, what: str = "masks") -> int:
    """The number of subnetworks of one masked layer on n nodes, by what is counted.

    "masks": 2^(n^2), one for each subset of the n^2 edges; "symmetric": 2^(n (n + 1) / 2), the training masks; "row":
    2^n, the subsets of the edges into one node, which is the figure that seed 000, section 3, prints for the network. Copies
    add none: one entry of A switches all c_1 copies of an edge, and later layers are never masked, so an architecture of
    any depth and width has as many different maps (A * beta) x as it has masks, if no effective weight is 0.
    """
    n = natural("n", n)
    edges = {"masks": n * n, "symmetric": n * (n + 1) // 2, "row": n}
    if what not in edges:
        raise ValueError(f"what must be one of {sorted(edges)}; got {what!r}.")
    return int(2 ** edges[what])


def distinct_subnetworks(layers: list[Any]) -> tuple[int, int]:
    """How many (choices of masks, distinct linear maps) binary masks on every layer give, by enumeration in rationals.

    `layers` are matrices of exact rationals, first layer first; layer l has as many columns as the one before has rows.
    The first number is prod 2^(n_l) over the edge counts n_l; the second counts the functions that really differ.
    """
    weights = [np.array([[Fraction(v) for v in row] for row in layer], dtype=object) for layer in layers]
    total_edges = sum(w.size for w in weights)
    if total_edges > 20:
        raise ValueError(f"layers must have at most 20 edges in all, 2^20 masks are enumerated; got {total_edges}.")
    maps = {}
    for bits in product((0, 1), repeat=total_edges):
        maps[_function(weights, bits)] = True
    return prod(2**w.size for w in weights), len(maps)


def _function(weights: list[Array], bits: tuple[int, ...]) -> tuple[Fraction, ...]:
    start, out = 0, None
    for w in weights:
        masked = w * np.array(bits[start : start + w.size], dtype=object).reshape(w.shape)
        out = masked if out is None else masked @ out
        start += w.size
    return tuple(out.reshape(-1)) if out is not None else ()
