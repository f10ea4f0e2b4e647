"""The gain of the next mask: its first order, its degree, what determines it, and what cannot rank it, in SymPy."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...derivation import Derivation, Step
from ...inputs.uniform_moments import ACROSS, ALONG


def derivation() -> Derivation:
    """The quadratic form of a mask's gain, the degree of the exact one, n (n + 1) / 2 masks, and no linear ranking.

    Example:
    >>> from theory import emn
    >>> emn.mask_score_derivation().proved
    True
    """
    return Derivation("What the next mask gains", (*_first_order(), *_degree(), *_determined(), *_no_linear()))


def first(expression: Any, u: Any) -> Any:
    """The coefficient of u, not yet worked out."""
    return sp.Subs(sp.Derivative(expression, u), u, 0)


def _first_order() -> tuple[Step, ...]:
    h, a = sp.Symbol("h", positive=True), sp.Matrix(sp.symbols("a_:3", real=True))

    def symmetric(name: str) -> Any:
        return sp.Matrix(3, 3, lambda i, j: sp.Symbol(f"{name}_{min(i, j)}{max(i, j)}", real=True))

    X, S, Q, W = (symmetric(name) for name in "XSQW")
    D = sp.diag(*a)
    B = D * X * D
    after = S - h * (B * S + S * B) + h**2 * W
    form = X.multiply_elementwise(S * Q + Q * S)
    L, N = sp.symbols("L N", commutative=False)
    return (
        Step(
            first((Q * (S - after)).trace(), h),
            (a.T * form * a)[0],
            "one batch, three nodes: the gain tr(Q S) - tr(Q S') at first order, a form in the mask's row a; X = <x x^T>, W what "
            "stands at h^2 of S'",
            ("fresh inputs for every batch",),
        ),
        Step(
            first(sp.expand(-((1 - h * L + h**2 * N) ** 4)), h),  # SymPy would differentiate the power as if L N = N L
            4 * L,
            "four batches under one mask: four times it; L, N the terms of a batch in h and h^2, linear maps of S",
        ),
    )


def _degree() -> tuple[Step, ...]:
    h, t, u, v = sp.symbols("h t u v", positive=True)
    L, N = sp.symbols("L N", commutative=False)
    batch = 1 - h * t**2 * L + h**2 * t**4 * N
    return (
        Step(
            batch,
            sp.Subs(1 - u * L + u**2 * N, u, h * t**2),
            "a mask t a: B holds a twice, the terms in h^2 hold it four times, so a batch depends on u = h t^2 alone",
        ),
        Step(
            sp.Subs((v**2 - v * L + N) ** 4, v, 0),
            N**4,
            "over u^8, with v = 1/u to 0: the highest power after four batches is u^8, of degree 16 in the mask, 4 for each batch",
        ),
    )


def _determined() -> tuple[Step, ...]:
    a, b, F, G, H = sp.symbols("a_j a_k F_jj F_kk F_jk", real=True)

    def score(j: int, k: int) -> Any:
        return sp.Subs(F * a**2 + G * b**2 + 2 * H * a * b, (a, b), (j, k))

    return (
        Step(score(1, 0), F, "the n masks of one active entry give the diagonal"),
        Step(
            (score(1, 1) - score(1, 0) - score(0, 1)) / 2,
            H,
            "the n (n - 1) / 2 of two active entries the others: n (n + 1) / 2 masks determine the form. So do as many in general "
            "position, since a determinant that is not 0 for these is not 0 in general; fewer leave a symmetric matrix that "
            "is 0 on all of them",
        ),
    )


def _no_linear() -> tuple[Step, ...]:
    """Two nodes, errors 1 and -1: {1} is before {1, 2} and {2} is before the empty mask."""
    w, v, c, a, b = sp.symbols("w_1 w_2 c a_1 a_2", real=True)
    X = sp.Matrix(2, 2, lambda i, j: sp.Rational(ALONG) + (sp.Rational(ACROSS) if i == j else 0))

    masked = sp.Matrix([a, -b])

    def score(*mask: int) -> Any:
        return sp.Subs(2 * (masked.T * X * masked)[0], (a, b), mask)

    def linear(*mask: int) -> Any:
        return w * mask[0] + v * mask[1] + c

    return (
        Step(score(1, 0) - score(1, 1), sp.Rational(1, 3), "errors 1 and -1, Q = I: one entry scores above both"),
        Step(score(0, 1) - score(0, 0), sp.Rational(2, 3), "and the other entry above none"),
        Step(
            sp.Add(linear(1, 0), -linear(1, 1), linear(0, 1), -linear(0, 0), evaluate=False),
            sp.Integer(0),
            "a function linear in a has the two differences opposite: it ranks one of the two pairs otherwise",
        ),
    )
