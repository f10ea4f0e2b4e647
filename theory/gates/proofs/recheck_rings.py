"""The choices of equivariant gates for the check in rationals: base gates on one orbit of the ring after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ...validation import one_line
from .rational_points import Pattern, RationalPoints

Bits = tuple[Pattern, ...]  # the values of each base gate along one orbit


class RecheckedRings:
    """Gate (a, s), number a L + s, is base gate a at T_s x, (T_s x)_i = x_(s + i), for any base gates and K = m L.

    Straight from that definition: all K L weights are fitted, and the support need be closed under shifts only. Permuting the
    base gates, or shifting one of them, permutes the gates: they come in falling order, and begin with the largest of
    their shifts.
    """

    def __init__(self, points: RationalPoints, K: int) -> None:
        self.L = len(points.values[0])
        if K % self.L:
            raise ValueError(
                f"K must be a multiple of the {self.L} columns of x, all shifts of each base gate; got {K}."
            )
        self.m = K // self.L
        number = {value: u for u, value in enumerate(points.values)}
        self.groups: list[list[int]] = []
        left = dict(number)
        for value in points.values:
            orbit: list[int] = []
            for s in range(self.L):
                shifted = value[s:] + value[:s]
                if shifted not in number:
                    raise ValueError(
                        f"equivariant gates need all shifts of each point; {one_line([float(v) for v in value])} shifted by {s} "
                        "is missing from x."
                    )
                if left.pop(shifted, None) is not None:
                    orbit.append(number[shifted])
            if orbit:
                self.groups.append(orbit)

    def holds(self, patterns: list[Pattern]) -> bool:
        for group, orbit in enumerate(self.groups):
            bits = tuple(tuple(patterns[u][a * self.L] for u in orbit) for a in range(self.m))
            if self.patterns(group, bits) != [patterns[u] for u in orbit]:
                return False
        return True

    def choices(self, made: list[Bits]) -> Iterator[Bits]:
        size = len(self.groups[len(made)])
        of_one = [bits for bits in product((1, 0), repeat=size) if made or bits == _largest_shift(bits)]
        for bits in product(of_one, repeat=self.m):
            sofar = [(*(choice[a] for choice in made), bits[a]) for a in range(self.m)]
            if sofar == sorted(sofar, reverse=True):
                yield bits

    def patterns(self, group: int, choice: Bits) -> list[Pattern]:
        """The point j of an orbit is T_j of its first, so T_s of it is the point j + s."""
        size = len(self.groups[group])
        return [tuple(bits[(j + s) % size] for bits in choice for s in range(self.L)) for j in range(size)]


def _largest_shift(bits: Pattern) -> Pattern:
    return max(bits[s:] + bits[:s] for s in range(len(bits)))
