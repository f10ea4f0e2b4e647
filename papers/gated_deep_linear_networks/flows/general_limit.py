"""Section 3.3, Eq. (10): where the weights end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import tuples
from theory import exact, gdln

from .derived_flow import agrees, limit_of
from .instances import invertible_problems
from .modes import c, lam
from .rotation import K


def limit_is(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """w(infinity) = says(K, A^-1 b) must be where the gradient, taken from the samples, is zero; for any K the limit derived."""
    effective = 0
    for instance in invertible_problems(context):
        problem = instance.problem
        effective += 1
        solution = exact.minimum_norm_solution(problem.A, problem.b)
        w = says(problem.K, solution).reshape(problem.K, problem.n)
        gradient = instance.minus_gradient(w)
        if np.any(gradient != 0):
            found = f"{instance}: at the stated limit -dL/dw = {tuples(gradient.reshape(-1))}, not 0"
            size = float(max(abs(v) for v in gradient.reshape(-1)))
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=size,
                counterexample=found,
                level="largest entry of the gradient",
            )
    detail = "the gradient is exactly 0 there; derived mode by mode"
    passed = Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)
    derivation = gdln.general_flow_derivation()
    return agrees(derivation, limit_of(derivation).rhs, says(K, c / lam), passed)


CLAIMS = (
    Claim(
        id="eq-10-limit",
        locator="Eq. (10), sentence",
        statement="If no eigenvalue is zero, the weights end at A^-1 b; with the model's 1/K they end at K A^-1 b.",
        printed=Statement(r"w(\infty) = A^{-1} b", lambda K, w: w),
        corrected=Statement(r"w(\infty) = K A^{-1} b", lambda K, w: K * w),
        test=limit_is,
        wrong={
            "K^2 A^-1 b": lambda K, w: K * K * w,
            "minus": lambda K, w: -K * w,
            "three gates at most": lambda K, w: min(K, 3) * w if isinstance(K, int) else sp.Min(K, 3) * w,
        },
        assumptions=("A invertible", "b != 0"),
        oracle="the gradient of the loss from the samples, in exact rationals",
    ),
)
