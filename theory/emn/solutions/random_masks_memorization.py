"""How much of a random training set is memorized: the quotient of independent masks, and the owned edges of the paper's."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...validation import natural
from ..masks.paper_masks import masks_per_sum, self_loop_ways, training_set_size
from ..rates.risk_spectrum import HALF, edge_probability

MOST_MASKS = 10**6  # whose powers of rationals take a second


def mean_quotient(n: int, size: int, p: Any = HALF) -> Any:
    """The memorization quotient of `size` = D random masks: mean of all scores over mean of all losses at the start.

    It is r (1 + kappa r) / (1 + kappa), r = (1 - p)^(D - 1) the probability that no other mask opens a given edge, and
    kappa = 9 n (n - 1) p / (4 (3 n + 1)) the weight of pairs of edges in a row, which must both be owned: 1 for one mask, and
    multiplied by about 1 - p for each mask more.

    Assumptions: independent masks whose rows are independent bits, 1 with probability p (fair bits as in the paper,
    symmetric or not), inputs and starts as in `memorization_quotient` by default. A rational p gives a fraction.

    Raises ValueError for p outside (0, 1], `size` < 1.

    Example:
    >>> from theory import emn
    >>> [round(float(emn.mean_quotient(5, size)), 5) for size in (1, 2, 8, 16)]
    [1.0, 0.3539, 0.00328, 1e-05]
    """
    n, size, p = natural("n", n), natural("size", size, most=MOST_MASKS), edge_probability(p)
    r, kappa = (1 - p) ** (size - 1), p * Fraction(9 * n * (n - 1), 4 * (3 * n + 1))
    return r * (1 + r * kappa) / (1 + kappa)


def expected_owned_edges(n: int, size: int | None = None) -> float:
    """The expected number of edges that one mask alone opens in a training set of the paper's law, `PaperMasks(n, size)`.

    Of the n (n + 1)/2 edges {i, j}, self-loops included. The masks are independent given their sums, whose numbers are fixed;
    one of sum x opens a given self-loop with probability <j>/n and a given other edge with (x - <j>) / (n (n - 1)), <j> the
    mean number of self-loops. With probability at least 1 minus this number no edge is owned, and the quotient is exactly 0.
    Independent uniform masks would have D n (n + 1)/2 2^-D, D masks (default `training_set_size(n)`).

    Possible issues: 0.0 below the range of floats, n >= 20 by default. Right to about D eps.

    Example:
    >>> from theory import emn
    >>> f"{emn.expected_owned_edges(5):.2g}"  # 292 masks
    '6.7e-87'
    """
    per_sum = masks_per_sum(n, training_set_size(n) if size is None else size)
    total = 0.0
    for off_diagonal, edges in ((False, n), (True, n * (n - 1) // 2)):
        if edges == 0:
            continue
        none, one = 1.0, 0.0  # the probabilities that no mask so far opens the edge, that exactly one does
        for x, count in enumerate(map(int, per_sum)):
            if count:
                p = open_probability(n, x, off_diagonal)
                closed, opens = float(1 - p), float(p)
                none, one = none * closed**count, closed ** (count - 1) * (one * closed + none * count * opens)
        total += edges * one
    return total


def open_probability(n: int, x: int, off_diagonal: bool) -> Fraction:
    """The probability that a uniform symmetric mask of elementwise sum x opens one given edge: a self-loop, or another."""
    pairs = n * (n - 1) // 2
    ways = self_loop_ways(n, x)
    loops = Fraction(sum(j * way for j, way in ways.items()), sum(ways.values()))
    return (x - loops) / (2 * pairs) if off_diagonal else loops / n
