"""Section 3.3: A and b as second moments of the gated features, Eq. (11), and the regression on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import by_hand, tuples
from theory import exact
from theory.zero import is_zero

from ..flows.instances import invertible_problems, symbolic_problems


def moments_are(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """<x~ x~^T> and <x~ y> of the features x~ = says(gates, x) must be the A and b made of Eq. (5) and (6)."""
    effective = 0
    for problem in symbolic_problems():
        features = [says(problem.g[s], problem.x[s]) for s in range(2)]
        A = problem.mean([np.outer(f, f) for f in features])
        b = problem.mean([f * y for f, y in zip(features, problem.y, strict=True)])
        effective += A.size
        pairs = [*zip(A.ravel(), problem.A.ravel(), strict=True), *zip(b, problem.b, strict=True)]
        for stated, true in pairs:
            if is_zero(stated - true).holds is not True:
                found = f"K = {problem.K}, n = {problem.n}: an entry {by_hand(stated)} of the moments of x~, "
                found += f"where A or b has {by_hand(true)}"
                return Outcome(False, Evidence.PROVED, effective, counterexample=found)
    return Outcome(
        True, Evidence.PROVED, effective, deviation=0.0, detail="identical for any inputs, targets and gates"
    )


def ordinary_least_squares(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """says(K, A^-1 b) must minimize <(w . x~ - y)^2>, the regression of y on x~ without a 1/K."""
    effective = 0
    for instance in invertible_problems(context):
        problem = instance.problem
        effective += 1
        w = says(problem.K, exact.minimum_norm_solution(problem.A, problem.b))
        x_tilde = (instance.gates[:, :, None] * instance.x[:, None, :]).reshape(len(instance.x), -1)
        normal = x_tilde.T @ (x_tilde @ w - instance.y)
        if np.any(normal != 0):
            found = f"{instance}: the normal equations leave {tuples(normal)}"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="the normal equations hold exactly")


CLAIMS = (
    Claim(
        id="eq-11",
        locator="Eq. (11)",
        statement="A and b are the second moments of the gated features x~.",
        printed=Statement(
            r"\tilde x = (g_1(x) x, \dots, g_K(x) x),\quad A = \langle\tilde x\tilde x^\top\rangle,\ b = \langle\tilde x y\rangle",
            lambda g, x: np.concatenate([gate * x for gate in g]),
        ),
        test=moments_are,
        wrong={
            "x (x) g in place of g (x) x": lambda g, x: np.concatenate([value * g for value in x]),
            "the last gate left out": lambda g, x: np.concatenate([*(gate * x for gate in g[:-1]), x]),
        },
        oracle="symbolic moments of Eq. (5) and (6)",
    ),
    Claim(
        id="eq-11-regression",
        locator="Eq. (11), sentence",
        statement="A^-1 b is the population solution of the least-squares regression of y on x~.",
        printed=Statement(r"A^{-1} b = \arg\min_w \langle (w^\top \tilde x - y)^2 \rangle", lambda K, w: w),
        test=ordinary_least_squares,
        wrong={"K A^-1 b": lambda K, w: K * w, "minus A^-1 b": lambda K, w: -w},
        assumptions=("A invertible", "b != 0"),
        oracle="the normal equations from the samples, in exact rationals",
    ),
)
