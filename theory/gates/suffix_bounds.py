"""The Russian doll: the certified optimum of each suffix of the points bounds all longer ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..validation import Array
from .branch_and_bound import Search
from .local_search import LocalSearch
from .moves import Moves
from .point_order import doubt_last
from .problem import TOLERANCE, GateProblem
from .refits import exclusive_weights, joint_weights
from .restarts import restarts
from .rows import Rows
from .search import Found, Limits, Rng

STARTS = 60  # restarts for the first incumbent, at most
PATIENCE = 8  # of them that gain nothing


def russian_doll(moves: Moves, problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """The optimum over all assignments of the patterns of `moves`, proven by branch and bound on suffix after suffix.

    A suffix is searched without ridge and without `min_points`, which bounds it with them; only the last search, of all
    points, has both. Stopped early, the bound is that of the longest suffix reached: the objective of some of the points
    is at most that of all.
    """
    rows = Rows.of(problem)
    U, K = len(rows.c), problem.K
    if rows.unit == 0 or (K == 1 and moves.exclusive):
        gates = np.zeros((U, K), dtype=np.int8)
        gates[:, 0] = 1
        exact = rows.value(gates)
        return Found(gates, rows.unit * max(exact - rows.slack(K, exact), 0.0) + problem.bayes, 1)
    local = LocalSearch(rows, moves, problem.min_points, rng, Limits(STARTS, limits.deadline))
    best, work = restarts(local, patience=PATIENCE)
    if local.interrupted:
        return Found(best, problem.bayes, work)
    order = doubt_last(rows, moves, best)
    rows, best = rows.take(order), best[order]
    free = replace(rows, penalty=0 * rows.penalty)
    floor, suffix, least = np.zeros(U + 1), best[U:], rows.value(best)
    try:
        for j in range(U - 1, -1, -1):
            of, min_points = (rows, problem.min_points) if j == 0 else (free, 1)
            part = of.take(slice(j, None))
            local = LocalSearch(part, moves, min_points, rng, Limits(None, limits.deadline))
            starts = [best[j:], local.improve(best[j:]), local.improve(one_longer(part, moves, suffix))]
            suffix = min(starts, key=part.value)
            incumbent = part.value(suffix)
            floor[j] = floor[j + 1]
            if incumbent > floor[j] + TOLERANCE / 2:
                found = Search(of, moves, floor, j, incumbent, TOLERANCE / 2, min_points, limits, work).run()
                work += found.nodes
                floor[j] = found.lower_bound
                if found.moves is not None:
                    suffix = moves.patterns[found.moves]
                if not found.finished:
                    break
            if limits.progress:
                limits.progress(work, rows.unit * least + problem.bayes, rows.unit * floor[j] + problem.bayes)
    except KeyboardInterrupt:
        pass
    best = suffix if len(suffix) == U and rows.value(suffix) < least else best
    gates = np.empty_like(best)
    gates[order] = best
    bound = rows.unit * max(floor.max() - rows.slack(K, least), 0.0) + problem.bayes
    return Found(gates, float(bound), max(work, 1))


def one_longer(rows: Rows, moves: Moves, gates: Array) -> Array:
    """Gates of all rows from those of all but the first, which gets the pattern that the weights of the others fit best."""
    if not len(gates):
        return moves.patterns[:1].copy()
    others = rows.take(slice(1, None))
    labels = np.argmax(gates, axis=1)
    w = exclusive_weights(others, labels, moves.K) if moves.exclusive else joint_weights(others, gates)
    error = np.abs(rows.c[0] - moves.patterns @ (w @ rows.z[0]))
    return np.vstack([moves.patterns[np.argmin(error)][None], gates])
