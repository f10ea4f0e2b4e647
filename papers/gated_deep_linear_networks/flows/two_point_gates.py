"""Gates on the two points of a symbolic problem: all of them, exclusive ones, equal ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import sympy as sp

from .instances import SIZES, Symbolic

SEVERAL = tuple((K, n) for K, n in SIZES if K > 1)


def gatings(K: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All gates of K units on two support points."""
    return product(product((0, 1), repeat=K), repeat=2)


def is_exclusive(gating: tuple[tuple[int, ...], ...]) -> bool:
    return all(sum(point) <= 1 for point in gating)


def at(problem: Symbolic, gating: tuple[tuple[int, ...], ...]) -> dict[Any, Any]:
    """The gates' symbols and their numbers."""
    return {problem.g[s, k]: sp.Integer(gating[s][k]) for s in range(2) for k in range(problem.K)}


def equal_pairs() -> Iterator[tuple[Symbolic, Any]]:
    """Symbolic problems, and what makes gates 1 and 2 equal there and every further gate never on."""
    for size in SEVERAL:
        problem = Symbolic(*size)
        alike = {problem.g[s, 1]: problem.g[s, 0] for s in range(2)}
        alike |= {problem.g[s, k]: sp.Integer(0) for s in range(2) for k in range(2, problem.K)}
        yield problem, lambda e, alike=alike: sp.sympify(e).xreplace(alike)
