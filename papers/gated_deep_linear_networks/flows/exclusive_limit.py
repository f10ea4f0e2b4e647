"""Section 3.4: where one gate's weights end, Eq. (25), and that it is least squares on the gate's data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import tuples
from theory import GatedRegression, exact, gdln
from theory.zero import is_zero

from .derived_flow import agrees, limit_of
from .instances import SIZES, Rational, whole_numbers
from .modes import E, c, lam
from .rotation import INSTANCE_OFF, K, decimal, t, tau


def stays_at_the_limit(says: Callable[..., Any], context: Context) -> Outcome:
    """w_1(infinity) = says(K, lambda, c, E) must not depend on t, and be where the mode derived from the loss stands still.

    And it must be the limit that theory derives, where gate 1 is on in the share p of the data: lambda = p a, c = p d.
    """
    value = says(K, lam, c, E)
    if is_zero(sp.diff(value, t)).holds is not True:
        numbers = {K: 2, tau: 1, lam: 1, c: 1, E: 1}
        left = sp.simplify((value - sp.limit(value, t, sp.oo)).subs(numbers).subs(t, sp.log(2)))
        found = f"the stated limit depends on t: K = 2, all numbers 1, t = log 2: {decimal(left)} besides its own limit"
        return Outcome(
            False, Evidence.PROVED, 1, abs(float(left)), counterexample=found, level="what is left at that t"
        )
    velocity = c - lam * value / K
    if is_zero(velocity).holds is not True:
        left = velocity.subs({K: 2, lam: 1, c: 1, E: 1})
        return Outcome(
            False,
            Evidence.PROVED,
            2,
            deviation=abs(float(left)),
            counterexample=f"K = 2, lambda = c = 1: K tau u' = {left} at the stated limit, not 0",
            level=INSTANCE_OFF,
        )
    detail = "constant, and stationary for all K and lambda > 0"
    passed = Outcome(True, Evidence.PROVED, 2, deviation=0.0, detail=detail)
    derivation = gdln.exclusive_flow_derivation()
    p, a, d = sp.symbols("p a d", positive=True)
    return agrees(derivation, limit_of(derivation).rhs, says(K, p * a, p * d, E), passed)


def exclusive_problems(context: Context, count: int = 24) -> Iterator[Rational]:
    """Exact random problems with exclusive gates, some points without any, each gate with data of full rank and a target."""
    rng = context.rng("exclusive problems")
    for index in range(count):
        units, n = SIZES[index % len(SIZES)]
        size = 4 * units * n
        x = whole_numbers(rng, size, n)
        y, gates = (
            rng.integers(0, 2, size=size),
            (rng.integers(0, units + 1, size=size)[:, None] == np.arange(units)).astype(int),
        )
        instance = Rational(x, y.astype(object), gates.astype(object), GatedRegression.from_samples(x, y, gates))
        own = gdln.ExclusiveRegression.from_samples(x, y, gates).own
        if all(exact.rank(p.A) == n and any(p.b) for p in own):
            yield instance


def is_own_least_squares(says: Callable[[int, Any], Any], context: Context) -> Outcome:
    """says(K, OLS on the gate's own data), for all gates, is where the gradient of the whole loss is zero."""
    effective = 0
    for instance in exclusive_problems(context):
        effective += 1
        own = []
        for k in range(instance.problem.K):
            on = instance.gates[:, k] == 1
            X = instance.x[on]
            own.append(says(instance.problem.K, exact.solve(X.T @ X, (X.T @ instance.y[on])[:, None])[:, 0]))
        gradient = instance.minus_gradient(np.array(own))
        if np.any(gradient != 0):
            size = float(max(abs(v) for v in gradient.ravel()))
            found = f"{instance}: -dL/dw = {tuples(gradient.ravel())}, not 0"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=size,
                counterexample=found,
                level="largest entry of the gradient",
            )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="the gradient is exactly 0 there")


def ols_is(says: Callable[[Any, Any, Fraction], Any], context: Context) -> Outcome:
    """says(<g x x^T>, <g x y>, share of the gate) is (X^T X)^-1 X^T y over the rows of the gate's data."""
    effective = 0
    for instance in exclusive_problems(context):
        problem, n = instance.problem, instance.problem.n
        for k in range(problem.K):
            effective += 1
            on, block = instance.gates[:, k] == 1, slice(k * n, (k + 1) * n)
            X = instance.x[on]
            ols = exact.solve(X.T @ X, (X.T @ instance.y[on])[:, None])[:, 0]
            stated = says(problem.A[block, block], problem.b[block], Fraction(int(on.sum()), len(on)))
            if np.any(stated != ols):
                found = f"{instance}, gate {k + 1}: least squares gives {tuples(ols)}, not {tuples(stated)}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="the share of the data cancels")


def inverse_times(A: Any, b: Any) -> Any:
    return exact.solve(A, b[:, None])[:, 0]


CLAIMS = (
    Claim(
        id="eq-25",
        locator="Eq. (25)",
        statement="Where the weights of gate 1 end. The printed limit still contains the decaying term, and lacks K.",
        printed=Statement(
            r"w_1(\infty) = \Sigma^{xx}(p_1, p_1)^{-1}\big(P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + \Sigma^{yx}(p_1)^\top\big)",
            lambda K, lam, c, E: (E * sp.exp(-t * lam / (K * tau)) + c) / lam,
        ),
        corrected=Statement(
            r"w_1(\infty) = K\,\Sigma^{xx}(p_1, p_1)^{-1}\Sigma^{yx}(p_1)^\top", lambda K, lam, c, E: K * c / lam
        ),
        test=stays_at_the_limit,
        wrong={
            "only the decaying term dropped": lambda K, lam, c, E: c / lam,
            "the start left in": lambda K, lam, c, E: (E + K * c) / lam,
        },
        assumptions=("lambda > 0", "exclusive gates"),
        oracle="the mode derived from the loss stands still there",
    ),
    Claim(
        id="eq-25-ols",
        locator="Eq. (25), sentence",
        statement="The population solution of least squares, <x x^T>^-1 <x y>, is (X^T X)^-1 X^T y on the gate's data.",
        printed=Statement(
            r"(X^\top X)^{-1} X^\top y = \langle x x^\top\rangle^{-1}\langle x y\rangle",
            lambda A, b, p: inverse_times(A, b),
        ),
        test=ols_is,
        wrong={
            "divided by the gate's share": lambda A, b, p: inverse_times(A, b) / p,
            "minus": lambda A, b, p: -inverse_times(A, b),
        },
        assumptions=("A_11 invertible",),
        oracle="normal equations of the gate's rows in exact rationals",
    ),
    Claim(
        id="exclusive-own-least-squares",
        locator="Sec. 3.4, sentence",
        statement="Each gate's weights converge to the least-squares solution on the data of that gate; with the model's 1/K, "
        "to K times it.",
        printed=Statement(r"w_k(\infty) = (X_k^\top X_k)^{-1} X_k^\top y_k", lambda K, ols: ols),
        corrected=Statement(r"w_k(\infty) = K (X_k^\top X_k)^{-1} X_k^\top y_k", lambda K, ols: K * ols),
        test=is_own_least_squares,
        wrong={"1/K": lambda K, ols: ols / Fraction(2 * K), "minus": lambda K, ols: -K * ols},
        assumptions=("exclusive gates", "data of full rank at every gate"),
        oracle="the gradient of the whole loss from the samples, in exact rationals",
    ),
)
