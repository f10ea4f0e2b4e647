"""Section 3.3: the objective as a function of the gates, Eq. (16) and (17)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import by_hand, columns, tuples
from theory import GatedRegression, exact

from ..flows.instances import Rational, symbolic_problems
from .class_moments import class_moments, quadratic

SUPPORTS = (
    (((1,), (2,), (1,), (3,)), 1),
    (((2,), (-1,), (1,), (3,), (-2,), (1,)), 1),
    (((1, 0), (1, 2), (0, 1), (2, 1)), 1),
    (((1,), (2,), (3,), (-1,)), 2),
)


def same_best_gates(says: Callable[..., Any], context: Context) -> Outcome:
    """The gates that maximize says(m1, m0, S1, S0) are those that minimize Eq. (15), over all tables of gates on a support.

    Supports have equal classes, y = 1, 0, 1, 0, ...; gates whose A has no inverse are left out, as in Eq. (15).
    """
    effective = 0
    for inputs, K in SUPPORTS:
        x = np.array([[Fraction(v) for v in row] for row in inputs], dtype=object)
        y = 1 - np.arange(len(x)) % 2
        loss, stated = {}, {}
        for bits in product((0, 1), repeat=len(x) * K):
            gates = np.array(bits).reshape(len(x), K)
            problem = GatedRegression.from_samples(x, y, gates)
            if exact.rank(problem.A) < len(problem.b):
                continue
            effective += 1
            loss[bits] = problem.minimum_loss
            stated[bits] = says(*class_moments(Rational(x, y.astype(object), gates.astype(object), problem)))
            if stated[bits] is None:
                found = f"x = {columns(inputs)}, gates {columns(gates)}: the matrix of Eq. (17) has no inverse, that of (15) has"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
        least, most = min(loss.values()), max(stated.values())
        chosen = {bits for bits, value in stated.items() if value == most}
        best = {bits for bits, value in loss.items() if value == least}
        if chosen != best:
            astray = max(chosen, key=lambda bits: loss[bits])
            worst = loss[astray]
            missed = "" if worst > least else f", and {len(best - chosen)} that are as good are left out"
            table = columns(np.array(astray).reshape(len(x), K))
            found = (
                f"x = {columns(inputs)}, y = {tuples(y)}, K = {K}: the statement chooses the gates {table} of loss "
                f"{worst}{missed}; the least is {least}"
            )
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=float(worst - least),
                counterexample=found,
                level="loss above the least",
            )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="the same gates on every support")


def features_are(says: Callable[[Any, Any], Any], context: Context) -> Outcome:
    """says(g~, x) is the x~ of Eq. (11), entry by entry, for symbolic gates and inputs."""
    effective = 0
    for problem in symbolic_problems():
        gates, x = problem.g[0], problem.x[0]
        for i, (stated, true) in enumerate(zip(says(gates, x), np.concatenate([g * x for g in gates]), strict=True)):
            effective += 1
            if stated - true != 0:
                found = f"K = {problem.K}, n = {problem.n}: entry {i + 1} of x~ is {by_hand(true)}, "
                found += f"the statement gives {by_hand(stated)}"
                return Outcome(False, Evidence.PROVED, effective, counterexample=found)
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail="entry by entry, K up to 3")


CLAIMS = (
    Claim(
        id="eq-16",
        locator="Eq. (16)",
        statement="Abbreviation: the vector of all gates.",
        printed=Statement(r"\tilde g(x) = (g_1(x), \dots, g_K(x)) \in \{0, 1\}^K"),
    ),
    Claim(
        id="eq-16-kronecker",
        locator="Eq. (16), sentence",
        statement="The gated features are a Kronecker product of the gates and the input.",
        printed=Statement(r"\tilde x = \tilde g(x) \otimes x", np.kron),
        test=features_are,
        wrong={"the factors exchanged": lambda g, x: np.kron(x, g), "plus the input": lambda g, x: np.kron(g + 1, x)},
        oracle="symbolic gates and inputs",
    ),
    Claim(
        id="eq-17",
        locator="Eq. (17)",
        statement="Minimizing Eq. (15) is maximizing L*. Printed with products of means in place of second moments, L* has no "
        "inverse for K n > 2, is 1 whatever the gates for K n = 2 (if the means are independent), and picks other gates for "
        "K n = 1.",
        printed=Statement(
            r"\mathcal L^* = m_1^\top (m_1 m_1^\top + m_0 m_0^\top)^{-1} m_1,\quad m_c = \langle\tilde g \otimes x\rangle_{x|y=c}",
            lambda m1, m0, S1, S0: quadratic(np.outer(m1, m1) + np.outer(m0, m0), m1),
        ),
        corrected=Statement(
            r"\mathcal L^* = m_1^\top \big(\langle(\tilde g\otimes x)(\tilde g\otimes x)^\top\rangle_{x|y=1} +"
            r" \langle(\tilde g\otimes x)(\tilde g\otimes x)^\top\rangle_{x|y=0}\big)^{-1} m_1",
            lambda m1, m0, S1, S0: quadratic(S1 + S0, m1),
        ),
        test=same_best_gates,
        wrong={
            "minus": lambda m1, m0, S1, S0: -quadratic(S1 + S0, m1),
            "the other class in front": lambda m1, m0, S1, S0: quadratic(S1 + S0, m0),
        },
        assumptions=("A invertible", "balanced classes"),
        oracle="all tables of gates on small supports, in exact rationals",
        cost=3,
    ),
)
