"""Whether an expression is zero: simplification first, then exact and certified evaluation. Three-valued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from mpmath import iv
from sympy.core.facts import InconsistentAssumptions
from sympy.core.random import seed as _sympy_seed

from .validation import one_line

POINTS = 12
DIGITS = 60
RADIUS = 1e-40


@dataclass(frozen=True)
class Decision:
    """True, False or None (undecided), how it was decided, and for False the point that shows it.

    `proved` says that no sampling was involved: simplification to 0, or a counterexample.

    Example:
    >>> import sympy as sp
    >>> from theory import is_zero
    >>> found = is_zero(sp.Symbol("x") - 1)
    >>> found.holds, found.proved
    (False, True)
    """

    holds: bool | None
    method: str
    detail: str = ""

    @property
    def proved(self) -> bool:
        return self.holds is not None and not self.method.startswith("certified at")


def is_zero(expression: Any) -> Decision:
    """Decide whether a SymPy expression (or every entry of a matrix) vanishes for all values its assumptions allow.

    1. Simplification to 0 proves it. 2. Otherwise it is evaluated at random rational points that respect the symbols'
    assumptions: an exact nonzero value, or an enclosure (interval arithmetic with outward rounding, 60 digits) that
    excludes 0, refutes it. 3. Enclosures all narrower than 1e-40 around 0 give True, "certified at" so many points,
    which is no proof. 4. Else the answer is None. Noncommutative expressions are decided by expansion alone.

    Raises TypeError for what is no expression; text is none, since SymPy would run it as code.

    Example:
    >>> import sympy as sp
    >>> from theory import is_zero
    >>> x = sp.Symbol("x", real=True)
    >>> is_zero(sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1).holds
    True
    >>> is_zero(sp.sqrt(x**2) - x).holds
    False
    """
    if isinstance(expression, sp.MatrixBase):
        decisions = [is_zero(entry) for entry in expression]
        return min(decisions, key=_strength) if decisions else Decision(None, "empty matrix")
    expression = as_expression(expression)
    if sp.expand(expression) == 0:
        return Decision(True, "expansion")
    if not expression.is_commutative:
        return Decision(None, "noncommutative", f"left over: {sp.expand(expression)}")
    _sympy_seed(0)  # SymPy's simplification draws random numbers
    if sp.simplify(expression) == 0:
        return Decision(True, "simplification")
    return _evaluate(expression)


def as_expression(expression: Any) -> sp.Expr:
    """`expression` if it is one of SymPy, or a number. Never text, which SymPy would run as code to read it."""
    try:
        found = sp.sympify(expression, strict=True)
    except (sp.SympifyError, TypeError, ValueError, AttributeError):
        found = None
    if not isinstance(found, sp.Expr):
        raise TypeError(f"expression must be a SymPy expression or a number; got {one_line(expression)}.")
    return found


def _strength(decision: Decision) -> tuple[int, bool]:
    """Refuted before undecided before certified before proved: a matrix is as zero as its weakest entry."""
    order: dict[bool | None, int] = {False: 0, None: 1, True: 2}
    return order[decision.holds], decision.proved


def _evaluate(expression: sp.Expr) -> Decision:
    symbols = sorted(expression.free_symbols, key=str)
    rng = np.random.default_rng(0)
    certified, tried = 0, 1 if not symbols else 4 * POINTS
    for _ in range(tried):
        point = {s: _draw(s, rng) for s in symbols}
        where = ", ".join(f"{s} = {v}" for s, v in point.items())
        try:
            value = expression.xreplace(point).doit() if symbols else expression
        except (RecursionError, InconsistentAssumptions):  # a sum up to a symbol that is no integer
            return Decision(
                None, "undecided", f"SymPy cannot evaluate it at {where}; declare bounds of sums as integers"
            )
        if value.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
            continue
        if value.is_Rational:
            if value != 0:
                return Decision(False, "exact counterexample", f"difference {value} at {where}")
            certified += 1
            continue
        ball = enclosure(value)
        if ball is None:
            continue
        if not (ball.a <= 0 <= ball.b):
            return Decision(False, "certified counterexample", f"difference {_middle(ball):.6g} at {where}")
        certified += float(ball.delta) < RADIUS
        if certified >= POINTS:
            break
    if certified >= min(POINTS, tried):
        return Decision(True, f"certified at {certified} rational points", f"|difference| < {RADIUS:g} at each")
    return Decision(None, "undecided", f"no simplification; {certified} certified evaluations")


def enclosure(expression: sp.Expr) -> Any:
    """An mpmath interval that contains the value of a real constant expression; None where a function is not known."""
    digits = iv.dps
    iv.dps = DIGITS
    try:
        return _enclose(expression)
    except (ValueError, ZeroDivisionError, TypeError, NotImplementedError):
        return None
    finally:
        iv.dps = digits


_FUNCTIONS = {sp.exp: "exp", sp.log: "log", sp.sin: "sin", sp.cos: "cos"}


def _enclose(e: sp.Expr) -> Any:
    if e.is_Rational:
        return iv.mpf(int(e.p)) / iv.mpf(int(e.q))
    if e in (sp.pi, sp.E):
        return iv.pi + 0 if e is sp.pi else iv.e + 0
    if e.is_Add or e.is_Mul:
        parts = [_enclose(a) for a in e.args]
        total = parts[0]
        for part in parts[1:]:
            total = total + part if e.is_Add else total * part
        return total
    if e.is_Pow:
        base, power = e.args
        if power.is_Integer:
            return _enclose(base) ** int(power)
        if power == sp.Rational(1, 2):
            return iv.sqrt(_enclose(base))
        return iv.exp(_enclose(power) * iv.log(_enclose(base)))
    if e.func in _FUNCTIONS:
        return getattr(iv, _FUNCTIONS[e.func])(_enclose(e.args[0]))
    raise TypeError(f"no enclosure for {e.func}")


def _middle(ball: Any) -> float:
    return (float(ball.a) + float(ball.b)) / 2


def _draw(symbol: sp.Symbol, rng: np.random.Generator) -> sp.Rational:
    value = sp.Integer(rng.integers(1, 10))
    if not symbol.is_integer:
        value = value / sp.Integer(rng.integers(1, 8))
    if symbol.is_nonnegative or (not symbol.is_nonpositive and rng.random() < 0.5):
        return value
    return -value
