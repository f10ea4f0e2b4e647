"""At which order of lr the order of the masks acts, in SymPy."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...derivation import Derivation, Step


def derivation() -> Derivation:
    """The lr^2 of the order, its commutators, and the two cases in which they drop out.

    Example:
    >>> from theory import emn
    >>> emn.mask_order_derivation().proved
    True
    """
    return Derivation("The order of the masks", (*_mean(), *_square(), _any_network()))


def second(expression: Any, h: Any) -> Any:
    """The coefficient of h^2, not yet worked out."""
    return sp.Subs(sp.Derivative(expression, (h, 2)), h, 0) / 2


def _mean() -> tuple[Step, ...]:
    """Products of I - h B, first mask rightmost: P, R, T are B_t of three masks."""
    h = sp.Symbol("h", positive=True)
    P, R, T = sp.symbols("P R T", commutative=False)

    def step(B: Any) -> Any:
        return 1 - h * B

    return (
        Step(
            step(R) * step(P) - step(P) * step(R),
            h**2 * (R * P - P * R),
            "two masks in both orders: the mean error differs by h^2 times a commutator, exactly",
            ("fresh inputs for every batch, so that a batch multiplies the mean error by I - h B",),
        ),
        Step(
            second(step(R) ** 4 * step(P) ** 4 - step(P) ** 4 * step(R) ** 4, h),
            16 * (R * P - P * R),
            "four batches a mask: 4^2 times it at h^2; the terms in h^0 and h^1 are symmetric in the masks",
        ),
        Step(
            second(step(T) * step(R) * step(P) - step(P) * step(R) * step(T), h),
            (R * P - P * R) + (T * P - P * T) + (T * R - R * T),
            "a whole sequence: K, the sum of the commutators of the pairs whose order is turned",
        ),
    )


def _square() -> tuple[Step, ...]:
    """Second moments; L_B S = B S + S B, and N the terms in h^2 of a batch, both linear maps of S."""
    h = sp.Symbol("h", positive=True)
    L, M, N, O = sp.symbols("L_P L_R N_P N_R", commutative=False)
    P, R, S, J = sp.symbols("P R S J", commutative=False)
    q, p, s, t, k, m = sp.symbols("q_0 q_1 s_0 s_1 k m", real=True)

    def both(X: Any) -> Any:
        return R * (P * X + X * P) + (P * X + X * P) * R - P * (R * X + X * R) - (R * X + X * R) * P

    K = R * P - P * R
    return (
        Step(
            second(
                (1 - h * M + h**2 * O) * (1 - h * L + h**2 * N) - (1 - h * L + h**2 * N) * (1 - h * M + h**2 * O), h
            ),
            M * L - L * M,
            "of the second moment: the noise of the batches adds the same in both orders at h^2, the commutator is left",
        ),
        Step(both(S), K * S - S * K, "which is K S + S K^T, since K is antisymmetric"),
        Step(
            (q + p * J) * (s + t * J),
            (s + t * J) * (q + p * J),
            "Q and the start's <e e^T>, averaged over the initialization, are in the span of I and J = 1 1^T: they commute, "
            "their product is symmetric",
            ("the test law's second moments are the same for all pairs", "initial weights independent, of mean 0"),
        ),
        Step(
            sp.Add(k * m, -k * m, evaluate=False),
            sp.Integer(0),
            "tr(Q (K S + S K^T)) = 2 tr(K S Q): an antisymmetric matrix against a symmetric one, pair of entries by pair, is 0; so "
            "the error averaged over the initialization depends on the order from h^3 on",
        ),
    )


def _any_network() -> Step:
    h, theta = sp.Symbol("h", positive=True), sp.Symbol("theta", real=True)
    f, g = sp.Function("f")(theta), sp.Function("g")(theta)

    def then(first: Any, second: Any) -> Any:
        """One step along `first`, one along `second`, to h^2."""
        return theta - h * first - h * (second - h * first * sp.diff(second, theta))

    return Step(
        second(then(f, g) - then(g, f), h),
        f * sp.diff(g, theta) - g * sp.diff(f, theta),
        "any architecture: f, g the gradients under two masks, expanded to h^2; with several parameters H_g f - H_f g, H the "
        "Hessians",
    )
