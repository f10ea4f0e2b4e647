"""Supports small enough that every gating can be tried in exact rationals, and the least losses on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement, product
from math import lcm
from typing import Any, cast

import numpy as np

from theory import GatedRegression
from theory.inputs import Mixture, SinglePulse
from theory.validation import Array

Gating = tuple[tuple[int, ...], ...]  # the gates of each point


@dataclass(frozen=True, eq=False)
class Support:
    """Points x (U, n), targets y (U,), probabilities p (U,), all exact; `words` names it in a counterexample."""

    x: Array
    y: Array
    p: Array
    words: str

    def loss(self, gates: Any) -> Fraction:
        """The least loss with these gates (U, K)."""
        gates = np.array(gates, dtype=int)
        found: Fraction = GatedRegression.from_samples(self.x, self.y, gates.astype(object), self.p).minimum_loss
        return found

    @cached_property
    def _losses_of_groups(self) -> dict[tuple[int, ...], Fraction]:
        return {}

    def loss_of_group(self, group: tuple[int, ...]) -> Fraction:
        """The least of sum_s p_s (y_s - w . x_s)^2 over the points of one group: exclusive gates share nothing."""
        known = self._losses_of_groups
        if group not in known:
            at = list(group)
            share = self.p[at].sum()
            part = GatedRegression.from_features(self.x[at], self.y[at], 1, self.p[at])
            known[group] = share * part.minimum_loss
        return known[group]

    def tiling(self, K: int) -> tuple[Fraction, Gating]:
        """The best of all gates of which exactly one is on at each point."""
        return min(
            ((self._sum(groups, 0), gating(groups, len(self.y), K)) for groups in self._partitions(K)), key=first
        )

    def apart(self, K: int) -> tuple[Fraction, Gating]:
        """The best of all gates of which at most one is on at each point."""
        whole = tuple(range(len(self.y)))
        found = []
        for size in range(len(whole) + 1):
            for off in combinations(whole, size):
                on = tuple(s for s in whole if s not in off)
                silent = sum((self.p[s] * self.y[s] ** 2 for s in off), Fraction(0))
                found += [(self._sum(groups, silent), gating(groups, len(whole), K)) for groups in partitions(on, K)]
        return min(found, key=first)

    def free(self, K: int) -> tuple[Fraction, Gating]:
        """The best of all gates."""
        columns = list(product((0, 1), repeat=len(self.y)))
        chosen = combinations_with_replacement(columns, K)
        return min(((self.loss(np.array(g).T), tuple(zip(*g, strict=True))) for g in chosen), key=first)

    def _partitions(self, K: int) -> Iterator[list[tuple[int, ...]]]:
        return partitions(tuple(range(len(self.y))), K)

    def _sum(self, groups: list[tuple[int, ...]], start: Any) -> Fraction:
        return sum((self.loss_of_group(g) for g in groups), Fraction(start))


def first(pair: tuple[Fraction, Gating]) -> Fraction:
    return pair[0]


def gating(groups: list[tuple[int, ...]], U: int, K: int) -> Gating:
    return tuple(tuple(int(k < len(groups) and s in groups[k]) for k in range(K)) for s in range(U))


def partitions(points: tuple[int, ...], K: int) -> Iterator[list[tuple[int, ...]]]:
    """All partitions into at most K groups."""
    if not points:
        yield []
        return
    if K == 0:
        return
    head, rest = points[0], points[1:]
    for size in range(len(rest) + 1):
        for others in combinations(rest, size):
            left = tuple(s for s in rest if s not in others)
            for groups in partitions(left, K - 1):
                yield [(head, *others), *groups]


def of_points(points: Any, y: Any, p: Any = None) -> Support:
    """From whole numbers; equal probabilities by default."""
    x = np.array([[Fraction(int(v)) for v in np.atleast_1d(row)] for row in points], dtype=object)
    y = np.array([Fraction(int(v)) for v in y], dtype=object)
    p = np.array([Fraction(1, len(y))] * len(y) if p is None else p, dtype=object)
    listed = in_brackets(x[:, 0]) if x.shape[1] == 1 else ", ".join(in_brackets(row) for row in x)
    words = f"x = {listed}, y = {in_brackets(y)}"
    return Support(x, y, p, words if len(set(p)) == 1 else f"{words}, p = {in_brackets(p)}")


def in_brackets(values: Any) -> str:
    """(a, b, c), as a formula has a vector."""
    return f"({', '.join(str(v) for v in values)})"


def pulses(L: int, positive: tuple[int, int], negative: tuple[int, int]) -> Support:
    """Single pulses of the lengths lo to hi where y = 1, and where y = 0."""
    x, y, p = cast("tuple[Array, Array, Array]", Mixture(SinglePulse(L, *positive), SinglePulse(L, *negative)).support)
    exact = np.array([[Fraction(int(v)) for v in row] for row in x], dtype=object)
    words = f"single pulses on {L} sites, lengths {positive} where y = 1 and {negative} where y = 0"
    return Support(exact, y.astype(object), p, words)


def balanced(y: Any) -> list[Fraction]:
    """Probabilities with equal classes, equal within each."""
    ones = sum(int(v) for v in y)
    return [Fraction(1, 2 * ones) if v else Fraction(1, 2 * (len(y) - ones)) for v in y]


def small_supports() -> Iterator[Support]:
    """One input, then two, then pulses: balanced classes, the smallest supports first. Points with y = 0 are easy to fit."""
    for U in (2, 3, 4):
        for xs in combinations((1, 2, 3, 6), U):
            for y in product((0, 1), repeat=U):
                if 0 < sum(y) < U and (U < 4 or sum(y) == 3):
                    yield of_points(xs, y, balanced(y))
    yield levels(2)
    corners = [(1, 0), (0, 1), (1, 1), (1, -1)]
    for y in ((1, 1, 0, 0), (1, 1, 1, 0)):
        yield of_points(corners, y, balanced(y))
    yield pulses(3, (1, 1), (2, 2))
    yield pulses(3, (1, 2), (3, 3))


def levels(K: int) -> Support:
    """x = m / i with y = 1 for i = 1, ..., 2^K - 1, and one x with y = 0: the slopes y / x are 0, 1, ..., 2^K - 1 over m."""
    top = 2**K - 1
    m = lcm(*range(1, top + 1))
    y = [1] * top + [0]
    return of_points([*(m // i for i in range(1, top + 1)), m + 1], y, balanced(y))
