"""The Russian doll: the certified optimum of each suffix of the points bounds all longer ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ...validation import Array
from ..fits.moves import Moves
from ..fits.rows import Rows
from ..limits import Limits, Rng
from ..local.local_search import LocalSearch
from ..local.refits import exclusive_weights, joint_weights
from ..problem import TOLERANCE
from .branch_and_bound import Search

CHEAP = 100_000  # nodes: searches of so few are made for every suffix, costlier ones for some
THIN, FAR = 8, 8  # a search of fewer nodes a point than THIN has a suffix up to FAR points longer after it
PATIENT = 10  # times the nodes of the search before, after which a suffix is tried that is less far from the last


@dataclass(eq=False)
class RussianDoll:
    """The optimum over all assignments of the patterns of `moves`, proven by branch and bound on suffix after suffix.

    `rows` are in the order of the search and `gates` (U, K) the incumbent. A suffix is searched without ridge and without
    `min_points`, which bounds it with them; only the last search, of all points, has both. Where searches grow costly,
    suffixes are left out, and the bound of a shorter one stands in for theirs; a search that takes far longer than the
    last is given up for one of a suffix halfway.
    """

    rows: Rows
    moves: Moves
    gates: Array
    min_points: int
    limits: Limits
    rng: Rng

    def __post_init__(self) -> None:
        self.floor = np.zeros(len(self.rows.c) + 1)
        self.work = 0
        self.proven = len(self.rows.c)  # the suffix from here on is settled
        self.search: Search | None = None
        self.least = self.rows.value(self.gates)

    @property
    def lower_bound(self) -> float:
        """At any time: the optimum of a suffix is at most that of all points."""
        return max(float(self.floor.max()), 0.0 if self.search is None else self.search.lower_bound)

    def steps(self) -> Iterator[None]:
        """Works on, and yields after each block of nodes and each suffix, until all points are settled."""
        suffix, stride, effort = self.gates[self.proven :], 1, 0
        free = replace(self.rows, penalty=0 * self.rows.penalty)
        while self.proven > 0:
            j = max(self.proven - stride, 0)
            rows, min_points = (self.rows, self.min_points) if j == 0 else (free, 1)
            part = rows.take(slice(j, None))
            local = LocalSearch(part, self.moves, min_points, self.rng, Limits(None, self.limits.deadline))
            known = self.gates[j:]
            starts = [known, local.improve(known), local.improve(longer(part, self.moves, suffix))]
            gates = min(starts, key=part.value)
            incumbent = part.value(gates)
            self._keep(j, gates, incumbent)
            self.floor[j : self.proven] = self.floor[self.proven]
            if incumbent > self.floor[j] + TOLERANCE / 2:
                allowance = np.inf if stride == 1 else PATIENT * (effort + CHEAP)
                self.search = Search(rows, self.moves, self.floor, j, incumbent, TOLERANCE / 2, min_points)
                nodes = 0
                for done in self.search.steps():
                    nodes, self.work = nodes + done, self.work + done
                    if self.search.found is not None:
                        gates = self.moves.patterns[self.search.found]
                        self._keep(j, gates, self.search.incumbent)
                    yield
                    if nodes > allowance:
                        break
                settled = not self.search.open
                self.floor[j], self.search = self.search.lower_bound, None
                if not settled:
                    stride //= 2
                    continue
                effort = nodes
            self.proven, suffix = j, gates
            thin = effort <= THIN * (len(self.rows.c) - j)
            stride = min(FAR if thin else 1 + int(2 * np.log2(1 + effort / CHEAP)), stride + 2)
            yield

    def _keep(self, j: int, gates: Array, value: float) -> None:
        """Gates of all points are the incumbent at once: a search that is stopped or given up loses none."""
        if j == 0:
            self.gates, self.least = gates, value


def longer(rows: Rows, moves: Moves, gates: Array) -> Array:
    """Gates of all rows from those of the last ones: each other gets the pattern that the weights of these fit best."""
    more = len(rows.c) - len(gates)
    if not len(gates):
        return np.repeat(moves.patterns[:1], more, axis=0)
    others = rows.take(slice(more, None))
    labels = np.argmax(gates, axis=1)
    w = exclusive_weights(others, labels, moves.K) if moves.exclusive else joint_weights(others, gates)
    error = np.abs(rows.c[:more, None] - rows.z[:more] @ w.T @ moves.patterns.T)
    return np.vstack([moves.patterns[np.argmin(error, axis=1)], gates])
