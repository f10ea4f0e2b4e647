"""Exclusive gates: exactly one gate is on at each input. On distinct inputs this is clusterwise linear regression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, factorial

import numpy as np

from ...validation import Array
from ..best_gates import BestGates
from ..fits.moves import one_gate
from ..local.refits import one_hot
from ..problem import GateProblem
from .nearest_input import nearest_gates
from .pointwise import Solver, pointwise_solvers, provable


@dataclass(frozen=True)
class Exclusive:
    """Partitions of the points into at most K groups; a group that is not empty holds at least `min_points` samples."""

    name: str = "exclusive"

    @property
    def solvers(self) -> dict[str, Solver]:
        """Branch and bound, local search and annealing."""
        return pointwise_solvers(one_gate)

    def choose(self, problem: GateProblem) -> str:
        """Branch and bound where it is a matter of seconds or minutes, else local search."""
        return "branch and bound" if provable(problem, problem.K, problem.n) else "local search"

    def count(self, problem: GateProblem) -> int:
        """Partitions of U points into at most K groups: sums of Stirling numbers of the second kind."""
        U = len(problem.points)
        return sum(
            sum((-1) ** i * comb(k, i) * (k - i) ** U for i in range(k)) // factorial(k)
            for k in range(1, min(problem.K, U) + 1)
        )

    def candidates(self, problem: GateProblem) -> Iterator[Array]:
        """Each partition once: the groups are numbered in the order in which the points meet them."""
        U, K = len(problem.points), problem.K
        labels = np.zeros(U, dtype=np.int64)

        def extend(u: int, used: int) -> Iterator[Array]:
            if u == U:
                size = np.bincount(labels, problem.counts, K)
                if np.all((size == 0) | (size >= problem.min_points)):
                    yield one_hot(labels, K)
                return
            for k in range(min(used + 1, K)):
                labels[u] = k
                yield from extend(u + 1, max(used, k + 1))

        return extend(0, 0)

    def assign(self, problem: GateProblem, best: BestGates, x_new: Array) -> Array:
        """The gate of the nearest input seen (Euclidean distance); ties go to the lowest gate."""
        return nearest_gates(problem, best.gates, x_new)


FAMILY = Exclusive()
