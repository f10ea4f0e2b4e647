"""Values for the symbols of an expression, drawn from what their assumptions allow."""

from __future__ import annotations

import numpy as np
import sympy as sp

TRIES = 500


def draw(symbol: sp.Symbol, rng: np.random.Generator) -> sp.Expr | None:
    """A rational that meets every assumption on the symbol; None where none of 500 draws does.

    A symbol without assumptions is complex, as in SymPy: three in four values have an imaginary part. 0 is never
    drawn, since many formulas have a pole or a special case there.

    Example:
    >>> import numpy as np, sympy as sp
    >>> from theory.draws import draw
    >>> value = draw(sp.Symbol("n", even=True, positive=True), np.random.default_rng(0))
    >>> value % 2, value > 0
    (0, True)
    """
    wanted = symbol.assumptions0
    for _ in range(TRIES):
        value = _rational(symbol, rng)
        if symbol.is_extended_real is None and not symbol.is_imaginary and rng.random() < 0.75:
            value += 2 * sp.I * _rational(symbol, rng)  # often beyond pi, where branches show
        if symbol.is_imaginary:
            value *= sp.I
        if all(getattr(value, f"is_{name}", None) in (None, holds) for name, holds in wanted.items()):
            return value
    return None


def _rational(symbol: sp.Symbol, rng: np.random.Generator) -> sp.Rational:
    size = sp.Integer(rng.integers(1, 10))
    if not symbol.is_integer:
        size = size / sp.Integer(rng.integers(1, 8))
    return size if symbol.is_nonnegative or (not symbol.is_nonpositive and rng.random() < 0.5) else -size
