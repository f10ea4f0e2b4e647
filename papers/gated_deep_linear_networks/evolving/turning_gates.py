"""Gates that turn in time over inputs whose law is even, x ~ -x, and over some whose law is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from papers import Context
from papers.ledger.words import tuples
from theory import GatedRegression
from theory.validation import Array

from ..best_gates.small_supports import pulses

SITES, TIMES = 4, 6


@dataclass(frozen=True, eq=False)
class Course:
    """Inputs x (U, n), targets, probabilities, all exact, and gates (T, U, K) at T times; `words` for each time."""

    x: Array
    y: Array
    p: Array
    gates: Array
    words: tuple[str, ...]

    def moments(self, time: int) -> tuple[Array, Array]:
        """A and b."""
        problem = GatedRegression.from_samples(self.x, self.y, self.gates[time].astype(object), self.p)
        return problem.A, problem.b

    def differ(self, s: int, t: int) -> bool:
        """Whether the gates are others at some x that b sees."""
        seen = (self.y != 0) & np.any(self.x != 0, axis=1)
        return bool(np.any(self.gates[s][seen] != self.gates[t][seen]))


def even_laws(context: Context) -> Iterator[tuple[Array, Array, Array, str]]:
    """Points on a ring of four sites with all their shifts and the negatives of these, two classes of them, equally likely."""
    rng = context.rng("even laws")
    for orbits in (2, 2, 4):
        classes: list[list[tuple[int, ...]]] = []
        words: list[str] = []
        while len(classes) < orbits:
            base = rng.integers(-3, 4, size=SITES)
            orbit = sorted({tuple(int(s) * v for v in np.roll(base, d)) for d in range(SITES) for s in (-1, 1)})
            if np.any(base) and orbit not in classes:
                classes.append(orbit)
                words.append(tuples(base))
        y = [k % 2 for k, orbit in enumerate(classes) for _ in orbit]
        p = [Fraction(1, len(classes) * len(orbit)) for orbit in classes for _ in orbit]
        x = np.array([[Fraction(v) for v in point] for orbit in classes for point in orbit], dtype=object)
        yield (
            x,
            np.array([Fraction(v) for v in y], dtype=object),
            np.array(p, dtype=object),
            f"x = all shifts of +-{', +-'.join(words)}, y = 0 and 1 in turn",
        )


def course(x: Array, y: Array, p: Array, words: str, gate: Callable[[Array], Array], directions: Array) -> Course:
    """The gates 1[v . x >= 0], `gate` of the v . x (U, K), for each v (T, K, n)."""
    gates = np.array([gate(x.astype(int) @ v.T) for v in directions])
    return Course(x, y, p, gates.astype(int), tuple(f"{words}; v = {' and '.join(map(tuples, v))}" for v in directions))


def generic(rng: Any, x: Array, K: int) -> Array:
    """Integer directions (TIMES, K, n) that are orthogonal to no point but 0."""
    points = x[np.any(x != 0, axis=1)].astype(int)
    found: list[Array] = []
    while len(found) < TIMES * K:
        v = rng.integers(-20, 21, size=x.shape[1])
        if np.all(points @ v):
            found.append(v)
    return np.array(found).reshape(TIMES, K, -1)


def opens(products: Array) -> Array:
    return products >= 0


def halfspaces(context: Context, gate: Callable[[Array], Array] = opens) -> Iterator[Course]:
    """One gate; and a gate and its complement, the half-spaces of v and -v."""
    rng = context.rng("directions")
    for x, y, p, words in even_laws(context):
        v = generic(rng, x, 1)
        for directions in (v, np.concatenate([v, -v], axis=1)):
            yield course(x, y, p, words, gate, directions)


def two_directions(context: Context) -> Iterator[Course]:
    """Two half-spaces that have nothing to do with one another."""
    rng = context.rng("two directions")
    for x, y, p, words in even_laws(context):
        yield course(x, y, p, words, opens, generic(rng, x, 2))


def on_pulses(context: Context) -> Iterator[Course]:
    """One half-space for single pulses, which are never negative."""
    law = pulses(SITES, (1, 2), (2, 3))
    directions = generic(context.rng("pulses"), law.x, 1)
    yield course(law.x, law.y, law.p, law.words, opens, directions)
