"""Intervals with outward rounding around the values of constant expressions."""

from __future__ import annotations

from typing import Any

import sympy as sp
from mpmath import iv
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.functions.elementary.trigonometric import TrigonometricFunction

DIGITS = 60


def enclosure(expression: sp.Expr, digits: int = DIGITS) -> Any:
    """An mpmath interval that contains the value of a constant expression; None where a function is not known.

    It is computed with `digits` decimal digits, and is complex (`real` and `imag` are intervals) where the value may not be
    real: at a logarithm or a power of what is not positive. Logarithms and powers are principal values, as in SymPy.

    Possible issues: None also for a logarithm or a power of what cannot be told from the branch cut (0 and what is negative,
    where it is not exactly real); next to a pole the interval is wide, or holds nan, and tells nothing.

    Example:
    >>> import sympy as sp
    >>> from theory.enclosure import enclosure
    >>> enclosure(sp.log(-2)).imag.delta < 1e-50, enclosure(sp.besselj(0, 1)) is None
    (True, True)
    """
    before = iv.dps
    iv.dps = digits
    try:
        return _enclose(expression)
    except (ValueError, ZeroDivisionError, TypeError, NotImplementedError):
        return None
    finally:
        iv.dps = before


def enclosed_parts(expression: sp.Expr, digits: int = DIGITS) -> list[Any]:
    """Intervals that contain the real and the imaginary part; one alone where it is real, none where `enclosure` has none."""
    ball = enclosure(expression, digits)
    return [] if ball is None else [ball.real, ball.imag] if isinstance(ball, iv.mpc) else [ball]


_FUNCTIONS = {sp.exp: iv.exp, sp.sin: iv.sin, sp.cos: iv.cos}
_PARTS = {
    sp.re: lambda z: z.real,
    sp.im: lambda z: z.imag,
    sp.conjugate: lambda z: iv.mpc(z.real, -z.imag),
    sp.Abs: lambda z: iv.sqrt(z.real**2 + z.imag**2),
}


def _enclose(e: sp.Expr) -> Any:
    if e.is_Rational:
        return iv.mpf(int(e.p)) / iv.mpf(int(e.q))
    if e in (sp.pi, sp.E):
        return iv.pi + 0 if e is sp.pi else iv.e + 0
    if e is sp.I:
        return iv.mpc(0, 1)
    if e.is_Add or e.is_Mul:
        parts = [_enclose(a) for a in e.args]
        total = parts[0]
        for part in parts[1:]:
            total = total + part if e.is_Add else total * part
        return total
    if e.is_Pow:
        base, power = e.args
        inner = _enclose(base)
        if power.is_Integer:
            return inner ** int(power)
        if power == sp.Rational(1, 2) and _is_positive(inner):
            return iv.sqrt(inner)
        return iv.exp(_enclose(power) * _log(inner))
    if e.func is sp.log:
        return _log(_enclose(e.args[0]))
    if e.func in _FUNCTIONS:
        return _FUNCTIONS[e.func](_enclose(e.args[0]))
    if e.func in _PARTS:
        return _PARTS[e.func](_complex(_enclose(e.args[0])))
    if isinstance(e, HyperbolicFunction | TrigonometricFunction):
        return _enclose(e.rewrite(sp.exp))
    raise TypeError(f"no enclosure for {e.func}")


def _complex(ball: Any) -> Any:
    return ball if isinstance(ball, iv.mpc) else iv.mpc(ball, 0)


def _is_positive(ball: Any) -> bool:
    return isinstance(ball, iv.mpf) and ball.a > 0


def _log(ball: Any) -> Any:
    """The principal value. Refused next to the branch cut, where mpmath's own is none that encloses it."""
    if isinstance(ball, iv.mpc) and ball.imag.a == ball.imag.b == 0:
        ball = ball.real
    if isinstance(ball, iv.mpf) and ball.b < 0:
        return iv.mpc(iv.log(-ball), iv.pi)
    if not _is_positive(ball) and (isinstance(ball, iv.mpf) or (ball.imag.a <= 0 <= ball.imag.b and ball.real.a <= 0)):
        raise ValueError("a logarithm at its branch cut")
    return iv.log(ball)
