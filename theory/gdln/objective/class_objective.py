"""The least loss as a function of the gates, from the moments of the two classes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from ...derivation import Derivation, Step
from ...regression import GatedRegression
from ...validation import any_exact, in_float_range, natural, real_array, real_number


@in_float_range("mean_1, second_1, second_0")
def class_objective(mean_1: Any, second_1: Any, second_0: Any, positive: Any = Fraction(1, 2)) -> Any:
    """The least <(yhat - y)^2> for y in {0, 1} from the moments of the gated features x~ in each class.

    mean_1 = <x~>_{y=1} (P,), second_1 and second_0 = <x~ x~^T> in the classes (P, P), P = K n, `positive` the share q of the
    class y = 1: q - q^2 mean_1^T (q second_1 + (1 - q) second_0)^+ mean_1. At q = 1/2 this is the note, Eq. (15). Only
    the mean of the class y = 1 enters: the loss is not the same after the labels are exchanged.

    Population moments give the population's objective; those of a sample give the sample's, which is
    `GatedRegression.from_samples(x, y, gates).minimum_loss` and on average below the population's: the minimum of a mean
    is at most the mean of the minima, the other way round. Exact rationals stay exact.

    Raises ValueError unless second_1 and second_0 have the shape mean_1 asks for, their mixture is positive semidefinite
    and mean_1 in its range. Possible issues: see `GatedRegression`.

    Example:
    >>> from fractions import Fraction
    >>> from theory import gdln
    >>> gdln.class_objective([Fraction(1)], [[Fraction(2)]], [[Fraction(2)]])
    Fraction(3, 8)
    """
    exact = any_exact(mean_1=mean_1, second_1=second_1, second_0=second_0)
    mean = real_array("mean_1", mean_1, (None,), exact)
    P = natural("the length of mean_1", len(mean))
    one, zero = real_array("second_1", second_1, (P, P), exact), real_array("second_0", second_0, (P, P), exact)
    q = real_number("positive", positive, least=0)
    if q > 1:
        raise ValueError(f"positive must be a share of at most 1; got {q}.")
    if exact and isinstance(q, float):
        raise TypeError(f"positive is floating point beside exact rationals; got {q!r}, pass a Fraction.")
    q = q if exact else float(q)
    try:
        return GatedRegression.from_moments(q * one + (1 - q) * zero, q * mean, q, 1, P).minimum_loss
    except ValueError as impossible:
        raise ValueError(f"mean_1, second_1 and second_0 must be moments of one law: {impossible}") from impossible


def derivation() -> Derivation:
    """From the loss to the note's Eq. (12) to (15), and the bound <var(y | x)>.

    Example:
    >>> from theory import gdln
    >>> gdln.class_objective_derivation().proved
    True
    """
    A, Ai, b, bT, v, vT = sp.symbols("A A^-1 b b^T v v^T", commutative=False)
    m1, m1T, Si = sp.symbols("m_1 m_1^T S^-1", commutative=False)
    y2, q = sp.symbols("Y q", positive=True)
    f, p1, p2, ya, yb = sp.symbols("f p_1 p_2 y_1 y_2", real=True)
    half = sp.Rational(1, 2)

    def reduce(e: Any) -> Any:
        for pair in (A * Ai, Ai * A):
            e = sp.expand(e).subs(pair, 1)
        return sp.expand(e)

    def loss(w: Any, wT: Any) -> Any:
        return y2 - bT * w - wT * b + wT * A * w

    mean = (p1 * ya + p2 * yb) / (p1 + p2)
    one, zero = (sp.Matrix(sp.symbols(f"{name}_1:3", real=True)) for name in ("m", "k"))
    return Derivation(
        "The least loss (the note, Eq. (12) to (15))",
        (
            Step(
                loss(v, vT),
                loss(Ai * b, bT * Ai) + (vT - bT * Ai) * A * (v - Ai * b),
                "completing the square, Y = <y^2>: v = A^-1 b is the minimizer of <(v . x~ - y)^2>, A being positive semidefinite",
                ("A symmetric and invertible; else A^+ and b in the range of A",),
                using=reduce,
            ),
            Step(loss(Ai * b, bT * Ai), y2 - bT * Ai * b, "the least loss, Eq. (12) to (14)", using=reduce),
            Step(
                sp.Subs(y2 - bT * Ai * b, (y2, bT, Ai, b), (q, q * m1T, Si / q, q * m1)),
                q - q * m1T * Si * m1,
                "y in {0, 1}: Y = <y^2> = q, b = q m_1; with equal classes A = q S, S = S_1 + S_0 and q = 1/2",
            ),
            Step(
                sp.Subs(q - q * m1T * Si * m1, q, half),
                half - half * m1T * Si * m1,
                "Eq. (15): balanced classes",
            ),
            Step(
                p1 * (f - ya) ** 2 + p2 * (f - yb) ** 2,
                (p1 + p2) * (f - mean) ** 2 + p1 * p2 / (p1 + p2) * (ya - yb) ** 2,
                "at one x with two values of y: what no prediction f takes away is the variance, value by value",
                ("p_1 + p_2 > 0",),
            ),
            Step(
                (one.T * (one * one.T + zero * zero.T).inv() * one)[0],
                sp.Integer(1),
                "why Eq. (17) needs second moments: with products of means it is 1 for two weights, whatever the gates",
                ("the two means m and k independent",),
            ),
        ),
    )
