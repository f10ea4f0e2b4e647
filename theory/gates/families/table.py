"""Table gates: any subset of the gates at each input, a table of zeros and ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb

import numpy as np

from ...validation import Array
from ..best_gates import BestGates
from ..fits.moves import PATTERNS_AT_ONCE, any_gates
from ..problem import GateProblem
from .nearest_input import nearest_gates
from .pointwise import Solver, pointwise_solvers, provable


@dataclass(frozen=True)
class Table:
    """Every gate is any function of the points into {0, 1}; the gates may overlap, be equal, or never be on."""

    name: str = "table"

    @property
    def solvers(self) -> dict[str, Solver]:
        """Branch and bound, local search and annealing."""
        return pointwise_solvers(any_gates)

    def choose(self, problem: GateProblem) -> str:
        """Branch and bound where it is a matter of seconds or minutes, else local search."""
        small = problem.K <= PATTERNS_AT_ONCE and provable(problem, 2**problem.K, problem.K * problem.n)
        return "branch and bound" if small else "local search"

    def count(self, problem: GateProblem) -> int:
        """Multisets of K columns out of 2^U."""
        problem.refuse_min_points("a table")
        return comb(2 ** len(problem.points) + problem.K - 1, problem.K)

    def candidates(self, problem: GateProblem) -> Iterator[Array]:
        """Each multiset of columns once: permuting the gates changes nothing."""
        problem.refuse_min_points("a table")
        U = len(problem.points)
        for chosen in multisets(2**U, problem.K):
            yield np.array([[column >> u & 1 for column in chosen] for u in range(U)], dtype=np.int8)

    def assign(self, problem: GateProblem, best: BestGates, x_new: Array) -> Array:
        """The gates of the nearest input seen (Euclidean distance); ties go to the lowest gate."""
        return nearest_gates(problem, best.gates, x_new)


def multisets(size: int, K: int, least: int = 0) -> Iterator[tuple[int, ...]]:
    """Rising K-tuples of numbers below `size`, one at a time: 2^U of them do not fit into memory."""
    if K == 0:
        yield ()
        return
    for first in range(least, size):
        for others in multisets(size, K - 1, first):
            yield first, *others


FAMILY = Table()
