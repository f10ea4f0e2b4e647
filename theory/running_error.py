"""Floating-point values of an expression together with a bound on their rounding error (running error analysis)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from .validation import Array

EPS = float(np.finfo(np.float64).eps)
ULPS = 4  # what NumPy's elementary functions may be off by


def value_and_error(expression: sp.Expr, values: Mapping[sp.Symbol, Array]) -> tuple[Array, Array]:
    """The value of `expression` at arrays of exact inputs, and a first-order bound on its error, node by node.

    Sums and products add what they round and pass on what they are given; a function f of an argument known to within e
    is off by the change of f over +-e and a few units in the last place. The bound is infinite or NaN where the value is.
    """
    with np.errstate(all="ignore"):
        return _visit(expression, values)


def _visit(e: sp.Expr, values: Mapping[sp.Symbol, Array]) -> tuple[Array, Array]:
    if e in values:
        return values[e], np.zeros_like(values[e])
    if e.is_number:
        number = np.asarray(complex(e) if e.is_real is False else float(e))
        exact = e.is_Integer and abs(int(e)) < 2**53
        return number, np.asarray(0.0 if exact else EPS * abs(number))
    if e.is_Add or e.is_Mul:
        total, error = _visit(e.args[0], values)
        for part in e.args[1:]:
            value, off = _visit(part, values)
            if e.is_Add:
                total, error = total + value, error + off
            else:
                total, error = total * value, np.abs(total) * off + np.abs(value) * error + error * off
            error = error + EPS * np.abs(total)
        return total, error
    if isinstance(e, sp.Piecewise):  # continuous or not, its conditions are decided at the exact inputs
        symbols = tuple(sorted(e.free_symbols, key=str))
        return _call(_numpy(e, symbols), [(values[s], np.zeros_like(values[s])) for s in symbols])
    slots = tuple(sp.Dummy(f"a{i}") for i in range(len(e.args)))
    constant = [a if e.is_Pow and a.is_number else s for a, s in zip(e.args, slots, strict=True)]
    used = [(s, a) for s, a in zip(slots, e.args, strict=True) if s in constant]
    return _call(_numpy(e.func(*constant), tuple(s for s, _ in used)), [_visit(a, values) for _, a in used])


def _call(f: Callable[..., Array], arguments: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    points = [v for v, _ in arguments]
    value = f(*points)
    error = ULPS * EPS * np.abs(value)
    for i, (point, off) in enumerate(arguments):
        reach = np.where(off == 0, 0.0, np.maximum(off, np.spacing(np.abs(point))))
        for side in (point - reach, point + reach):
            error = error + np.where(off == 0, 0.0, np.abs(f(*points[:i], side, *points[i + 1 :]) - value))
    return value, error


def _numpy(expression: sp.Expr, symbols: tuple[Any, ...]) -> Callable[..., Array]:
    return _lambdified(expression.xreplace(dict(zip(symbols, _SLOTS, strict=False))), len(symbols))


_SLOTS = tuple(sp.symbols("slot_:8"))


@lru_cache(maxsize=512)
def _lambdified(expression: sp.Expr, count: int) -> Callable[..., Array]:
    f: Callable[..., Array] = sp.lambdify(_SLOTS[:count], expression, modules=["numpy", "scipy"])
    return f
