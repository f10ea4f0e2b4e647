"""Section 3.4: one gate's weights over time, Eq. (20) to (24)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import tuples
from theory import gdln
from theory.zero import is_zero

from .derived_flow import agrees
from .instances import Symbolic
from .modes import E, c, constant_is_real, decay, lam, solves_a_mode, u0
from .rotation import INSTANCE_OFF, K, decimal, solves, t, tau
from .two_point_gates import at, gatings, is_exclusive


def own_weights(says: Callable[..., Any], context: Context) -> Outcome:
    """w_1(t) = says(P, Lambda, b_1, E) solves K tau w_1' = b_1 - A_11 w_1 / K, for two coordinates and any start."""
    return solves(says, gdln.exclusive_flow_derivation())


def solves_the_loss(says: Callable[..., Any], context: Context) -> Outcome:
    """w_1(t) = says(K, Sigma^xx, Sigma^yx, E) follows tau w' = -dL/dw of the loss of Eq. (3), one input, two points.

    Gate 1 is on at one or both points; both other exclusive gates and points with none occur. No step through A and P.
    For K beyond 3 it must be the mode that theory derives.
    """
    effective = 0
    for problem in (Symbolic(gates, 1) for gates in (1, 2, 3)):
        for gating in filter(is_exclusive, gatings(problem.K)):
            if not any(point[0] for point in gating):
                continue
            effective += 1
            numbers = at(problem, gating)
            positive = {v: sp.Symbol(f"{v}", positive=True) for v in (*problem.x.ravel(), *problem.p)}
            xx, yx = (e.xreplace(numbers).xreplace(positive) for e in (problem.Sxx(0, 0)[0, 0], problem.Syx(0)[0]))
            w1 = says(sp.Integer(problem.K), xx, yx, E)
            velocity = problem.minus_gradient[0].xreplace(numbers).xreplace(positive).subs(problem.w[0, 0], w1)
            residual = tau * sp.diff(w1, t) - velocity
            if is_zero(residual).holds is not True:
                ones = dict.fromkeys([*positive.values(), *problem.y, tau, E], 1) | {t: sp.log(2)}
                left = sp.simplify(residual.subs(ones))
                found = f"K = {problem.K}, gates {tuples(gating)}, all numbers 1, t = log 2: "
                found += f"tau w' + dL/dw = {decimal(left)}, not 0"
                off = abs(float(left))
                return Outcome(False, Evidence.PROVED, effective, off, counterexample=found, level=INSTANCE_OFF)
    detail = "put back into the derivative of the loss, for any numbers; the derived mode for any K"
    passed = Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail=detail)
    derivation = gdln.exclusive_flow_derivation()
    mode = derivation.steps[2].lhs.atoms(sp.Derivative).pop().expr
    return agrees(derivation, mode, says(K, lam, c, lam * u0 - K * c), passed)


SOLVES: dict[str, Any] = {
    "test": own_weights,
    "assumptions": ("A_11 invertible", "exclusive gates"),
    "oracle": "substitution into the flow derived from the loss, any rotation and spectrum of A_11",
}


