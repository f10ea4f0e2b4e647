"""Section 3.5: the moments of two equal gates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import by_hand
from theory.zero import is_zero

from .two_point_gates import equal_pairs


def moments_agree(says: Callable[..., Any], context: Context) -> Outcome:
    """All of says(b_1, b_2, A_11, A_12, A_22) vanish for g_1 = g_2, symbolic otherwise."""
    effective = 0
    for problem, alike in equal_pairs():
        S = problem.Sxx
        for difference in says(problem.Syx(0), problem.Syx(1), S(0, 0), S(0, 1), S(1, 1)):
            for entry in np.ravel(difference):
                effective += 1
                if is_zero(alike(entry)).holds is not True:
                    found = f"K = {problem.K}, n = {problem.n}: the difference is {by_hand(sp.factor(alike(entry)))}"
                    return Outcome(False, Evidence.PROVED, effective, counterexample=found)
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail="identical for any inputs and gates")


CLAIMS = (
    Claim(
        id="redundant-moments",
        locator="Sec. 3.5, sentence, moments",
        statement="If g_1 = g_2, then b_1 = b_2 and A_11 = A_12 = A_22.",
        printed=Statement(
            r"g_1 = g_2 \implies b_1 = b_2,\ A_{11} = A_{12} = A_{22}",
            lambda b1, b2, A11, A12, A22: (b1 - b2, A11 - A12, A12 - A22),
        ),
        test=moments_agree,
        wrong={
            "A_12 = 2 A_11": lambda b1, b2, A11, A12, A22: (A12 - 2 * A11,),
            "b_1 = -b_2": lambda b1, b2, A11, A12, A22: (b1 + b2,),
        },
        oracle="symbolic moments of Eq. (5) and (6)",
    ),
)
