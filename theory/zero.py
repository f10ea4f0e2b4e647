"""Whether an expression is zero: simplification first, then exact and certified evaluation. Three-valued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.facts import InconsistentAssumptions
from sympy.core.random import seed as _sympy_seed

from .draws import draw
from .enclosure import enclosed_parts
from .validation import one_line

POINTS = 12
RADIUS = 1e-40
PRECISIONS = (60, 240)  # decimal digits: more where terms cancel


@dataclass(frozen=True)
class Decision:
    """True, False or None (undecided), how it was decided, and for False the point that shows it.

    `proved` says that no sampling was involved: simplification to 0, or a counterexample.

    Example:
    >>> import sympy as sp
    >>> from theory import is_zero
    >>> found = is_zero(sp.Symbol("x") - 1)
    >>> found.holds, found.proved, found.word
    (False, True, 'refuted')
    """

    holds: bool | None
    method: str
    detail: str = ""

    @property
    def word(self) -> str:
        """ "holds", "refuted" or "undecided"."""
        return {True: "holds", False: "refuted", None: "undecided"}[self.holds]

    @property
    def proved(self) -> bool:
        return self.holds is not None and not self.method.startswith("certified at")


def is_zero(expression: Any) -> Decision:
    """Decide whether a SymPy expression (or every entry of a matrix) vanishes for all values its assumptions allow.

    1. Simplification to 0 proves it. 2. Otherwise it is evaluated at random rational points that meet the symbols'
    assumptions, complex ones where they say nothing: an exact nonzero value, or an enclosure (interval arithmetic with
    outward rounding, 60 digits) that excludes 0, refutes it. 3. Enclosures narrower than 1e-40 around 0 at every point
    give True, "certified at" so many points, which is no proof. 4. Else the answer is None, also where one point could
    not be enclosed. Points where it is infinite or nan do not count. A `MatrixSymbol` whose size is a number is taken by
    its entries; other noncommutative expressions are decided by expansion alone.

    Possible issues: a symbol without assumptions is complex; sqrt(z**2) - z is refuted, and sqrt(x**2) - x for x real too.

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
    if isinstance(expression, sp.Basic):
        expression = _with_entries(expression)
    if isinstance(expression, sp.MatrixBase):
        decisions = [is_zero(entry) for entry in expression]
        return min(decisions, key=_strength) if decisions else Decision(None, "empty matrix")
    expression = _done(as_expression(expression))
    if isinstance(expression, sp.MatrixExpr):
        zero = expression.doit().is_ZeroMatrix
        return Decision(
            zero or None, "expansion" if zero else "matrices without a size", "" if zero else "write sp.Matrix"
        )
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


def _with_entries(expression: sp.Basic) -> sp.Basic:
    """With a matrix of symbols for every MatrixSymbol whose size is a number."""
    explicit = {
        m: sp.ImmutableMatrix(*m.shape, lambda i, j, m=m: sp.Symbol(f"{m.name}[{i}, {j}]"))
        for m in expression.atoms(sp.MatrixSymbol)
        if _is_sized(m)
    }
    found = expression.xreplace(explicit).doit() if explicit else expression
    sized = isinstance(found, sp.MatrixExpr) and _is_sized(found)
    return found.as_explicit() if sized else found


def _is_sized(matrix: sp.MatrixExpr) -> bool:
    return all(sp.sympify(size).is_Integer for size in matrix.shape)


def _done(expression: sp.Expr) -> sp.Expr:
    """With derivatives and limits evaluated where SymPy can: a number has no derivative."""
    try:
        return expression.replace(lambda e: isinstance(e, sp.Derivative | sp.Limit), lambda e: e.doit())
    except NotImplementedError:
        return expression


def _evaluate(expression: sp.Expr) -> Decision:
    symbols = sorted(expression.free_symbols, key=str)
    rng = np.random.default_rng(0)
    certified, unknown, tried = 0, [], 1 if not symbols else 4 * POINTS
    for _ in range(tried):
        point = {s: draw(s, rng) for s in symbols}
        if None in point.values():
            missing = next(s for s, value in point.items() if value is None)
            return Decision(None, "undecided", f"no point was found that meets the assumptions on {missing}")
        where = f" at {', '.join(f'{s} = {v}' for s, v in point.items())}" if symbols else ""
        try:
            value = expression.xreplace(point).doit() if symbols else expression
        except (RecursionError, InconsistentAssumptions):  # a sum up to a symbol that is no integer
            return Decision(None, "undecided", f"SymPy cannot evaluate it{where}; declare bounds of sums as integers")
        except (ValueError, TypeError, NotImplementedError) as refused:  # a derivative that is not known
            return Decision(None, "undecided", f"SymPy cannot evaluate it{where}: {' '.join(str(refused).split())}")
        if value.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
            continue
        value = sp.expand(value) if value.has(sp.I) else value
        if value.is_Rational and value != 0:
            return Decision(False, "exact counterexample", f"difference {value}{where}")
        parts = _parts(value)
        if any(part.a > 0 or part.b < 0 for part in parts):
            return Decision(False, "certified counterexample", f"difference {_middle(parts)}{where}")
        if parts:
            certified += 1
        else:
            unknown.append(where)
        if certified >= POINTS and not unknown:
            break
    if certified >= min(POINTS, tried) and not unknown:
        return Decision(True, f"certified at {certified} rational points", f"|difference| < {RADIUS:g} at each")
    where = f", {len(unknown)} points where none was possible, one{unknown[0]}" if unknown and symbols else ""
    return Decision(None, "undecided", f"no simplification; {certified} certified evaluations{where}")


def _parts(value: sp.Expr) -> list[Any]:
    """Intervals around the real and the imaginary part, narrower than `RADIUS` or without 0; empty where there are none."""
    for digits in PRECISIONS:
        parts = enclosed_parts(value, digits)
        if any(part.a > 0 or part.b < 0 for part in parts) or all(float(part.delta) < RADIUS for part in parts):
            return parts
    return []


def _middle(parts: list[Any]) -> str:
    """The value that is enclosed, to six digits; a part that may be 0 is."""
    middle = [(float(part.a) + float(part.b)) / 2 * (part.a > 0 or part.b < 0) for part in parts]
    return f"{middle[0]:.6g}" if len(middle) == 1 else f"{complex(*middle):.6g}".replace("j", "i")
