"""Table gates: any subset of the gates at each input, a table of zeros and ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import comb

import numpy as np

from ..validation import Array
from .best import BestGates
from .exclusive import nearest_gates
from .problem import GateProblem


@dataclass(frozen=True)
class Table:
    """Every gate is any function of the points into {0, 1}; the gates may overlap, be equal, or never be on."""

    name: str = "table"

    def count(self, problem: GateProblem) -> int:
        """Multisets of K columns out of 2^U."""
        return comb(2 ** len(problem.points) + problem.K - 1, problem.K)

    def candidates(self, problem: GateProblem) -> Iterator[Array]:
        """Each multiset of columns once: permuting the gates changes nothing."""
        U = len(problem.points)
        columns = (np.arange(2**U)[:, None] >> np.arange(U) & 1).astype(np.int8)
        for chosen in combinations_with_replacement(range(2**U), problem.K):
            yield columns[list(chosen)].T

    def assign(self, problem: GateProblem, best: BestGates, x_new: Array) -> Array:
        """The gates of the nearest input seen (Euclidean distance); ties go to the lowest gate."""
        return nearest_gates(problem, best, x_new)


FAMILY = Table()
