"""Section 3.3: the weights over time for general gates, Eq. (8) to (10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from papers import Claim, Context, Outcome, Statement
from theory import gdln

from .modes import c, constant_is_real, decay, lam, solves_a_mode, u0
from .rotation import K, separates, solves, t, tau


def weights_solve(says: Callable[..., Any], context: Context) -> Outcome:
    """w(t) = says(P, Lambda, b, E) solves K tau w' = b - A w / K, for two coordinates, any rotation and spectrum."""
    return solves(says, gdln.general_flow_derivation())


def modes_separate(says: Callable[..., Any], context: Context) -> Outcome:
    """K tau du/dt = says(K, lambda, u, c), mode by mode."""
    return separates(says, gdln.general_flow_derivation())


CLAIMS = (
    Claim(
        id="eq-8-modes",
        locator="Eq. (8), first half",
        statement="With u = P^T w and c = P^T b the flow of Eq. (7) separates into modes. The 1/K of Eq. (4) is lost.",
        printed=Statement(r"K\tau\frac{d}{dt} u = -\Lambda u + c", lambda K, lam, u, c: c - lam * u),
        corrected=Statement(r"K\tau\frac{d}{dt} u = -\tfrac1K\Lambda u + c", lambda K, lam, u, c: c - lam * u / K),
        test=modes_separate,
        wrong={
            "1/K on c too": lambda K, lam, u, c: (c - lam * u) / K,
            "growth": lambda K, lam, u, c: c + lam * u / K,
        },
        oracle="the flow derived from the loss, rotated symbolically",
    ),
    Claim(
        id="eq-8",
        locator="Eq. (8)",
        statement="The modes u = P^T w over time. As printed, nothing is left to fit the initial value, and 1/K is lost.",
        printed=Statement(
            r"u(t) = \Lambda^{-1} e^{-\frac{t}{K\tau}\Lambda} \Lambda^{-1} c + \Lambda^{-1} c",
            sp.exp(-t * lam / (K * tau)) * c / lam**2 + c / lam,
        ),
        corrected=Statement(
            r"u(t) = e^{-\frac{t}{K^2\tau}\Lambda} \big(u(0) - K\Lambda^{-1}c\big) + K\Lambda^{-1} c,"
            r"\quad u_i(t) = u_i(0)\ \text{where}\ \lambda_i = 0",
            sp.exp(-t * lam / (K**2 * tau)) * (u0 - K * c / lam) + K * c / lam,
        ),
        test=solves_a_mode,
        wrong={
            "rate lambda / (K tau)": sp.exp(-t * lam / (K * tau)) * (u0 - K * c / lam) + K * c / lam,
            "limit without K": sp.exp(-t * lam / (K**2 * tau)) * (u0 - c / lam) + c / lam,
            "no initial value": K * c / lam,
        },
        assumptions=("lambda > 0; for lambda = 0, where c = 0, the limit",),
        oracle="substitution into the flow derived from the loss",
    ),
    Claim(
        id="eq-8-constant",
        locator="Eq. (8), sentence",
        statement="A constant diagonal matrix C in e^(.. + C) defines the initial condition.",
        printed=Statement(r"e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1,\ C\ \text{real diagonal}", lambda C: sp.exp(C)),
        corrected=Statement(
            r"e^{-\frac{t}{K^2\tau}\Lambda} C \mathbf 1,\quad C = \mathrm{diag}(\Lambda u(0) - K c)", lambda C: C
        ),
        test=constant_is_real,
        wrong={"C squared": lambda C: C**2, "minus e^C": lambda C: -sp.exp(C)},
        assumptions=("C is real; a complex C would allow any start but the limit itself",),
        oracle="solving for C at starts above, at and below the limit",
    ),
    Claim(
        id="eq-9",
        locator="Eq. (9)",
        statement="The weights over time. Read with e^C for any real constant, the 1/K of Eq. (4) is still lost.",
        printed=Statement(
            r"w(t) = P\Lambda^{-1} e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + P\Lambda^{-1} c",
            lambda P, L, b, E: P * L.inv() * decay(L, K * tau, E) + P * L.inv() * P.T * b,
        ),
        corrected=Statement(
            r"w(t) = P\Lambda^{-1} e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K P\Lambda^{-1} c",
            lambda P, L, b, E: P * L.inv() * decay(L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
        ),
        test=weights_solve,
        wrong={
            "P dropped": lambda P, L, b, E: L.inv() * decay(L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
            "growth for decay": lambda P, L, b, E: P * L.inv() * decay(-L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
        },
        assumptions=("A invertible",),
        oracle="substitution into the flow derived from the loss",
    ),
    Claim(
        id="eq-10",
        locator="Eq. (10)",
        statement="The solution of Eq. (9) in terms of A and b.",
        printed=Statement(
            r"w(t) = A^{-1} P e^{-\frac{t}{K\tau}\Lambda + C}\mathbf 1 + A^{-1} b",
            lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K * tau, E) + b),
        ),
        corrected=Statement(
            r"w(t) = A^{-1} P e^{-\frac{t}{K^2\tau}\Lambda} C\mathbf 1 + K A^{-1} b",
            lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K**2 * tau, E) + K * b),
        ),
        test=weights_solve,
        wrong={
            "A^-1 dropped from the decay": lambda P, L, b, E: decay(L, K**2 * tau, E) + K * P * L.inv() * P.T * b,
            "limit K^2 A^-1 b": lambda P, L, b, E: P * L.inv() * P.T * (P * decay(L, K**2 * tau, E) + K**2 * b),
        },
        assumptions=("A invertible",),
        oracle="substitution into the flow derived from the loss",
    ),
)
