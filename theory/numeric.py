"""One checked way from a SymPy closed form to a NumPy function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from sympy.codegen.rewriting import optimize, optims_c99

from .validation import Array

AGREE = 2.0**-40


def numpy_function(arguments: Sequence[sp.Symbol], expression: Any) -> Callable[..., Any]:
    """`expression` as a function of arrays, one for each of `arguments`, broadcast together; scalars give a float.

    Constants broadcast too. exp(a) - 1 and log(1 + a) become expm1 and log1p. Entries where double and extended
    precision disagree (cancellation), or that come out infinite or NaN, are computed again: by SymPy's evaluation to
    15 true digits, and at removable singularities by the limit, which must be the same from both sides.

    Raises ValueError for a free symbol without an argument, for NaN in the input and where the expression has no finite
    real value; no NaN leaves it.

    Possible issues: where extended precision is the same as double (some ARM machines), cancellation away from a
    singularity goes unnoticed. The result does not pickle: a worker builds it again.
    """
    expression = sp.sympify(expression)
    missing = expression.free_symbols - set(arguments)
    if missing:
        raise ValueError(f"expression must use the arguments only; got {sorted(map(str, missing))} besides them.")
    raw = sp.lambdify(list(arguments), optimize(expression, optims_c99), modules=["numpy", "scipy"], cse=True)

    def evaluate(dtype: Any, values: list[Array], shape: tuple[int, ...]) -> Array:
        with np.errstate(all="ignore"):
            out = np.asarray(raw(*(v.astype(dtype) for v in values)))
        return np.array(np.broadcast_to(out if np.iscomplexobj(out) else out.astype(dtype), shape))

    def function(*values: Any) -> Any:
        if len(values) != len(arguments):
            raise TypeError(f"expected {len(arguments)} arguments {[str(a) for a in arguments]}; got {len(values)}.")
        arrays = [np.asarray(v, dtype=np.float64) for v in values]
        for name, array in zip(arguments, arrays, strict=True):
            if np.any(np.isnan(array)):
                raise ValueError(f"{name} must not be NaN.")
        shape = np.broadcast_shapes(*(a.shape for a in arrays))
        plain, wide = evaluate(np.float64, arrays, shape), evaluate(np.longdouble, arrays, shape)
        if np.iscomplexobj(plain):
            raise ValueError(f"the values must be real; got {plain.reshape(-1)[0]} and the like.")
        with np.errstate(all="ignore"):
            doubtful = ~(np.isfinite(plain) & (np.abs(plain - wide) <= AGREE * np.abs(wide)))
        if np.any(doubtful):
            columns = [np.broadcast_to(a, shape) for a in arrays]
            for where in zip(*np.nonzero(np.atleast_1d(doubtful)), strict=True):
                at = where if shape else ()
                plain[at] = _evaluate_exactly(expression, arguments, [float(c[at]) for c in columns])
        return float(plain) if not shape else plain

    function.__doc__ = f"{expression} as a function of {', '.join(map(str, arguments))}."
    return function


def _evaluate_exactly(expression: sp.Expr, arguments: Sequence[sp.Symbol], values: list[float]) -> float:
    exact = [sp.oo * int(np.sign(v)) if np.isinf(v) else sp.Rational(v) for v in values]
    point = dict(zip(arguments, exact, strict=True))
    value = expression.xreplace({a: v for a, v in point.items() if v.is_finite})
    for a, v in point.items():
        if not v.is_finite:
            value = sp.limit(value, a, v)
    if value.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        value = _limit(expression, point)
    number = sp.N(value, 17, maxn=1000)
    if not number.is_real or not number.is_finite:
        where = ", ".join(f"{a} = {v:g}" for a, v in zip(arguments, values, strict=True))
        raise ValueError(f"the expression {expression} must be finite and real; it is {value} at {where}.")
    return float(number)


def _limit(expression: sp.Expr, point: dict[sp.Symbol, sp.Expr]) -> sp.Expr:
    """The limit along straight lines into the point, which must be the same from every side; NaN where it is not."""
    e = sp.Symbol("e", positive=True)
    slopes = (1,) if len(point) == 1 else (1, 2, sp.Rational(1, 3))
    found = set()
    for signs in product((1, -1), repeat=len(point)):
        for slope in slopes:
            line = {
                s: v + sign * slope**i * e if v.is_finite else sp.sign(v) / e
                for i, (sign, (s, v)) in enumerate(zip(signs, point.items(), strict=True))
            }
            found.add(sp.simplify(sp.limit(expression.subs(line, simultaneous=True), e, 0, "+")))
    return found.pop() if len(found) == 1 else sp.nan
