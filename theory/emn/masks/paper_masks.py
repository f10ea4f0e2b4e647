"""The paper's law of training masks: symmetric binary matrices, in proportion to the count of their elementwise sum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Any

import numpy as np

from ...randomness import generator
from ...two_valued import two_valued
from ...validation import Array, check_memory, choice, in_float_range, natural, real_number


@lru_cache(maxsize=64)
def binomials(m: int) -> tuple[int, ...]:
    """C(m, 0), ..., C(m, m)."""
    return tuple(comb(m, l) for l in range(m + 1))


MOST_NODES = 200  # counting their masks takes a minute or two


def sum_counts(n: int) -> tuple[int, ...]:
    """How many symmetric binary n x n matrices (self-loops allowed) have elementwise sum 0, 1, ..., n^2, exactly.

    j ones on the diagonal and l pairs off it sum to j + 2 l, so N(x) = sum_j C(n, j) C(n (n - 1) / 2, (x - j) / 2).
    The paper's p(x) (Luntzel 2023, section 4) is N(x) / 2^(n (n + 1) / 2); as floats both overflow near n = 45, as integers
    they do not. Raises ValueError or TypeError for an n that is no whole number >= 1.

    Example:
    >>> from theory import emn
    >>> emn.sum_counts(2)
    (1, 2, 2, 2, 1)
    """
    return _sum_counts(natural("n", n, most=MOST_NODES))


@lru_cache(maxsize=32)
def _sum_counts(n: int) -> tuple[int, ...]:
    pairs = n * (n - 1) // 2
    counts = [0] * (n * n + 1)
    for j, diagonal in enumerate(binomials(n)):
        for l, off_diagonal in enumerate(binomials(pairs)):
            counts[j + 2 * l] += diagonal * off_diagonal
    return tuple(counts)


@in_float_range("n, factor, exponent")
def training_set_size(n: int, factor: float = 36, exponent: float = 1.3) -> int:
    """|d| = 36 n^1.3, rounded to the nearest whole number (the paper does not say how).

    Example:
    >>> from theory import emn
    >>> [emn.training_set_size(n) for n in (5, 10, 20, 40, 100)]
    [292, 718, 1769, 4355, 14332]
    """
    factor, exponent = float(real_number("factor", factor, above=0)), float(real_number("exponent", exponent))
    return max(1, round(factor * natural("n", n) ** exponent))


ROUNDINGS = ("largest remainder", "nearest", "down")
ORDERS = ("by sum", "random")


def masks_per_sum(n: int, size: int, rounding: str = "largest remainder") -> Array:
    """How many of `size` masks get each sum x = 0, ..., n^2: p(x) |d| made whole (the paper does not say how).

    "largest remainder" keeps the total at `size`; "nearest" rounds each p(x) |d| by itself, "down" leaves out its fraction
    and with it about half a mask of every sum that has some. Decided on exact rationals.
    """
    n, size = natural("n", n, most=MOST_NODES), natural("size", size)
    choice("rounding", rounding, ROUNDINGS)
    total = 2 ** (n * (n + 1) // 2)
    shares = [divmod(N * size, total) for N in sum_counts(n)]
    whole = np.array([q for q, _ in shares])
    if rounding == "nearest":
        return whole + np.array([2 * r >= total for _, r in shares])
    if rounding == "down":
        return whole
    order = sorted(range(len(shares)), key=lambda x: (-shares[x][1], x))
    whole[order[: size - int(whole.sum())]] += 1
    return whole


@dataclass(frozen=True)
class PaperMasks:
    """The mask law of the paper (section 4): p(x) |d| uniform symmetric binary matrices of every elementwise sum x.

    Call it with a generator for one training set (D, n, n) of bools, D = |d| unless `size` is given. `order` is
    "by sum", as the sums are gone through, or "random".

    Example:
    >>> from theory import emn
    >>> masks = emn.PaperMasks(5)(0)
    >>> masks.shape
    (292, 5, 5)
    >>> bool((masks == masks.transpose(0, 2, 1)).all())
    True
    """

    n: int
    size: int | None = None
    rounding: str = "largest remainder"
    order: str = "by sum"

    def __post_init__(self) -> None:
        choice("order", self.order, ORDERS)
        choice("rounding", self.rounding, ROUNDINGS)
        natural("n", self.n, most=MOST_NODES)
        natural("size", 1 if self.size is None else self.size)

    def __call__(self, rng: Any) -> Array:
        draw = generator(rng, "theory.emn.PaperMasks")
        size = training_set_size(self.n) if self.size is None else self.size
        check_memory("n and size", size, self.n, self.n)
        per_sum = masks_per_sum(self.n, size, self.rounding)
        sums = np.repeat(np.arange(len(per_sum)), per_sum)
        if len(sums) == 0:
            raise ValueError(f"size must leave a mask of some sum after rounding {self.rounding}; {size} leaves none.")
        if self.order == "random":
            draw.shuffle(sums)
        return masks_with_sums(self.n, sums, draw)

    def row_second_moments(self) -> Array:
        """M_i = <a_i a_i^T> for every row i, (n, n, n), of the uniform law that the counts p(x) |d| follow.

        Entries of a row are independent fair bits: 1/2 on the diagonal, 1/4 off it.
        """
        return np.tile(two_valued(self.n, 0.5, 0.25), (self.n, 1, 1))


def masks_with_sums(n: int, sums: Array, draw: np.random.Generator) -> Array:
    """One uniform symmetric binary matrix of each elementwise sum in `sums` (D,): (D, n, n) of bools."""
    upper = np.triu_indices(n, 1)
    pairs = len(upper[0])
    masks = np.zeros((len(sums), n, n), dtype=bool)
    diagonal_ones = np.zeros(len(sums), dtype=np.int64)
    for x in np.unique(sums):
        here = sums == x
        diagonal_ones[here] = _diagonal_counts(n, int(x), int(here.sum()), draw)
    masks[:, np.arange(n), np.arange(n)] = _first_ones(draw, n, diagonal_ones)
    off_diagonal = _first_ones(draw, pairs, (sums - diagonal_ones) // 2)
    masks[:, upper[0], upper[1]] = masks[:, upper[1], upper[0]] = off_diagonal
    return masks


def self_loop_ways(n: int, x: int) -> dict[int, int]:
    """How many symmetric binary n x n matrices of elementwise sum x have j self-loops, for every j that some have.

    Example:
    >>> from theory.emn.masks.paper_masks import self_loop_ways
    >>> self_loop_ways(2, 2)  # a pair, or both self-loops
    {0: 1, 2: 1}
    """
    pairs = n * (n - 1) // 2
    possible = (j for j in range(x % 2, min(n, x) + 1, 2) if (x - j) // 2 <= pairs)
    return {j: binomials(n)[j] * binomials(pairs)[(x - j) // 2] for j in possible}


def _diagonal_counts(n: int, x: int, size: int, draw: np.random.Generator) -> Array:
    """Ones on the diagonal given the sum x, drawn in proportion to `self_loop_ways`."""
    ways = self_loop_ways(n, x)
    total = sum(ways.values())
    p = np.array([float(Fraction(way, total)) for way in ways.values()])
    return draw.choice(list(ways), size=size, p=p / p.sum())


def _first_ones(draw: np.random.Generator, places: int, ones: Array) -> Array:
    """Rows of bools (D, places), each with so many ones at uniformly random places."""
    rows: Array = np.arange(places) < ones[:, None]
    return draw.permuted(rows, axis=1)
