"""Section 3.5: the weights of two equal gates over time, Eq. (30) and (31)."""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.derived import undecided
from theory import gdln
from theory.zero import is_zero

from .modes import E, c, lam
from .rotation import INSTANCE_OFF, K, decimal, t, tau

D = sp.Symbol("Delta", real=True)


def pair_solves(says: Any, context: Context, which: int) -> Outcome:
    """w_1(t) (which = 1) or w_2(t) = says solves a mode of K tau w' = b - A_11 (w_1 + w_2) / K with w_1 - w_2 = 2 Delta.

    For all K, tau, lambda > 0, b, Delta and E, the constant that the mean's start fixes.
    """
    if open_ := undecided(gdln.redundant_flow_derivation()):
        return open_
    sign = 1 if which == 1 else -1
    total = 2 * (says - sign * D)
    residual = K * tau * sp.diff(says, t) - (c - lam * total / K)
    numbers = {K: 2, tau: 1, lam: 1, c: 1, E: 1, D: 1, t: sp.log(2)}
    if is_zero(residual).holds is not True:
        left = sp.nsimplify(sp.simplify(residual.subs(numbers)))
        instance, what = "K = 2, tau = lambda = c = E = Delta = 1, t = log 2", "K tau w' - (c - lambda (w_1 + w_2) / K)"
        found = f"{instance}: {what} = {decimal(left)}, not 0"
        return Outcome(False, Evidence.PROVED, 1, deviation=abs(float(left)), counterexample=found, level=INSTANCE_OFF)
    if is_zero(sp.diff(says.subs(t, 0), E)).holds is True:
        return Outcome(False, Evidence.PROVED, 1, counterexample="the start does not depend on E")
    return Outcome(True, Evidence.PROVED, 2, deviation=0.0, detail="the ODE for all K, tau, lambda; any start")


def decaying(rate: Any, limit: Any) -> Any:
    """(E e^{-rate t / tau} + limit) / (2 lambda)."""
    return (E * sp.exp(-rate * t / tau) + limit) / (2 * lam)


TRUE_MEAN = decaying(2 * lam / K**2, K * c)


CLAIMS = (
    Claim(
        id="eq-30",
        locator="Eq. (30)",
        statement="w_1 over time. The printed line loses Delta, the factor 2 of its own Eq. (29) in the rate, and 1/K.",
        printed=Statement(
            r"w_1(t) = \tfrac12 A_{11}^{-1}\big(P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + b_1\big)",
            decaying(lam / K, c),
        ),
        corrected=Statement(
            r"w_1(t) = \Delta + \tfrac12 A_{11}^{-1}\big(P e^{-\frac{2t}{K^2\tau}\Lambda} C\mathbf 1 + K b_1\big),"
            r"\quad 2\Delta = w_1(0) - w_2(0)",
            D + TRUE_MEAN,
        ),
        test=partial(pair_solves, which=1),
        wrong={
            "without Delta": TRUE_MEAN,
            "without the factor 2 in the rate": D + decaying(lam / K**2, K * c),
            "1/K lost": D + decaying(2 * lam / K, c),
            "limit not halved": D + decaying(2 * lam / K**2, 2 * K * c),
        },
        assumptions=("A_11 invertible", "no other gate overlaps the two"),
        oracle="substitution into the flow derived from the loss",
    ),
    Claim(
        id="eq-31",
        locator="Eq. (31)",
        statement="w_2 = w_1 - (w_1(0) - w_2(0)) over time, with the losses of Eq. (30).",
        printed=Statement(
            r"w_2(t) = \tfrac12 A_{11}^{-1}\big(P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + b_1\big) - (w_1(0) - w_2(0))",
            decaying(lam / K, c) - 2 * D,
        ),
        corrected=Statement(
            r"w_2(t) = -\Delta + \tfrac12 A_{11}^{-1}\big(P e^{-\frac{2t}{K^2\tau}\Lambda} C\mathbf 1 + K b_1\big),"
            r"\quad 2\Delta = w_1(0) - w_2(0)",
            TRUE_MEAN - D,
        ),
        test=partial(pair_solves, which=2),
        wrong={
            "2 Delta for Delta": TRUE_MEAN - 2 * D,
            "plus Delta": TRUE_MEAN + D,
            "1/K lost": decaying(2 * lam / K, c) - D,
        },
        assumptions=("A_11 invertible", "no other gate overlaps the two"),
        oracle="substitution into the flow derived from the loss",
    ),
)
