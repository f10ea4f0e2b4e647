"""One mode of the flow: its symbols, and whether a statement solves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.calculus.util import function_range

from papers import Context, Evidence, Outcome
from papers.ledger.derived import undecided
from theory import gdln
from theory.zero import is_zero

from .derived_flow import limit_of
from .rotation import INSTANCE_OFF, K, decimal, t, tau

lam = sp.Symbol("lambda", positive=True)
c, u0 = sp.symbols("c u_0", real=True)
E = sp.Symbol("E", real=True)  # the constant of integration; e^C where the note writes so, read as any real number


def solves_a_mode(says: Any, context: Context) -> Outcome:
    """u(t) solves one mode of the flow derived from the loss, K tau u' = c - lambda u / K, from every start u_0.

    Where lambda = 0 also c is, as b lies in the range of A: the limit lambda -> 0 must stay at u_0.
    """
    if open_ := undecided(gdln.general_flow_derivation()):
        return open_
    residual = K * tau * sp.diff(says, t) - (c - lam * says / K)
    smallest = {K: 2, tau: 1, lam: 1, c: 1, E: 1, u0: 0, t: sp.log(2)}
    if is_zero(residual).holds is not True:
        left = sp.nsimplify(sp.simplify(residual.subs(smallest)))
        found = f"K = 2, tau = lambda = c = 1, t = log 2: K tau u' - (c - lambda u / K) = {decimal(left)}, not 0"
        return Outcome(False, Evidence.PROVED, 1, deviation=abs(float(left)), counterexample=found, level=INSTANCE_OFF)
    if says.has(E):
        says = says.subs(E, sp.solve(sp.Eq(says.subs(t, 0), u0), E)[0])
    start = says.subs(t, 0)
    if is_zero(start - u0).holds is not True:
        found = f"u(0) = {str(sp.simplify(start)).replace('*', ' ')} whatever u_0 is"
        return Outcome(False, Evidence.PROVED, 1, counterexample=found)
    still = sp.limit(says.subs(c, 0), lam, 0)
    if is_zero(still - u0).holds is not True:
        return Outcome(False, Evidence.PROVED, 2, counterexample=f"lambda = c = 0: u(t) = {still}, not u_0")
    return Outcome(
        True, Evidence.PROVED, 3, deviation=0.0, detail="the ODE, the initial value and lambda -> 0, for all K, tau"
    )


def constant_is_real(says: Callable[[Any], Any], context: Context) -> Outcome:
    """The factor that the initial value asks of e^{-lambda t/..}, lambda u_0 - K c, must be `says` of some real C.

    It is lambda times the start's distance from the limit that theory derives.
    The range of `says` on the reals, found symbolically, must hold the factor for starts above, at and below the limit.
    """
    derivation = gdln.general_flow_derivation()
    if open_ := undecided(derivation):
        return open_
    distance = lam * (u0 - limit_of(derivation).rhs)
    C = sp.Symbol("C", real=True)
    reached = function_range(says(C), C, sp.S.Reals)
    for effective, start in enumerate((2, 0, 1, -1), 1):  # lambda = c = K = 1: the limit is 1
        factor = distance.subs({lam: 1, c: 1, K: 1, u0: start})
        if factor not in reached:
            off = min(abs(float(end - factor)) for end in (reached.inf, reached.sup) if end.is_finite)
            found = (
                f"K = lambda = c = 1, u(0) = {start}: the factor must be {factor}, real C give {_range(reached)} only, "
                f"so u(0) is missed by {off:g} or more"
            )
            level = "the least by which u(0) is missed"
            return Outcome(False, Evidence.PROVED, effective, deviation=off, counterexample=found, level=level)
    return Outcome(True, Evidence.PROVED, 4, deviation=0.0, detail="a real constant at, above and below the limit")


def _range(values: Any) -> str:
    """An interval of factors in words."""
    above = f"> {values.inf}" if values.left_open else f">= {values.inf}"
    below = f"< {values.sup}" if values.right_open else f"<= {values.sup}"
    ends = [end for end, value in ((above, values.inf), (below, values.sup)) if value.is_finite]
    return f"a factor {' and '.join(ends)}" if ends else "any factor"


def decay(L: Any, exponent: Any, E: Any) -> Any:
    """exp(-t Lambda / exponent) E, a column."""
    return sp.Matrix([sp.exp(-t * L[i, i] / exponent) * E[i] for i in range(L.rows)])
