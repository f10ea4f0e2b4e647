"""The flow of the gated deep linear network for any gates, derived from the model and the loss.

Model (the note, Eq. (3)): yhat = (1/K) w . x~ with x~ = g(x) (x) x. Loss: 1/2 <(yhat - y)^2>. Flow: tau w' = -grad.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from ...derivation import Derivation, Step

K = sp.Symbol("K", integer=True, positive=True)
tau, t, lam = sp.symbols("tau t lambda", positive=True)
u0, c = sp.symbols("u_0 c", real=True)

P, PT, L = sp.symbols("P P^T Lambda", commutative=False)
u, b = sp.symbols("u b", commutative=False)


def mode(eigenvalue: sp.Expr = lam) -> sp.Expr:
    """u(t) of one eigenmode: e^{-r t} u_0 + (1 - e^{-r t}) K c / lambda with r = lambda / (K^2 tau)."""
    decay = sp.exp(-eigenvalue * t / (K**2 * tau))
    return decay * u0 + (1 - decay) * K * c / eigenvalue


def null_mode() -> sp.Expr:
    """u(t) where lambda = 0: it stays, because c = P^T b = <(v . x~) y> vanishes with lambda = <(v . x~)^2>."""
    return u0


def derivation() -> Derivation:
    """From the loss to w(t) = P u(t): gradient, diagonalization, solution, initial value, limit, null space.

    Example:
    >>> from theory import gdln
    >>> gdln.general_flow_derivation().proved
    True
    """
    return Derivation("The flow for general gates (corrects the note, Eq. (4) to (10))", (*_gradient(), *_modes()))


def _gradient() -> tuple[Step, ...]:
    """The gradient for one sample of features z and target y; the loss is its mean, and A = <z^2>, b = <z y>."""
    w, z, y = sp.symbols("w_i z_i y", real=True)
    rest = sp.Symbol("r_i", real=True)  # the other features' part of w . x~
    loss = sp.Rational(1, 2) * ((w * z + rest) / K - y) ** 2
    orthogonal = {PT * P: sp.Integer(1), P * PT: sp.Integer(1)}
    velocity = b / K - P * L * PT * (P * u) / K**2

    def reduce(e: Any) -> Any:
        return sp.expand(e.subs(orthogonal))

    return (
        Step(
            -sp.Derivative(loss, w),
            (z * y - z * (w * z + rest) / K) / K,
            "gradient of 1/2 (yhat - y)^2 in one weight; averaged: tau w' = (1/K) (b - A w / K)",
            ("yhat = (1/K) w . x~, so w . x~ = w_i z_i + r_i",),
        ),
        Step(
            PT * velocity,
            PT * b / K - L * u / K**2,
            "w = P u and A = P Lambda P^T: the modes separate",
            ("P^T P = P P^T = 1, A symmetric",),
            using=reduce,
        ),
    )


def _modes() -> tuple[Step, ...]:
    solution = mode()
    p1, p2, f1, f2, y1, y2 = sp.symbols("p_1 p_2 f_1 f_2 y_1 y_2", real=True)
    return (
        Step(
            K * tau * sp.Derivative(solution, t),
            c - lam * solution / K,
            "the closed form solves K tau u' = c - lambda u / K, one mode, c its entry of P^T b",
            ("lambda > 0",),
        ),
        Step(sp.Subs(solution, t, 0), u0, "it starts at u_0; the ODE is linear, so there is no other solution"),
        Step(sp.Limit(solution, t, sp.oo), K * c / lam, "its limit: w = K A^+ b on the range of A", ("lambda > 0",)),
        Step(
            (p1 * f1**2 + p2 * f2**2) * (p1 * y1**2 + p2 * y2**2) - (p1 * f1 * y1 + p2 * f2 * y2) ** 2,
            p1 * p2 * (f1 * y2 - f2 * y1) ** 2,
            "lambda <y^2> - c^2 >= 0 with f = v . x~, v the mode (Lagrange's identity, pair by pair): lambda = 0 forces c = 0",
        ),
        Step(
            sp.Limit(solution.subs(c, 0), lam, 0),
            null_mode(),
            "a mode with lambda = 0 stays where it is: the limit of the closed form",
            ("c = 0",),
        ),
    )
