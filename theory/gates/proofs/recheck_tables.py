"""The choices of exclusive and table gates, one point after the other, for the check in rationals."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from .rational_points import Pattern, RationalPoints


class RecheckedTables:
    """Any pattern at each point; `exclusive` ones have one gate on, and a gate in use has `min_points` samples."""

    def __init__(self, points: RationalPoints, K: int, exclusive: bool, min_points: int) -> None:
        self.exclusive, self.min_points = exclusive, min_points
        self.groups = [[u] for u in range(len(points.values))]
        self.sizes = [len(samples) for samples in points.members]
        every = [p for p in product((0, 1), repeat=K) if sum(p) == 1 or not exclusive]
        self.allowed = sorted(every, reverse=True)

    def holds(self, patterns: list[Pattern]) -> bool:
        return all(p in self.allowed for p in patterns) and self._enough(patterns)

    def choices(self, made: list[Pattern]) -> Iterator[Pattern]:
        for pattern in self.allowed:
            if self.exclusive and pattern.index(1) > len({p.index(1) for p in made}):
                return  # the next empty gate stands for all of them
            if self._enough([*made, pattern]):
                yield pattern

    def patterns(self, group: int, choice: Pattern) -> list[Pattern]:
        return [choice]

    def _enough(self, made: list[Pattern]) -> bool:
        """Whether every gate in use has `min_points` samples, or can still get them."""
        if self.min_points == 1:
            return True
        ahead = sum(self.sizes[len(made) :])
        on = [sum(size for size, p in zip(self.sizes, made, strict=False) if p[k]) for k in range(len(made[0]))]
        return all(size == 0 or size + ahead >= self.min_points for size in on)
