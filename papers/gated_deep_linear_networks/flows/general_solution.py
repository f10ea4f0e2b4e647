"""Section 3.3: the weights over time for general gates, Eq. (8) to (10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.calculus.util import function_range

from papers import Claim, Context, Evidence, Outcome, Statement
from theory import gdln
from theory.zero import is_zero

from .derived_flow import limit_of, undecided
from .rotation import INSTANCE_OFF, K, decimal, separates, solves, t, tau

lam = sp.Symbol("lambda", positive=True)
c, u0 = sp.symbols("c u_0", real=True)
E = sp.Symbol("E", real=True)  # the constant of integration; e^C where the note writes so, read as any real number


def solves_a_mode(says: Any, context: Context) -> Outcome:
    """u(t) solves one mode of the flow derived from the loss, K tau u' = c - lambda u / K, from every start u_0.

    Where lambda = 0 also c is, as b lies in the range of A: the limit lambda -> 0 must stay at u_0.
    """
    if (open_ := undecided(gdln.general_flow_derivation())) is not None:
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
    if (open_ := undecided(derivation)) is not None:
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


def weights_solve(says: Callable[..., Any], context: Context) -> Outcome:
    """w(t) = says(P, Lambda, b, E) solves K tau w' = b - A w / K, for two coordinates, any rotation and spectrum."""
    return solves(says, gdln.general_flow_derivation())


def modes_separate(says: Callable[..., Any], context: Context) -> Outcome:
    """K tau du/dt = says(K, lambda, u, c), mode by mode."""
    return separates(says, gdln.general_flow_derivation())


def decay(L: Any, exponent: Any, E: Any) -> Any:
    """exp(-t Lambda / exponent) E, a column."""
    return sp.Matrix([sp.exp(-t * L[i, i] / exponent) * E[i] for i in range(L.rows)])


CLAIMS = (
    Claim(
        id="eq-8-modes",
        locator="Eq. (8), first half",
        statement="With u = P^T w and c = P^T b the flow of Eq. (7) separates into modes. The 1/K of Eq. (4) is lost.",
        printed=Statement(r"K\tau\frac{d}{dt} u = -\Lambda u + c", lambda K, lam, u, c: c - lam * u),
        corrected=Statement(r"K\tau\frac{d}{dt} u = -\tfrac1K\Lambda u + c", lambda K, lam, u, c: c - lam * u / K),
        test=modes_separate,
        wrong={
            "1/K on c too": lambda K, lam, u, c: (c - lam * u) / K,
            "growth": lambda K, lam, u, c: c + lam * u / K,
        },
        oracle="the flow derived from the loss, rotated symbolically",
    ),
    Claim(
        id="eq-8",
        locator="Eq. (8)",
        statement="The modes u = P^T w over time. As printed, nothing is left to fit the initial value, and 1/K is lost.",
        printed=Statement(
            r"u(t) = \Lambda^{-1} e^{-\frac{t}{K\tau}\Lambda} \Lambda^{-1} c + \Lambda^{-1} c",
            sp.exp(-t * lam / (K * tau)) * c / lam**2 + c / lam,
        ),
        corrected=Statement(
            r"u(t) = e^{-\frac{t}{K^2\tau}\Lambda} \big(u(0) - K\Lambda^{-1}c\big) + K\Lambda^{-1} c,"
            r"\quad u_i(t) = u_i(0)\ \text{where}\ \lambda_i = 0",
            sp.exp(-t * lam / (K**2 * tau)) * (u0 - K * c / lam) + K * c / lam,
        ),
        test=solves_a_mode,
        wrong={
            "rate lambda / (K tau)": sp.exp(-t * lam / (K * tau)) * (u0 - K * c / lam) + K * c / lam,
            "limit without K": sp.exp(-t * lam / (K**2 * tau)) * (u0 - c / lam) + c / lam,
            "no initial value": K * c / lam,
        },
        assumptions=("lambda > 0; for lambda = 0, where c = 0, the limit",),
        oracle="substitution into the flow derived from the loss",
    ),
    Claim(
        id="eq-8-constant",
        locator="Eq. (8), sentence",
        statement="A constant diagonal matrix C in e^(.. + C) defines the initial condition.",
        printed=Statement(r"e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1,\ C\ \text{real diagonal}", lambda C: sp.exp(C)),
        corrected=Statement(
            r"e^{-\frac{t}{K^2\tau}\Lambda} C \mathbf 1,\quad C = \mathrm{diag}(\Lambda u(0) - K c)", lambda C: C
        ),
        test=constant_is_real,
        wrong={"C squared": lambda C: C**2, "minus e^C": lambda C: -sp.exp(C)},
        assumptions=("C is real; a complex C would allow any start but the limit itself",),
        oracle="solving for C at starts above, at and below the limit",
    ),
    Claim(
        id="eq-9",
        locator="Eq. (9)",
        statement="The weights over time. Read with e^C for any real constant, the 1/K of Eq. (4) is still lost.",
        printed=Statement(
            r"w(t) = P\Lambda^{-1} e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + P\Lambda^{-1} c",
            lambda P, L, b, E: P * L.inv() * decay(L, K * tau, E) + P * L.inv() * P.T * b,
        ),
        corrected=Statement(
            r"w(t) = P\Lambda^{-1} e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K P\Lambda^{-1} c",
            lambda P, L, b, E: P * L.inv() * decay(L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
        ),
        test=weights_solve,
        wrong={
            "P dropped": lambda P, L, b, E: L.inv() * decay(L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
            "growth for decay": lambda P, L, b, E: P * L.inv() * decay(-L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
        },
        assumptions=("A invertible",),
        oracle="substitution into the flow derived from the loss",
    ),
    Claim(
        id="eq-10",
        locator="Eq. (10)",
        statement="The solution of Eq. (9) in terms of A and b.",
        printed=Statement(
            r"w(t) = A^{-1} P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + A^{-1} b",
            lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K * tau, E) + b),
        ),
        corrected=Statement(
            r"w(t) = A^{-1} P e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K A^{-1} b",
            lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K**2 * tau, E) + K * b),
        ),
        test=weights_solve,
        wrong={
            "A^-1 dropped from the decay": lambda P, L, b, E: decay(L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
            "limit K^2 A^-1 b": lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K**2 * tau, E) + K**2 * b),
        },
        assumptions=("A invertible",),
        oracle="substitution into the flow derived from the loss",
    ),
)
