"""The law of the paper's test masks: a given fraction of all entries is open, binary or weighted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ...two_valued import two_valued
from ...validation import Array, check_memory, flag, natural, real_number


@dataclass(frozen=True)
class SparseMasks:
    """The law of the paper's test masks: unsymmetric, a fraction `active` of the n^2 entries nonzero.

    `independent=False`: exactly round(active n^2) of the n^2 entries, uniformly chosen; True: each entry by itself with
    probability `active`. Nonzero entries are 1, or, for `weighted=True`, independent and uniform on [0, 1]: half of them
    zero and weighted is Table 1's law, binary by `active` is Figure 3's (Luntzel 2023, section 5).

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> law = emn.SparseMasks(2, Fraction(1, 2), weighted=True)
    >>> [str(m) for m in law.entry_moments]
    ['1/6', '1/24']
    """

    n: int
    active: Any = Fraction(1, 2)
    weighted: bool = False
    independent: bool = False

    def __post_init__(self) -> None:
        natural("n", self.n)
        if real_number("active", self.active, least=0) > 1:
            raise ValueError(f"active must be a fraction of at most 1; got {self.active}.")
        flag("weighted", self.weighted)
        flag("independent", self.independent)

    @property
    def entry_moments(self) -> tuple[Fraction, Fraction]:
        """(<a^2>, <a a'>) of one entry and of two different ones, exactly; the law is the same for all of them.

        With s of N entries active, P(one) = s/N and P(both) = s (s - 1) / (N (N - 1)); a uniform value has mean 1/2 and
        mean square 1/3.
        """
        N = self.n**2
        one = Fraction(self.active)
        both = one**2
        if not self.independent:
            s = round(float(self.active) * self.n * self.n)
            one, both = Fraction(s, N), Fraction(s * (s - 1), max(1, N * (N - 1)))
        return (one / 3, both / 4) if self.weighted else (one, both)

    @property
    def risk_entries(self) -> tuple[Fraction, Fraction]:
        """(<a^2> <x^2>, <a a'> <x x'>): the diagonal and the other entries of Q = M * <x x^T> for uniform inputs, exactly.

        Example:
        >>> from theory import emn
        >>> [str(q) for q in emn.SparseMasks(5, independent=True).risk_entries]  # `risk_entries` of fair bits
        ['1/6', '1/16']
        """
        one, both = self.entry_moments
        return one / 3, both / 4

    def row_second_moments(self, exact: bool = False) -> Array:
        """M_i for every row (n, n, n), in float64, or as `Fraction`."""
        flag("exact", exact)
        check_memory("n", self.n, self.n, self.n)
        one, both = self.entry_moments
        return np.tile(two_valued(self.n, one, both, exact), (self.n, 1, 1))
