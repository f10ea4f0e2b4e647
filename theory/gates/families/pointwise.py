"""The solvers of the families in which each point has its gates whatever the others have: `exclusive` and `table`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..fits.moves import Moves
from ..fits.rows import Rows
from ..limits import Limits, Rng
from ..local.local_search import LocalSearch
from ..local.restarts import restarts
from ..problem import GateProblem
from ..proofs.race import prove
from ..solver_result import Found

Solver = Callable[[GateProblem, Limits, Rng], Found]

PROVABLE = (
    210  # points times bits of choice a point, by coefficients over 3, that branch and bound can settle in minutes
)


def pointwise_solvers(moves_of: Callable[[int], Moves]) -> dict[str, Solver]:
    """By name; `moves_of(K)` says which patterns a point may have."""

    def checked(problem: GateProblem) -> Moves:
        moves = moves_of(problem.K)
        if not moves.exclusive:
            problem.refuse_min_points("a table")
        return moves

    def exact(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
        moves = checked(problem)
        if not len(moves.patterns):
            raise ValueError(
                f"K must be at most 8 for branch and bound on tables; got {problem.K}. Use 'local search'."
            )
        return prove(moves, problem, limits, rng)

    def local(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
        return _heuristic(checked(problem), problem, limits, rng, False)

    def annealing(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
        return _heuristic(checked(problem), problem, limits, rng, True)

    return {"branch and bound": exact, "local search": local, "annealing": annealing}


def _heuristic(moves: Moves, problem: GateProblem, limits: Limits, rng: Rng, annealed: bool) -> Found:
    """The best of restarts, and the Bayes bound."""
    rows = Rows.of(problem)

    def progress(work: int, value: float, bound: float) -> None:
        if limits.progress:
            limits.progress(work, rows.unit * value + problem.bayes, rows.unit * bound + problem.bayes)

    within = Limits(limits.budget, limits.deadline, progress)
    gates, work = restarts(LocalSearch(rows, moves, problem.min_points, rng, within), annealed)
    return Found(gates, problem.bayes, work)


def provable(problem: GateProblem, patterns: int, coefficients: int) -> bool:
    """Whether branch and bound can be a matter of minutes, by size: noise decides more, and is not known."""
    return len(problem.points) * float(np.log2(max(patterns, 2))) * coefficients / 3 <= PROVABLE
