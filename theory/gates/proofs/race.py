"""Several orders of the points race to the proof: which one is quick differs between data by orders of magnitude."""

from __future__ import annotations

import numpy as np

from ..fits.moves import Moves
from ..fits.rows import Rows
from ..limits import Limits, Rng
from ..local.local_search import LocalSearch
from ..local.restarts import restarts
from ..problem import GateProblem
from ..solver_result import Found
from .point_order import settled_first
from .suffix_bounds import RussianDoll

STARTS = 60  # restarts for the first incumbent, at most
PATIENCE = 8  # of them that gain nothing
OWN = (100.0, 3.0, 0.0)  # what a point's own residual counts in its order


def prove(moves: Moves, problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """The optimum over all assignments of the patterns of `moves`, by local search and then Russian dolls in turn.

    The doll that has done the least work goes on, until one has settled all points; so the work is at most three times
    that of the quickest. Stopped early, the gates and the bound are the best of theirs.
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
    orders = [settled_first(rows, moves, best, own) for own in OWN]
    dolls = [RussianDoll(rows.take(o), moves, best[o], problem.min_points, limits, rng) for o in orders]
    runs = [doll.steps() for doll in dolls]
    settled = False
    try:
        while not settled and not limits.spent(work + sum(doll.work for doll in dolls)):
            at = min(range(len(dolls)), key=lambda i: (dolls[i].work, -dolls[i].proven, i))
            settled = next(runs[at], StopIteration) is StopIteration
            if limits.progress:
                now = work + sum(doll.work for doll in dolls)
                least, bound = min(doll.least for doll in dolls), max(doll.lower_bound for doll in dolls)
                limits.progress(now, rows.unit * least + problem.bayes, rows.unit * bound + problem.bayes)
    except KeyboardInterrupt:
        pass
    at = min(range(len(dolls)), key=lambda i: dolls[i].least)
    best[orders[at]] = dolls[at].gates
    bound = max(doll.lower_bound for doll in dolls)
    proven = rows.unit * max(bound - rows.slack(K, rows.value(best)), 0.0) + problem.bayes
    return Found(best, float(proven), work + sum(doll.work for doll in dolls))
