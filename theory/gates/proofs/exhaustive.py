"""Every choice of gates, up to symmetry: the oracle of all other solvers."""

from __future__ import annotations

import numpy as np

from ..family import GateFamily, checked_candidate
from ..limits import Limits, Rng
from ..problem import GateProblem
from ..solver_result import Found

AT_MOST = 10_000_000  # candidates that are listed without a budget


def exhaustive(family: GateFamily, problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """The best of `family.candidates(problem)`; ties go to the first.

    A list cut short, by a limit or by Ctrl-C, proves the Bayes bound only. Raises ValueError for more than 10^7 candidates
    without a budget or a deadline, and for a family that lists other than it says.
    """
    count = family.count(problem)
    if limits.budget is None and limits.deadline == np.inf and count > AT_MOST:
        raise ValueError(
            f"family {family.name!r} has more than {AT_MOST:.0e} candidates here; pass budget, seconds or another method."
        )
    best, least, work = None, np.inf, 0
    complete = True
    try:
        for gates in family.candidates(problem):
            if best is not None and limits.spent(work):
                complete = False
                break
            gates = checked_candidate(family, problem, gates)
            work += 1
            value = problem.objective(gates)
            if value < least:
                best, least = gates, value
                if limits.progress:
                    limits.progress(work, least, problem.bayes)
    except KeyboardInterrupt:
        if best is None:
            raise
        complete = False
    if best is None:
        raise ValueError(f"family {family.name!r} allows no gates on these data with K = {problem.K}.")
    if complete and work < count and problem.min_points == 1:  # else some may be left out
        raise ValueError(
            f"family {family.name!r}: candidates must list all of the {count} that count gives; got {work}."
        )
    return Found(best, least if complete else problem.bayes, work)
