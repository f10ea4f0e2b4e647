"""The fourth moment of uniform inputs, <x x^T S x x^T>, in SymPy."""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp

from ..derivation import Derivation, Step
from .uniform_moments import ACROSS, ALONG, CENTRE, EXCESS, invariant_fourth_moment


def derivation() -> Derivation:
    """W = <x x^T S x x^T> for inputs uniform on [0, 1]^n: any symmetric S, and S in the span of I and 1 1^T.

    Example:
    >>> from theory import inputs
    >>> inputs.uniform_moments_derivation().proved
    True
    """
    return Derivation("Fourth moments of uniform inputs", (*_any_matrix(), *_invariant()))


def _any_matrix() -> tuple[Step, ...]:
    """Entries of W by integration.

    Both sides are linear in S, and the coefficient of an entry of S in an entry of W depends on which of the four indices
    coincide and on nothing else; four inputs have all such patterns.
    """
    x, z = sp.symbols("x:4", real=True), sp.Symbol("z", real=True)
    S = sp.Matrix(4, 4, lambda i, j: sp.Symbol(f"S_{min(i, j)}{max(i, j)}", real=True))
    z2, c2 = sp.Rational(ACROSS), sp.Rational(CENTRE) ** 2
    trace, sums, total = S.trace(), [sum(S[i, :]) for i in range(4)], sum(S)
    form = sum(S[i, j] * x[i] * x[j] for i, j in product(range(4), repeat=2))

    def mean(polynomial: Any) -> Any:
        """Over the unit cube: x^k to 1/(k + 1), input by input."""
        for v in x:
            terms = sp.Poly(polynomial, v).all_terms()
            polynomial = sum(c * sp.Integral(v**k, (v, 0, 1)).doit() for (k,), c in terms)
        return polynomial

    def entry(i: int, j: int) -> Any:
        """The form in traces and sums, left as it is."""
        terms = [(2 * z2**2, S[i, j]), (z2 * c2, 2 * sums[i] + 2 * sums[j] + trace), (c2**2, total)]
        if i == j:
            terms += [(z2**2, trace), (z2 * c2, total), (sp.Rational(EXCESS), S[i, i])]
        return sp.Add(*(sp.Mul(factor, term, evaluate=False) for factor, term in terms), evaluate=False)

    half = sp.Rational(1, 2)
    return (
        Step(sp.Integral(z**2, (z, -half, half)), z2, "<z^2> of an input 1/2 + z"),
        Step(sp.Integral(z**4, (z, -half, half)) - 3 * z2**2, sp.Rational(EXCESS), "<z^4> - 3 <z^2>^2"),
        Step(
            mean(x[0] ** 2 * form),
            entry(0, 0),
            "a diagonal entry of W = <x x^T S x x^T>, by integration; four inputs show every way in which two and two "
            "indices can coincide",
            ("inputs independent, uniform on [0, 1]",),
        ),
        Step(mean(x[0] * x[1] * form), entry(0, 1), "any other entry"),
    )


def _invariant() -> tuple[Step, ...]:
    """The same form for S = u (I - 1 1^T/m) + t 1 1^T/m: trace, row sums and diagonal are numbers."""
    m = sp.Symbol("m", positive=True)
    u, t = sp.symbols("u t", real=True)
    z2, c2, excess = (sp.Rational(v) for v in (ACROSS, ALONG, EXCESS))
    trace, diagonal = (m - 1) * u + t, u + (t - u) / m
    same = z2**2 * trace + z2 * c2 * m * t + excess * diagonal
    across, along = invariant_fourth_moment(m, sp.Rational)
    return (
        Step(
            same + 2 * z2**2 * u,
            across[0] * u + across[1] * t,
            "for S = u I + (t - u) 1 1^T / m, whose trace is (m - 1) u + t, whose rows sum to t, and whose diagonal entries are "
            "u + (t - u)/m: the eigenvalue of W across the ones",
        ),
        Step(
            same + 2 * z2**2 * t + z2 * c2 * (4 * m * t + m * trace) + c2**2 * m**2 * t,
            along[0] * u + along[1] * t,
            "and along them; the eigenvalue of 1 1^T is m",
        ),
    )
