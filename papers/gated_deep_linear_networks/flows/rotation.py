"""Two coordinates in any rotated basis: on these the solutions of the flow are put back into it, symbolically."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Evidence, Outcome
from papers.ledger.derived import undecided
from theory.derivation import Derivation
from theory.zero import is_zero

K = sp.Symbol("K", integer=True, positive=True)
tau, t = sp.symbols("tau t", positive=True)


def rotated() -> tuple[Any, Any, Any, dict[Any, Any]]:
    """Any rotation P of two coordinates (s the tangent of half its angle), Lambda, b, and the numbers of an instance."""
    s, values, b = sp.Symbol("s", real=True), sp.symbols("lambda_1:3", positive=True), sp.symbols("b_1:3", real=True)
    P = sp.Matrix([[1 - s**2, -2 * s], [2 * s, 1 - s**2]]) / (1 + s**2)
    numbers = {K: 2, tau: 1, s: sp.Rational(1, 2), values[0]: 1, values[1]: 2, b[0]: 3, b[1]: 1, t: sp.log(2)}
    return P, sp.diag(*values), sp.Matrix(b), numbers


INSTANCE = "K = 2, tau = 1, t = log 2, P = ((3, -4), (4, 3)) / 5, Lambda = (1, 2), b = (3, 1), other constants 1"


INSTANCE_OFF = "what is left of the equation at the counterexample, the largest entry"


def decimal(value: Any) -> str:
    """A number of SymPy in four figures, as a sentence has it.

    Example:
    >>> import sympy as sp
    >>> from papers.gated_deep_linear_networks.flows.rotation import decimal
    >>> decimal(-sp.sqrt(2) / 4)
    '-0.3536'
    """
    return f"{float(value):.4g}"


def vanishes(difference: Any, numbers: Any, what: str) -> Outcome:
    """Whether a column of fractions is 0: refuted by the instance, or proved by the numerators."""
    left = [sp.nsimplify(sp.simplify(e.subs(numbers))) for e in difference]
    if any(v != 0 for v in left):
        size = max(abs(float(v)) for v in left)
        found = f"{INSTANCE}: {what} ({', '.join(map(decimal, left))}), not 0"
        return Outcome(False, Evidence.PROVED, len(left), deviation=size, counterexample=found, level=INSTANCE_OFF)
    numerators = [is_zero(sp.numer(sp.together(e))) for e in difference]
    proved = True if all(d.holds and d.proved for d in numerators) else None
    detail = "for every rotation, spectrum, b, K and tau"
    return Outcome(proved, Evidence.PROVED, len(left), deviation=0.0, detail=detail)


def solves(says: Callable[..., Any], derivation: Derivation) -> Outcome:
    """w(t) = says(P, Lambda, b, E) solves K tau w' = b - A w / K, the flow that was derived, for any constants E."""
    if open_ := undecided(derivation):
        return open_
    P, L, b, numbers = rotated()
    constants = sp.Matrix(sp.symbols("E_1:3", real=True))
    w = says(P, L, b, constants)
    residual = K * tau * sp.diff(w, t) - (b - P * L * P.T * w / K)
    return vanishes(residual, numbers | dict.fromkeys(constants, 1), "K tau w' - (b - A w / K) =")


def separates(says: Callable[[Any, Any, Any, Any], Any], derivation: Derivation) -> Outcome:
    """K tau u' = says(K, lambda, u, c), mode by mode, is the flow b - A w / K in the coordinates u = P^T w, c = P^T b."""
    if open_ := undecided(derivation):
        return open_
    P, L, b, numbers = rotated()
    u = sp.Matrix(sp.symbols("u_1:3", real=True))
    derived, target = P.T * (b - P * L * P.T * (P * u) / K), P.T * b
    stated = sp.Matrix([says(K, L[i, i], u[i], target[i]) for i in range(2)])
    return vanishes(stated - derived, numbers | dict.fromkeys(u, 1), "K tau u' is off by")
