"""Equivariant gates: all shifts of m base gates on a ring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement
from math import comb

import numpy as np

from ...validation import Array
from ..best_gates import BestGates
from ..fits.many_fits import EPS
from ..limits import Limits, Rng
from ..problem import GateProblem
from ..proofs.listed_search import best_multiset
from ..solver_result import Found
from .nearest_input import nearest_gates
from .orbits import Orbits, after_flips, reduced_fits

MOST_POINTS = 20  # of which all base gates are listed
RESTARTS = 12  # of the local search without a budget


@dataclass(frozen=True)
class Equivariant:
    """Gates (a, s), index a L + s, at x: base gate a at x shifted back by s, (T_s x)_i = x_(s + i); K = m L, n = L.

    Base gates are any functions of the points into {0, 1}. Needs a support that is closed under shifts, with the same weight
    and mean target at all shifts of a point. Methods: "exhaustive", and "local search" by single flips of base gates.
    """

    name: str = "equivariant"

    @property
    def solvers(self) -> dict[str, Callable[[GateProblem, Limits, Rng], Found]]:
        """By name."""
        return {"exhaustive": _exhaustive, "local search": _local_search}

    def choose(self, problem: GateProblem) -> str:
        """What is not a matter of seconds to list is searched."""
        return "local search"

    def count(self, problem: GateProblem) -> int:
        """Multisets of m base gates up to shifts: by Burnside, 2^cycles averaged over the shifts are different."""
        m, orbits = _base_gates(problem), _orbits(problem)
        fixed = sum(2 ** _cycles(step) for step in orbits.shifted)
        return comb(fixed // len(orbits.shifted) + m - 1, m)

    def candidates(self, problem: GateProblem) -> Iterator[Array]:
        """Each multiset of base gates once, a base gate and its shifts being the same. Raises ValueError above 20 points."""
        m, orbits = _base_gates(problem), _orbits(problem)
        columns = _all_base_gates(orbits)
        for chosen in combinations_with_replacement(range(len(columns)), m):
            yield orbits.gates(columns[list(chosen)])

    def assign(self, problem: GateProblem, best: BestGates, x_new: Array) -> Array:
        """Base gates at T_s x for each s; a base gate at an unseen input is that of the nearest input seen.

        Ties go to the lowest gate, as for `exclusive` and `table`. The rule is equivariant whatever the ties: gate (a, s) at x is
        gate (a, 0) at T_s x.
        """
        L, base = problem.n, best.gates[:, :: problem.n]
        shifted = [nearest_gates(problem, base, np.roll(x_new, -s, axis=1)) for s in range(L)]
        return np.stack(shifted, axis=2).reshape(len(x_new), base.shape[1] * L)


def _exhaustive(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """Every multiset of base gates, on the orbits."""
    m, orbits = _base_gates(problem), _orbits(problem)
    columns = _all_base_gates(orbits)
    P = m * problem.n

    def of(chosen: Array) -> tuple[Array, Array]:
        return reduced_fits(problem, orbits, columns[chosen])

    size = m * len(orbits.points) + (len(orbits.weight) + P) * P
    chosen, bound, work = best_multiset(len(columns), m, of, size, problem.bayes, limits)
    return Found(orbits.gates(columns[chosen]), bound, work)


def _local_search(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """Single flips of base gates, the best one each time, from random base gates; some restarts."""
    m, orbits = _base_gates(problem), _orbits(problem)
    U = len(orbits.points)
    best, least, work = np.ones((m, U), dtype=np.int8), np.inf, 0
    floor = problem.bayes + 64 * EPS * problem.y2
    try:
        while work < (RESTARTS if limits.budget is None else limits.budget):
            if work and (limits.spent(work) or least <= floor):
                break
            base = rng.integers(2, size=(m, U)).astype(np.int8)
            value = float(reduced_fits(problem, orbits, base[None])[0][0])
            while True:
                if value < least:
                    best, least = base.copy(), value
                few = np.argsort(after_flips(problem, orbits, base), axis=None, kind="stable")[:8]
                trial = np.repeat(base[None], len(few), axis=0)
                trial[np.arange(len(few)), few // U, few % U] ^= 1
                values, _ = reduced_fits(problem, orbits, trial)
                at = int(np.argmin(values))
                if not values[at] < value * (1 - 1e-12) or limits.spent(work):
                    break
                base, value = trial[at], float(values[at])
            work += 1
            if limits.progress:
                limits.progress(work, least, problem.bayes)
    except KeyboardInterrupt:
        pass
    return Found(orbits.gates(best), problem.bayes, max(work, 1))


def _base_gates(problem: GateProblem) -> int:
    """m with K = m L."""
    problem.refuse_min_points("equivariant ones")
    if problem.K % problem.n:
        raise ValueError(
            f"K must be a multiple of the {problem.n} columns of x, all shifts of each base gate; got {problem.K}."
        )
    return problem.K // problem.n


@lru_cache(maxsize=4)
def _orbits(problem: GateProblem) -> Orbits:
    return Orbits.of(problem)


def _cycles(permutation: Array) -> int:
    seen = np.zeros(len(permutation), dtype=bool)
    cycles = 0
    for start in range(len(permutation)):
        cycles += not seen[start]
        at = start
        while not seen[at]:
            seen[at] = True
            at = int(permutation[at])
    return cycles


def _all_base_gates(orbits: Orbits) -> Array:
    """One of all shifts of each base gate, (N, U): the least when read as a number."""
    U = len(orbits.points)
    if U > MOST_POINTS:
        raise ValueError(
            f"at most {MOST_POINTS} points have their base gates listed; got {U}. Use method='local search'."
        )
    words = np.arange(2**U, dtype=np.int64)
    least = words.copy()
    for step in orbits.shifted[1:]:
        moved = np.zeros_like(words)
        for u in range(U):
            moved |= (words >> int(step[u]) & 1) << u
        np.minimum(least, moved, out=least)
    words = words[least == words]
    return (words[:, None] >> np.arange(U) & 1).astype(np.int8)


FAMILY = Equivariant()