CLAIMS = (
    Claim(
        id="eq-20",
        locator="Eq. (20)",
        statement="The solution of Eq. (19). Read with any real number for e^C, it solves the printed flow, not the model's.",
        printed=Statement(
            r"u_1(t) = \Lambda^{-1} e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + \Lambda^{-1} c_1",
            (E * sp.exp(-t * lam / (K * tau)) + c) / lam,
        ),
        corrected=Statement(
            r"u_1(t) = \Lambda^{-1} e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K\Lambda^{-1} c_1,\quad"
            r" u_{1,i}(t) = u_{1,i}(0)\ \text{where}\ \lambda_i = 0",
            (E * sp.exp(-t * lam / (K**2 * tau)) + K * c) / lam,
        ),
        test=solves_a_mode,
        wrong={
            "limit without K": (E * sp.exp(-t * lam / (K**2 * tau)) + c) / lam,
            "start fixed at 0": (-K * c * sp.exp(-t * lam / (K**2 * tau)) + K * c) / lam + 0 * u0,
        },
        assumptions=("lambda > 0; for lambda = 0, where c = 0, the limit", "exclusive gates"),
        oracle="substitution into the flow derived from the loss",
    ),
    Claim(
        id="eq-20-constant",
        locator="Eq. (20), sentence",
        statement="A constant diagonal matrix C in e^(.. + C) defines the initial condition; no real C does for every start.",
        printed=Statement(r"e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1,\ C\ \text{real diagonal}", lambda C: sp.exp(C)),
        corrected=Statement(
            r"e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1,\quad C = \mathrm{diag}(\Lambda u_1(0) - K c_1)",
            lambda C: C,
        ),
        test=constant_is_real,
        wrong={"C squared": lambda C: C**2, "minus e^C": lambda C: -sp.exp(C)},
        assumptions=("C is real",),
        oracle="solving for C at starts above, at and below the limit",
    ),
    Claim(
        id="eq-21",
        locator="Eq. (21)",
        statement="The weights of gate 1 over time: P times the modes.",
        printed=Statement(
            r"w_1(t) = P\big(\Lambda^{-1} e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + \Lambda^{-1} c_1\big)",
            lambda P, L, b, E: P * (L.inv() * decay(L, K * tau, E) + L.inv() * P.T * b),
        ),
        corrected=Statement(
            r"w_1(t) = P\big(\Lambda^{-1} e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K\Lambda^{-1} c_1\big)",
            lambda P, L, b, E: P * (L.inv() * decay(L, K**2 * tau, E) + K * L.inv() * P.T * b),
        ),
        wrong={
            "limit without K": lambda P, L, b, E: P * (L.inv() * decay(L, K**2 * tau, E) + L.inv() * P.T * b),
            "P^T for P": lambda P, L, b, E: P.T * (L.inv() * decay(L, K**2 * tau, E) + K * L.inv() * P.T * b),
        },
        **SOLVES,
    ),
    Claim(
        id="eq-22",
        locator="Eq. (22)",
        statement="The weights of gate 1 over time: Eq. (21) multiplied out.",
        printed=Statement(
            r"w_1(t) = P\Lambda^{-1} e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + P\Lambda^{-1} c_1",
            lambda P, L, b, E: P * L.inv() * decay(L, K * tau, E) + P * L.inv() * P.T * b,
        ),
        corrected=Statement(
            r"w_1(t) = P\Lambda^{-1} e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K P\Lambda^{-1} c_1",
            lambda P, L, b, E: P * L.inv() * decay(L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
        ),
        wrong={
            "growth": lambda P, L, b, E: P * L.inv() * decay(-L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
            "rate lambda / (K tau)": lambda P, L, b, E: P * L.inv() * decay(L, K * tau, E) + K * P * L.inv() * P.T * b,
        },
        **SOLVES,
    ),
    Claim(
        id="eq-23",
        locator="Eq. (23)",
        statement="The solution of Eq. (22) in terms of A_11 and b_1.",
        printed=Statement(
            r"w_1(t) = A_{11}^{-1}\big(P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + b_1\big)",
            lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K * tau, E) + b),
        ),
        corrected=Statement(
            r"w_1(t) = A_{11}^{-1}\big(P e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K b_1\big)",
            lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K**2 * tau, E) + K * b),
        ),
        wrong={
            "P dropped": lambda P, L, b, E: P * L.inv() * P.T * (decay(L, K**2 * tau, E) + K * b),
            "limit K^2 A_11^-1 b_1": lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K**2 * tau, E) + K**2 * b),
        },
        **SOLVES,
    ),
    Claim(
        id="eq-24",
        locator="Eq. (24)",
        statement="The solution of Eq. (22) in terms of the moments of Eq. (5) and (6).",
        printed=Statement(
            r"w_1(t) = \Sigma^{xx}(p_1, p_1)^{-1}\big(P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + \Sigma^{yx}(p_1)^\top\big)",
            lambda K, xx, yx, E: (E * sp.exp(-t * xx / (K * tau)) + yx) / xx,
        ),
        corrected=Statement(
            r"w_1(t) = \Sigma^{xx}(p_1, p_1)^{-1}\big(P e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K\Sigma^{yx}(p_1)^\top\big)",
            lambda K, xx, yx, E: (E * sp.exp(-t * xx / (K**2 * tau)) + K * yx) / xx,
        ),
        test=solves_the_loss,
        wrong={
            "limit without K": lambda K, xx, yx, E: (E * sp.exp(-t * xx / (K**2 * tau)) + yx) / xx,
            "rate K^2 too fast": lambda K, xx, yx, E: (E * sp.exp(-t * xx * K**2 / tau) + K * yx) / xx,
        },
        assumptions=("Sigma^xx(p_1, p_1) invertible", "exclusive gates", "one input; Eq. (23) has any"),
        oracle="substitution into the derivative of the loss of Eq. (3), symbolic inputs, targets and probabilities",
        cost=3,
    ),
)
