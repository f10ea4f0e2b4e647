"""Half-space gates 1[v . x >= 0], v not 0: what ReLU units can realize."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement
from math import comb

import numpy as np

from ...validation import Array
from ..best_gates import BestGates
from ..fits.many_fits import EPS, fits
from ..gradient.gradient_search import gradient_search
from ..limits import Limits, Rng
from ..problem import GateProblem, with_ones
from ..proofs.cells import cell_search
from ..proofs.listed_search import best_multiset, column_scan, one_after_the_other
from ..solver_result import Found
from .dichotomies import Dichotomies, dichotomies, face_bound, listable
from .exact_signs import exact_gates_of
from .integer_vectors import positive_rays

RESTARTS = 12  # of the local search without a budget
PROVABLE = 1e8  # choices of dichotomies up to which `auto` proves optimality


@dataclass(frozen=True)
class Halfspace:
    """g_k(x) = 1[v_k . x >= 0] for any v_k != 0; an input on the boundary is on, x = 0 with every gate.

    With the problem's `offset`, g_k(x) = 1[v_k . (x, 1) >= 0]: the weights do not see the column of ones, and a gate may be on
    everywhere or nowhere. `best.directions` are the v_k, (K, n) or with an offset (K, n + 1). Methods: "exhaustive" and "branch
    and bound" (proven optimum) and "local search" all list the ways in which half-spaces split the points, boundaries
    included, where that is possible (`dichotomies`); "gradient" moves the directions themselves, on any amount of data. The
    bound of the heuristics is that of `ray_bound`.
    """

    name: str = "halfspace"

    @property
    def solvers(self) -> dict[str, Callable[[GateProblem, Limits, Rng], Found]]:
        """By name."""
        return {
            "exhaustive": _exhaustive,
            "branch and bound": _branch_and_bound,
            "local search": _local_search,
            "gradient": _gradient,
        }

    def choose(self, problem: GateProblem) -> str:
        """Branch and bound where that is a matter of minutes, local search where the dichotomies can be listed."""
        if not listable(problem.seen):
            return "gradient"
        return "branch and bound" if self.count(problem) <= PROVABLE else "local search"

    def count(self, problem: GateProblem) -> int:
        """Multisets of K dichotomies; where these are too many to list, of as many as there are at most."""
        problem.refuse_min_points("half-spaces")
        many = len(_listed(problem).gates) if listable(problem.seen) else face_bound(problem.seen)
        return comb(many + problem.K - 1, problem.K)

    def candidates(self, problem: GateProblem) -> Iterator[Array]:
        """Each multiset of dichotomies once."""
        problem.refuse_min_points("half-spaces")
        columns = _listed(problem).gates
        for chosen in combinations_with_replacement(range(len(columns)), problem.K):
            yield columns[list(chosen)].T

    def assign(self, problem: GateProblem, best: BestGates, x_new: Array) -> Array:
        """The half-spaces of `best.directions`, by the exact sign of v . x; inputs seen before keep their gates.

        These differ only where an input lies on a boundary that no direction in floats meets exactly.
        """
        directions = best.directions
        if directions is None:
            raise ValueError("best must have directions; this one has none. Take it from optimize(..., 'halfspace').")
        gates = exact_gates_of(with_ones(x_new) if problem.offset else x_new, directions)
        seen = {row.tobytes(): int(first) for first, row in zip(*_first_of_each(problem), strict=True)}
        for t, row in enumerate(x_new):
            if (s := seen.get(row.tobytes())) is not None:
                gates[t] = best.gates[s]
        return gates


def ray_bound(problem: GateProblem) -> float:
    """A lower bound on the objective for gates that are constant on each ray {c x, c > 0}, as half-spaces are.

    Then yhat(c x) = c yhat(x), so a ray can do no better than its own regression of y on c, and at x = 0 yhat = 0; the bound
    sums what is left on each ray. Never below the Bayes bound, reached by as many gates as it takes. Where no v is orthogonal
    to a point, `theory.gdln.halfspace_bound` is sharper. With an offset gates change along a ray: the Bayes bound.
    """
    if problem.offset:
        return problem.bayes
    root = np.sqrt(problem.weight)
    c = problem.target * root
    size = np.abs(problem.points).max(axis=1)
    unit = problem.points / np.where(size > 0, size, 1.0)[:, None]
    _, group, members = np.unique(np.round(unit, 9), axis=0, return_inverse=True, return_counts=True)
    several = np.flatnonzero(members[group.reshape(-1)] > 1)  # only these can share a ray
    _, ray = positive_rays(problem.points[several])
    left = float(np.sum(c[size == 0] ** 2))
    several, ray = several[ray >= 0], ray[ray >= 0]
    if len(several):
        z, t = size[several] * root[several], c[several]
        squares, along = np.bincount(ray, z**2), np.bincount(ray, z * t)
        fit = np.divide(along, squares, out=np.zeros_like(along), where=squares > 0)
        left += float(np.sum((t - z * fit[ray]) ** 2))
    slack = 8 * (len(c) + problem.n) * EPS * float(c @ c)
    return problem.bayes + max(left - slack, 0.0)


def _first_of_each(problem: GateProblem) -> tuple[Array, Array]:
    """A sample (U,) of each point, and the points."""
    first = np.zeros(len(problem.points), dtype=int)
    first[problem.point_of[::-1]] = np.arange(len(problem.point_of))[::-1]
    return first, problem.points


@lru_cache(maxsize=4)
def _listed(problem: GateProblem) -> Dichotomies:
    return dichotomies(problem.seen)


def _exhaustive(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """Every multiset of dichotomies."""
    problem.refuse_min_points("half-spaces")
    listed, K = _listed(problem), problem.K
    size = (len(problem.points) + K * problem.n) * K * problem.n

    def of(chosen: Array) -> tuple[Array, Array]:
        return fits(problem, listed.gates[chosen].swapaxes(1, 2))

    chosen, bound, work = best_multiset(len(listed.gates), K, of, size, ray_bound(problem), limits)
    return Found(listed.gates[chosen].T, bound, work, listed.directions[chosen])


def _local_search(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """One dichotomy after the other is exchanged for the best there is, from random starts."""
    problem.refuse_min_points("half-spaces")
    floor = ray_bound(problem)
    chosen, work = _exchange(problem, floor, RESTARTS, limits, rng)
    listed = _listed(problem)
    return Found(listed.gates[chosen].T, floor, work, listed.directions[chosen])


def _exchange(problem: GateProblem, floor: float, restarts: int, limits: Limits, rng: Rng) -> tuple[Array, int]:
    columns = _listed(problem).gates

    def of(chosen: Array) -> tuple[Array, Array]:
        return fits(problem, columns[chosen].swapaxes(1, 2))

    scan = column_scan(problem, columns.astype(np.float64))
    return one_after_the_other(len(columns), problem.K, of, scan, floor, restarts, limits, rng)


def _branch_and_bound(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """Point after point, over the dichotomies that still agree with what was decided."""
    problem.refuse_min_points("half-spaces")
    listed, floor = _listed(problem), ray_bound(problem)
    start, restarts = _exchange(problem, floor, RESTARTS, Limits(None, limits.deadline), rng)
    chosen, bound, work = cell_search(problem, listed.gates, start, limits)
    return Found(listed.gates[chosen].T, max(bound, floor), work + restarts, listed.directions[chosen])


def _gradient(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    problem.refuse_min_points("half-spaces")
    directions, gates, work = gradient_search(problem, limits, rng)
    return Found(gates, ray_bound(problem), work, directions)


FAMILY = Halfspace()
