"""Section 3.3: the loss at the minimum, Eq. (12) and (13)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.derived import undecided
from theory import exact, gdln
from theory.moments import gated_features
from theory.zero import is_zero

from ..flows.instances import invertible_problems


def is_the_least_loss(says: Callable[..., Any], context: Context) -> Outcome:
    """<says(K, x~ . A^-1 b, y)> is the loss of the model of Eq. (3) at weights of zero gradient, both from the samples."""
    effective = 0
    for instance in invertible_problems(context):
        problem = instance.problem
        effective += 1
        v: Any = exact.minimum_norm_solution(problem.A, problem.b)
        w = (problem.K * v).reshape(problem.K, problem.n)
        if np.any(instance.minus_gradient(w) != 0):
            return Outcome(None, Evidence.CERTIFIED, effective, detail=f"{instance}: the gradient is not 0")
        model = np.sum(instance.gates * (instance.x @ w.T), axis=1) / Fraction(problem.K)
        least = sum((model - instance.y) ** 2) / Fraction(len(model))
        regression = gated_features(instance.x, instance.gates) @ v
        stated = sum(says(problem.K, f, y) for f, y in zip(regression, instance.y, strict=True)) / Fraction(len(model))
        if stated != least:
            found = f"{instance}: the least loss is {least}, the statement gives {stated}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=float(abs(stated - least)),
                counterexample=found,
                level="absolute error of the least loss",
            )
    detail = "the loss from the samples where its gradient is exactly 0; it is convex"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


def expands(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """says(f, y) = (f - y)^2 for all real f = x~ . A^-1 b and y; and the derivation of the least loss, which expands it."""
    if open_ := undecided(gdln.class_objective_derivation()):
        return open_
    f, y = sp.symbols("f y", real=True)
    difference = says(f, y) - (f - y) ** 2
    if is_zero(difference).holds is True:
        return Outcome(True, Evidence.PROVED, 1, deviation=0.0, detail="an identity")
    at = sp.expand(difference).subs({f: 1, y: 2})
    return Outcome(False, Evidence.PROVED, 1, counterexample=f"x~ . A^-1 b = 1, y = 2: off by {at}")


CLAIMS = (
    Claim(
        id="eq-12",
        locator="Eq. (12)",
        statement="The loss of the regression of y on x~ is the least loss that weights can reach with these gates.",
        printed=Statement(
            r"\mathcal L_{OLS} = \langle (\tilde x'^\top \langle\tilde x\tilde x^\top\rangle^{-1}"
            r"\langle\tilde x y\rangle - y')^2 \rangle_{x', y'}",
            lambda K, f, y: (f - y) ** 2,
        ),
        test=is_the_least_loss,
        wrong={
            "the loss's half": lambda K, f, y: (f - y) ** 2 / Fraction(2),
            "the model's 1/K on A^-1 b": lambda K, f, y: (f / Fraction(K) - y) ** 2,
        },
        assumptions=("A invertible", "the loss without its half, as the note writes it"),
        oracle="the loss from the samples where its gradient vanishes, in exact rationals",
    ),
    Claim(
        id="eq-13",
        locator="Eq. (13)",
        statement="The square is multiplied out.",
        printed=Statement(
            r"\langle (\tilde x'^\top A^{-1} b)^2 - 2 y' \tilde x'^\top A^{-1} b + (y')^2 \rangle",
            lambda f, y: f**2 - 2 * y * f + y**2,
        ),
        test=expands,
        wrong={
            "cross term once": lambda f, y: f**2 - y * f + y**2,
            "sign flipped": lambda f, y: f**2 + 2 * y * f + y**2,
        },
        oracle="symbolic identity",
    ),
)
