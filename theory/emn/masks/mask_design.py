"""The best set of masks for the network without hidden layer: how fast any set can be, and one that is as fast."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...randomness import generator
from ...validation import Array, check_memory, natural


def best_row_size(n: int) -> int:
    """The number m of active entries of a mask row with the largest `row_size_rate`: the integer nearest (4 n - 1)/6.

    Where two are equally near, the smaller; for n = 1, m = 1.

    Example:
    >>> from theory import emn
    >>> [emn.best_row_size(n) for n in (1, 5, 20, 100)]
    [1, 3, 13, 66]
    """
    n = natural("n", n)
    below = (4 * n - 1) // 6  # the rate is a parabola in m with its top at (4 n - 1) / 6
    return max(range(max(1, below), min(below + 1, n) + 1), key=lambda m: (row_size_rate(n, m), -m))


def row_size_rate(n: int, m: int) -> Fraction:
    """f(m) = m/(3 n) - m (m - 1)/(4 n (n - 1)), the least eigenvalue of Q of a row with m active entries at random places.

    Theorem (E-optimal design). For every law of a mask row with entries in [0, 1], for every finite set of masks too, the
    least eigenvalue of Q = M * <x x^T> (inputs uniform on [0, 1]^n) is at most f(`best_row_size`(n)); uniform rows of
    that size reach it. Proof: averaging a law over the permutations of the entries cannot lower the least
    eigenvalue, which is concave in M; a law so averaged has the two eigenvalues of the ones, along them and across, and the
    one across is the smaller and the mean over the law of F(a) = <a_j^2>/3 - <a_j a_k>/4, means over entries and pairs. F is
    convex in each entry, hence largest at a binary row, where it is f(m).

    At small lr the error of () decays as exp(-2 h t lambda) in the number of batches t, lambda the least eigenvalue over the
    rows' Q: no set of masks, in no order, is faster. Fair bits have 5/48: the gain is 6/5 at n = 5, falls towards 16/15.

    For n = 1, m/3. Raises ValueError for m outside 0, ..., n.

    Example:
    >>> from theory import emn
    >>> str(emn.row_size_rate(5, 3))
    '1/8'
    """
    n, m = natural("n", n), natural("m", m, 0)
    if m > n:
        raise ValueError(f"m must be at most n = {n}; got {m}.")
    return Fraction(m, 3 * n) - Fraction(m * (m - 1), 4 * n * max(1, n - 1))


@dataclass(frozen=True)
class RegularMasks:
    """A law of symmetric binary masks with m active entries in every row, m = `best_row_size`(n) unless given.

    A_ij = 1 where (i + j) mod n is in T, a uniform subset of size m drawn anew for each mask: row i is the set T - i, so each row
    is uniform over the rows of that size and Q reaches the bound of `row_size_rate`. Call it with a generator for
    a training set (size, n, n) of bools.

    Example:
    >>> from theory import emn
    >>> masks = emn.RegularMasks(5, size=4)(0)
    >>> masks.sum(axis=2).tolist()
    [[3, 3, 3, 3, 3], [3, 3, 3, 3, 3], [3, 3, 3, 3, 3], [3, 3, 3, 3, 3]]
    """

    n: int
    size: int
    m: int | None = None

    def __post_init__(self) -> None:
        natural("size", self.size)
        row_size_rate(self.n, self.row_size)

    @property
    def row_size(self) -> int:
        return best_row_size(self.n) if self.m is None else self.m

    def __call__(self, rng: Any) -> Array:
        draw, n = generator(rng, "theory.emn.RegularMasks"), self.n
        check_memory("n and size", self.size, n, n)
        T = draw.permuted(np.tile(np.arange(n) < self.row_size, (self.size, 1)), axis=1)
        return T[:, np.add.outer(np.arange(n), np.arange(n)) % n]

    def row_second_moments(self) -> Array:
        """M_i = <a_i a_i^T>, (n, n, n): m/n on the diagonal, m (m - 1)/(n (n - 1)) off it."""
        n, m = self.n, self.row_size
        check_memory("n", n, n, n)
        one, both = m / n, m * (m - 1) / (n * max(1, n - 1))
        return np.tile(np.full((n, n), both) + (one - both) * np.eye(n), (n, 1, 1))


def derivation() -> Derivation:
    """F in one entry, f, where it is largest, and its gain over fair bits.

    Example:
    >>> from theory import emn
    >>> emn.mask_design_derivation().proved
    True
    """
    n = sp.Symbol("n", positive=True)
    a, s, q, m = sp.symbols("a s q m", positive=True)  # one entry; the sum and the sum of squares of the others
    p = sp.Symbol("p", positive=True)
    F = (a**2 + q) / (3 * n) - ((a + s) ** 2 - a**2 - q) / (4 * n * (n - 1))
    f = m / (3 * n) - m * (m - 1) / (4 * n * (n - 1))
    top = (4 * n - 1) / 6
    return Derivation(
        "The fastest set of masks",
        (
            Step(
                F,
                a**2 / (3 * n) - a * s / (2 * n * (n - 1)) + q / (3 * n) - (s**2 - q) / (4 * n * (n - 1)),
                "the eigenvalue across the ones of a row's Q, averaged over all permutations of its entries; the one along them "
                "is larger by n times the mean of a_j a_k / 4 >= 0",
                ("inputs uniform on [0, 1]^n", "entries in [0, 1]"),
            ),
            Step(
                sp.Derivative(F, (a, 2)), 2 / (3 * n), "positive: convex in each entry, so largest where it is 0 or 1"
            ),
            Step(
                F.subs({a: 0, q: m, s: m}),
                f,
                "a binary row of m active entries (this one inactive): a_j^2 = a_j",
            ),
            Step(
                f,
                f.subs(m, top) - (m - top) ** 2 / (4 * n * (n - 1)),
                "a parabola: best is the integer nearest its top",
            ),
            Step(sp.Limit(f.subs(m, top), n, sp.oo), sp.Rational(1, 9), "its height for large n"),
            Step(
                p / 3 - p**2 / 4,
                sp.Rational(1, 9) - (p - sp.Rational(2, 3)) ** 2 / 4,
                "independent bits: at most 1/9 too, with p = 2/3",
            ),
            Step(
                sp.Rational(1, 9) / sp.Subs(p / 3 - p**2 / 4, p, sp.Rational(1, 2)),
                sp.Rational(16, 15),
                "the gain over fair bits, for large n",
            ),
        ),
    )
