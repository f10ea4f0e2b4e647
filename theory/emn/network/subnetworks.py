"""How many subnetworks a mask network holds: counted, and enumerated."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from ...validation import Array, choice, entries, natural, real_array

MOST_EDGES = 10**7


def subnetwork_count(n: int, what: str = "masks") -> int:
    """The number of subnetworks of one masked layer on n nodes, by what is counted.

    "masks": 2^(n^2), one for each subset of the n^2 edges; "symmetric": 2^(n (n + 1) / 2), the training masks; "row":
    2^n, the subsets of the edges into one node, which is the figure that Luntzel 2023, section 3, prints for the network. Copies
    add none: one entry of A switches all c_1 copies of an edge, and later layers are never masked, so an architecture of
    any depth and width has as many different maps (A * beta) x as it has masks, if no effective weight is 0.

    Example:
    >>> from theory import emn
    >>> [emn.subnetwork_count(3, what) for what in ("masks", "symmetric", "row")]
    [512, 64, 8]
    """
    n = natural("n", n)
    edges = {"masks": n * n, "symmetric": n * (n + 1) // 2, "row": n}[
        choice("what", what, ("masks", "symmetric", "row"))
    ]
    if edges > MOST_EDGES:
        raise ValueError(f"n must leave at most {MOST_EDGES} edges, so that 2 to their number can be written; got {n}.")
    return int(2**edges)


def distinct_subnetworks(layers: list[Any]) -> tuple[int, int]:
    """How many (choices of masks, distinct linear maps) binary masks on every layer give, by enumeration in rationals.

    `layers` are matrices of exact rationals, first layer first; layer l has as many columns as the one before has rows.
    The first number is prod 2^(n_l) over the edge counts n_l; the second counts the functions that really differ.

    Example:
    >>> from theory import emn
    >>> emn.distinct_subnetworks([[[1, 2], [3, 5]]])
    (16, 16)
    >>> emn.distinct_subnetworks([[[1]], [[1]]])
    (4, 2)
    """
    weights: list[Array] = []
    for i, layer in enumerate(entries("layers", layers)):
        width = len(weights[-1]) if weights else None
        weights.append(real_array(f"layers[{i}]", layer, (None, width), exact=True))
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
