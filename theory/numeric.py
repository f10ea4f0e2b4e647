"""One checked way from a SymPy closed form to a NumPy function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from sympy.codegen.rewriting import optimize, optims_c99

from .running_error import value_and_error
from .validation import Array, as_array, entries, one_line
from .zero import as_expression

AGREE = 2.0**-40


def numpy_function(arguments: Sequence[sp.Symbol], expression: Any) -> Callable[..., Any]:
    """`expression` as a function of arrays, one for each of `arguments`, broadcast together; scalars give a float.

    Constants broadcast too. exp(a) - 1 and log(1 + a) become expm1 and log1p. A bound on the rounding error is computed
    along; entries where it exceeds 2^-40 of the value (cancellation), or that come out infinite or NaN, are computed
    again: by SymPy's evaluation to 15 true digits, and at removable singularities by the limit, which must be the same
    from every side.

    Raises ValueError for a free symbol without an argument, for NaN in the input and where the expression has no finite
    real value; no NaN leaves it.

    Possible issues: entries computed again take milliseconds each. The result does not pickle: a worker builds it again.

    Example:
    >>> import sympy as sp
    >>> from theory import numpy_function
    >>> x = sp.Symbol("x")
    >>> f = numpy_function((x,), (1 - sp.exp(-x)) / x)
    >>> f(0.0), f(1e-20)
    (1.0, 1.0)
    """
    expression, arguments = as_expression(expression), entries("arguments", arguments)
    if not all(isinstance(a, sp.Symbol) for a in arguments):
        raise TypeError(f"arguments must be SymPy symbols; got {one_line(arguments)}.")
    missing = expression.free_symbols - set(arguments)
    if missing:
        raise ValueError(f"expression must use the arguments only; got {sorted(map(str, missing))} besides them.")
    optimized = optimize(expression, optims_c99)

    def function(*values: Any) -> Any:
        if len(values) != len(arguments):
            raise TypeError(f"expected {len(arguments)} arguments {[str(a) for a in arguments]}; got {len(values)}.")
        arrays = [_numbers(str(a), v) for a, v in zip(arguments, values, strict=True)]
        for name, array in zip(arguments, arrays, strict=True):
            if np.any(np.isnan(array)):
                raise ValueError(f"{name} must not be NaN.")
        shape = _broadcast(arguments, arrays)
        value, error = value_and_error(optimized, dict(zip(arguments, arrays, strict=True)))
        if np.iscomplexobj(value):
            raise ValueError(f"the values must be real; got {value.reshape(-1)[0]} and the like.")
        plain = np.array(np.broadcast_to(value, shape), dtype=np.float64)
        with np.errstate(invalid="ignore"):
            doubtful = ~(np.isfinite(plain) & (np.broadcast_to(error, shape) <= AGREE * np.abs(plain)))
        if np.any(doubtful):
            columns = [np.broadcast_to(a, shape) for a in arrays]
            for where in zip(*np.nonzero(np.atleast_1d(doubtful)), strict=True):
                at = where if shape else ()
                plain[at] = _evaluate_exactly(expression, arguments, [float(c[at]) for c in columns])
        return float(plain) if not shape else plain

    function.__doc__ = f"{expression} as a function of {', '.join(map(str, arguments))}."
    return function


def _broadcast(arguments: Sequence[sp.Symbol], arrays: list[Array]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(*(a.shape for a in arrays))
    except (ValueError, RuntimeError) as wrong:
        shapes = ", ".join(f"{name} has shape {one_line(a.shape)}" for name, a in zip(arguments, arrays, strict=True))
        raise ValueError(f"the arguments must broadcast together; {shapes}.") from wrong


def _numbers(argument: str, value: Any) -> Array:
    """`value` as float64, infinities included."""
    array = as_array(argument, value)
    try:
        if array.dtype.kind not in "biufO":
            raise TypeError
        return array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise TypeError(f"{argument} must hold real numbers in the range of floats; got {one_line(value)}.") from wrong


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
