"""Every choice of gates, up to symmetry: the oracle of all other solvers."""

from __future__ import annotations

import numpy as np

from ..family import GateFamily
from ..problem import GateProblem
from ..search import Found, Limits, Rng

AT_MOST = 10_000_000  # candidates that are listed without a budget


def exhaustive(family: GateFamily, problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """The best of `family.candidates(problem)`; ties go to the first. A list cut short proves the Bayes bound only.

    Raises ValueError for more than 10^7 candidates without a budget or a deadline.
    """
    if limits.budget is None and limits.deadline == np.inf and family.count(problem) > AT_MOST:
        raise ValueError(
            f"family {family.name!r} has more than {AT_MOST:.0e} candidates here; pass budget, seconds or another method."
        )
    best, least, work = None, np.inf, 0
    complete = True
    for gates in family.candidates(problem):
        if best is not None and limits.spent(work):
            complete = False
            break
        work += 1
        value = problem.objective(gates)
        if value < least:
            best, least = gates, value
            if limits.progress:
                limits.progress(work, least, problem.bayes)
    if best is None:
        raise ValueError(f"family {family.name!r} allows no gates on these data with K = {problem.K}.")
    return Found(np.asarray(best), least if complete else problem.bayes, work)
