"""Whether the blocks of A are symmetric as stated, for symbolic problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Context, Evidence, Outcome
from papers.ledger.words import by_hand
from theory.zero import is_zero

from .instances import symbolic_problems


def blocks_are_symmetric(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """`says(A_ij, A_ji)` is a difference that must vanish for the symbolic blocks of every size."""
    effective = 0
    for problem in symbolic_problems():
        for i in range(problem.K):
            for j in range(problem.K):
                effective += 1
                difference = sp.Matrix(says(problem.Sxx(i, j), problem.Sxx(j, i)))
                if is_zero(difference).holds is not True:
                    entry = next(e for e in difference if is_zero(e).holds is not True)
                    at = f"K = {problem.K}, n = {problem.n}, i = {i + 1}, j = {j + 1}"
                    found = f"{at}: an entry of the difference is {by_hand(entry)}, not 0"
                    return Outcome(False, Evidence.PROVED, effective, counterexample=found)
    return Outcome(
        True, Evidence.PROVED, effective, deviation=0.0, detail="zero for any inputs, probabilities and gates"
    )
