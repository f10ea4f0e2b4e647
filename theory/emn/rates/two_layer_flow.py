"""The exact flow of a row of (1) that starts along the vector of ones: two numbers, solved for all times."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import Array, as_array, float_array, in_float_range, natural, one_line
from .risk_spectrum import HALF, risk_eigenvalues


@in_float_range("start")
def two_layer_flow(start: Any, t: Any, n: int, p: Any = HALF) -> Array:
    """(u, d) at time t of a row w = u 1/sqrt(n) of (1) and its later weight d, under w' = d Q (1 - d w), d' = w . Q (1 - d w).

    This is the gradient flow of half the risk of the row, with Q as in `risk_entries(p)`; the ones are its eigenvector, so
    the row stays along them: u' = lambda d (sqrt(n) - u d), d' = lambda u (sqrt(n) - u d). kappa = u^2 - d^2 is conserved,
    and S = (u + d)^2 solves the Riccati equation S' = -(lambda/2) (S^2 - 4 sqrt(n) S - kappa^2) of two fixed points
    S+- = 2 sqrt(n) +- root, root = sqrt(kappa^2 + 4 n):

        S(t) = (S+ (S0 - S-) - S- (S0 - S+) E) / ((S0 - S-) - (S0 - S+) E),   E = exp(-lambda root t).

    (u - d)^2 solves the same with -sqrt(n) for sqrt(n), and neither u + d nor u - d changes its sign. The effective
    weights' product is u d = ((u + d)^2 - (u - d)^2) / 4. It ends at sqrt(n), zero loss, unless u + d = 0 at the start:
    then u d tends to 0, the saddle, and never leaves it.

    Shapes: start (2,) for (u, d); t a scalar >= 0, infinity included, -> (2,), or (T,) -> (T, 2). SGD with step h of
    `step_scale` has made t = h steps. (Luntzel 2023, Figure 4 (1), the way there.)

    Possible issues: right to a few eps of max(|u|, |d|, n^(1/4)); u d itself, where small, loses digits by cancellation.

    Example:
    >>> from theory import emn
    >>> u, d = emn.two_layer_flow((0.5, 0.5), float("inf"), n=4)
    >>> round(float(u * d), 9)
    2.0
    """
    first = float_array("start", start, (2,))
    along = float(risk_eigenvalues(n, p)[0])
    goal = float(np.sqrt(natural("n", n)))
    times = as_array("t", t)
    if times.dtype.kind not in "biuf" or times.ndim > 1 or not np.all(times >= 0):
        raise ValueError(f"t must be a number >= 0 or one row of them; got {one_line(t)}.")
    total, difference = first[0] + first[1], first[0] - first[1]
    with np.errstate(over="ignore"):
        kappa = total * difference
        if not np.isfinite(total**2 + difference**2):
            raise ValueError(f"start must have squares in the range of floats; got {one_line(start)}.")
    plus = np.sign(total) * np.sqrt(_riccati(total**2, kappa, goal, along, times.reshape(-1)))
    minus = np.sign(difference) * np.sqrt(_riccati(difference**2, kappa, -goal, along, times.reshape(-1)))
    return np.stack([(plus + minus) / 2, (plus - minus) / 2], axis=-1).reshape((*times.shape, 2))


def _riccati(first: float, kappa: float, goal: float, along: float, t: Array) -> Array:
    """S(t) of S' = -(along/2) (S^2 - 4 goal S - kappa^2), S(0) = first >= 0."""
    root = float(np.hypot(kappa, 2 * goal))
    # the root of smaller size from the product -kappa^2 of both, free of cancellation
    large = 2 * goal + np.copysign(root, goal)
    small = -(kappa**2) / large
    high, low = (large, small) if goal > 0 else (small, large)
    with np.errstate(invalid="ignore"):
        age = np.where(t > 0, along * root * t, 0.0)
    E = np.exp(-age)
    top, bottom = first - low, first - high
    if top == 0:  # first is the unstable fixed point, 0, with kappa = 0
        return np.zeros_like(E)
    return np.maximum((high * top - low * bottom * E) / (top - bottom * E), 0.0)


def derivation() -> Derivation:
    """Conservation, the equation of the product, the Riccati equation, its solution, start and limit.

    Example:
    >>> from theory import emn
    >>> emn.two_layer_flow_derivation().proved
    True
    """
    t, lam, s0 = sp.symbols("t lambda S_0", positive=True)
    kappa, u, d = sp.symbols("kappa u d", real=True)
    goal = sp.Symbol("sigma", positive=True)  # sqrt(n)
    ut, dt = sp.Function("u")(t), sp.Function("d")(t)
    gap = goal - ut * dt
    flow = {sp.Derivative(ut, t): lam * dt * gap, sp.Derivative(dt, t): lam * ut * gap}
    root = sp.sqrt(kappa**2 + 4 * goal**2)
    high, low = 2 * goal + root, 2 * goal - root
    E = sp.exp(-lam * root * t)
    S = (high * (s0 - low) - low * (s0 - high) * E) / ((s0 - low) - (s0 - high) * E)

    def along_flow(e: Any) -> Any:
        return sp.expand(e.subs(flow))

    return Derivation(
        "The flow of (1) along the vector of ones",
        (
            Step(
                -sp.Derivative(lam * (goal - u * d) ** 2 / 2, u),
                lam * d * (goal - u * d),
                "half the risk of w = u v, v = 1/sqrt(n), Q v = lambda v, target 1 = sigma v with sigma = sqrt(n)",
            ),
            Step(
                sp.Derivative(ut**2 - dt**2, t),
                sp.Integer(0),
                "kappa = u^2 - d^2 is conserved",
                ("u' = lambda d (sigma - u d), d' = lambda u (sigma - u d)",),
                using=along_flow,
            ),
            Step(
                (u**2 + d**2) ** 2,
                (u**2 - d**2) ** 2 + 4 * (u * d) ** 2,
                "so s = u d moves by s' = lambda (sigma - s) (u^2 + d^2) = lambda (sigma - s) sqrt(kappa^2 + 4 s^2)",
            ),
            Step(
                sp.Derivative((ut + dt) ** 2, t),
                -lam / 2 * ((ut + dt) ** 4 - 4 * goal * (ut + dt) ** 2 - (ut**2 - dt**2) ** 2),
                "S = (u + d)^2 has a Riccati equation of constant coefficients",
                using=along_flow,
            ),
            Step(
                sp.Derivative((ut - dt) ** 2, t),
                -lam / 2 * ((ut - dt) ** 4 + 4 * goal * (ut - dt) ** 2 - (ut**2 - dt**2) ** 2),
                "and so has (u - d)^2, with -sigma",
                using=along_flow,
            ),
            Step(
                sp.Derivative(S, t),
                -lam / 2 * (S**2 - 4 * goal * S - kappa**2),
                "the closed form solves it",
                using=lambda e: sp.factor(e),
            ),
            Step(sp.Subs(S, t, 0), s0, "it starts at S_0", using=lambda e: sp.simplify(e)),
            Step(
                (high - kappa**2 / high) / 4,
                goal,
                "and ends at S_+, where u d = (S - kappa^2/S)/4 = sigma: zero loss",
                ("S_0 > 0",),
            ),
        ),
    )
