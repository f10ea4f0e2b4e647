"""Soft gates in [0, 1], which only the search for gates and gates that vary in time use: the slope of the least loss."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ... import exact as rational
from ...derivation import Derivation, Step
from ...moments import gated_features, or_equal, sample_weights
from ...regression import GatedRegression
from ...validation import Array, any_exact, check_unit_interval, natural, real_array


def soft_problem(x: Any, y: Any, gates: Any, sample_weight: Any = None) -> GatedRegression:
    """The regression with gates (S, K) anywhere in [0, 1]; on gates in {0, 1} that of `GatedRegression.from_samples`.

    Raises ValueError or TypeError for bad input, gates outside [0, 1] among it.

    Example:
    >>> from theory import gdln
    >>> problem = gdln.soft_problem([[1.0], [1.0]], [1.0, 0.5], [[1.0], [0.5]])
    >>> round(float(problem.minimum_loss), 9)
    0.0
    """
    x, y, gates, exact = _checked(x, y, gates, sample_weight)
    K = natural("the number of gates", gates.shape[1])
    scale = Fraction(1, K) if exact else 1.0 / K
    flat = GatedRegression.from_features(gated_features(x, gates), y, scale, sample_weight)
    return replace(flat, K=K, n=x.shape[1])


def soft_gate_gradient(x: Any, y: Any, gates: Any, sample_weight: Any = None) -> Array:
    """d minimum_loss / d g_k(x_s) for soft gates (S, K): 2 p_s (yhat_s - y_s) (w_k . x_s) / K at the best weights w.

    The weights answer to the gates, but to first order that does not count: they are optimal (envelope theorem). p_s is
    the sample's probability, w = K A^-1 b. Shape (S, K). Exact rationals give the exact derivative. With x (S, n) repeated
    rows, each sample has gates of its own; for gates that are functions of x, add up the rows of one point.

    Raises ValueError where A = <x~ x~^T> is singular: the least loss jumps there (a gate that is never on, two gates that
    are equal, fewer samples than weights), so that it has no derivative. Possible issues: near such gates the slope
    changes within a distance of the square root of the least eigenvalue of A, relative to the largest.

    Example:
    >>> from fractions import Fraction
    >>> from theory import gdln
    >>> x, y, gates = [[Fraction(1)], [Fraction(1)]], [Fraction(1), Fraction(0)], [[Fraction(1)], [Fraction(1)]]
    >>> [str(slope) for slope in gdln.soft_gate_gradient(x, y, gates)[:, 0]]
    ['-1/4', '1/4']
    """
    problem = soft_problem(x, y, gates, sample_weight)
    x, y, gates, exact = _checked(x, y, gates, sample_weight)
    rank = rational.rank(problem.A) if exact else len(problem.spectrum.eigenvalues)
    if rank < len(problem.b):
        raise ValueError(
            f"gates must give an invertible <x~ x~^T>; got rank {rank} of {len(problem.b)}. The least loss jumps there: "
            "leave out gates that are never on or equal to another."
        )
    weight = sample_weights(sample_weight, len(y), exact)
    weight = or_equal(weight, len(y), exact)
    parts = x @ (problem.minimum_norm_weights * problem.scale).T
    residual = np.sum(gates * parts, axis=1) - y
    return 2 * (weight / weight.sum() * residual)[:, None] * parts


def derivation() -> Derivation:
    """The envelope theorem, for one feature in full and for any number in matrices.

    Example:
    >>> from theory import gdln
    >>> gdln.soft_gates_derivation().proved
    True
    """
    x1, x2, y1, y2, g1, g2 = sp.symbols("x_1 x_2 y_1 y_2 g_1 g_2", positive=True)
    p, q = sp.symbols("p q", positive=True)
    A, b = p * (g1 * x1) ** 2 + q * (g2 * x2) ** 2, p * g1 * x1 * y1 + q * g2 * x2 * y2
    Ai, dA, B, BT, dB, dBT = sp.symbols("A^-1 dA b b^T db db^T", commutative=False)
    v, vT = sp.symbols("v v^T", commutative=False)
    dAi = -Ai * dA * Ai

    def best(e: Any) -> Any:
        return sp.expand(sp.expand(e).subs(Ai * B, v).subs(BT * Ai, vT))

    return Derivation(
        "The slope of the least loss in a soft gate",
        (
            Step(
                sp.Derivative(p * y1**2 + q * y2**2 - b**2 / A, g1),
                2 * p * (b / A * g1 * x1 - y1) * (b / A) * x1,
                "two samples, one weight v = b / A: the derivative of the least loss is 2 p residual v x",
                ("A > 0",),
            ),
            Step(
                -(dBT * Ai * B + BT * dAi * B + BT * Ai * dB),
                vT * dA * v - dBT * v - vT * dB,
                "any number of weights, v = A^-1 b: d(y2 - b^T A^-1 b) with d(A^-1) = -A^-1 dA A^-1",
                ("A invertible",),
                using=best,
            ),
            Step(
                sp.Derivative((g1 * x1 * y1 - y2) ** 2, g1),
                2 * (g1 * x1 * y1 - y2) * x1 * y1,
                "the same as the derivative at fixed v of one sample's loss (v . x~ - y)^2, here with v = y_1, y = y_2",
            ),
        ),
    )


def _checked(x: Any, y: Any, gates: Any, sample_weight: Any) -> tuple[Array, Array, Array, bool]:
    exact = any_exact(x=x, y=y, gates=gates, sample_weight=sample_weight)
    x = real_array("x", x, (None, None), exact)
    natural("the number of columns of x", x.shape[1])
    y, gates = real_array("y", y, (len(x),), exact), real_array("gates", gates, (len(x), None), exact)
    check_unit_interval("gates", gates)
    return x, y, gates, exact
