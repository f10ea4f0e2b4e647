"""One ReLU unit on a balanced mixture of two zero-mean Gaussian laws: its own flow, with gates that follow the weights.

yhat = ReLU(w . x); x has covariance C1 where y = 1 and C0 where y = 0. The Gaussian law is even, so the half-space
w . x >= 0 holds half of every second moment: <g x x^T> = (C0 + C1) / 4, and <g y x> = C1 w / (2 sqrt(2 pi w^T C1 w)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from scipy.linalg import eigh

from ...derivation import Derivation, Step
from ...possible_moments import checked_second_moment
from ...spectrum import rounding_unit
from ...validation import Array, float_array, in_float_range, real_array, real_number


@in_float_range("w, C0, C1, tau")
def relu_unit_velocity(w: Any, C0: Any, C1: Any, tau: float = 1.0) -> Array:
    """dw/dt of tau dw/dt = <g (y - w . x) x> = C1 w / (2 sqrt(2 pi q)) - (C0 + C1) w / 4, with q = w^T C1 w.

    Minus the gradient of half of `relu_unit_loss`; one unit of the network of the note, Eq. (1). Shapes: w (L,),
    covariances (L, L), tau > 0. Where q = 0 < |w| the
    unit is 0 on all of class 1 and the first term is 0. Raises ValueError at w = 0, where the gate has no direction.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> C = np.eye(2)
    >>> w = gdln.relu_unit_fixed_points(C, C).weights[0]
    >>> bool(np.allclose(gdln.relu_unit_velocity(w, C, C), 0, atol=1e-12))
    True
    """
    C0, C1 = _covariances(C0, C1)
    w, tau = float_array("w", w, (len(C0),)), float(real_number("tau", tau, above=0))
    if not np.any(w):
        raise ValueError("w must not be 0: the gate 1[w . x >= 0] has no direction there, and the flow no value.")
    u = w / np.max(np.abs(w))  # the first term does not depend on the length of w, whose square may underflow
    push = C1 @ u
    q = float(u @ push)
    drive = push / (2 * np.sqrt(2 * np.pi * q)) if q > 0 else np.zeros_like(w)
    return (drive - (C0 + C1) @ w / 4) / tau


@in_float_range("w, C0, C1")
def relu_unit_loss(w: Any, C0: Any, C1: Any) -> float:
    """<(yhat - y)^2> = 1/2 - sqrt(q / (2 pi)) + w^T (C0 + C1) w / 4, q = w^T C1 w, without the half.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> gdln.relu_unit_loss([0.0, 0.0], np.eye(2), np.eye(2))
    0.5
    """
    C0, C1 = _covariances(C0, C1)
    w = float_array("w", w, (len(C0),))
    return float(0.5 - np.sqrt(max(w @ C1 @ w, 0.0) / (2 * np.pi)) + w @ (C0 + C1) @ w / 4)


@dataclass(frozen=True, eq=False)
class FixedPoints:
    """The fixed points of the flow by falling share rho: `ratios` (r,), one of the two signs of `weights` (r, L).

    `losses` (r,) are <(yhat - y)^2> there. `stable` (r,) marks those that attract: the ones of the largest ratio.
    Of equal ratios (the modes k and L - k of a ring) every combination of the same q is a fixed point: a circle.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> points = gdln.relu_unit_fixed_points(np.diag([1.0, 3.0]), np.eye(2))
    >>> points.ratios.round(6).tolist(), points.stable.tolist()
    ([0.5, 0.25], [True, False])
    """

    ratios: Array
    weights: Array
    losses: Array
    stable: Array


@in_float_range("C0, C1")
def relu_unit_fixed_points(C0: Any, C1: Any) -> FixedPoints:
    """All fixed points w != 0 of the flow: C1 w = rho (C0 + C1) w with w^T C1 w = 2 rho^2 / pi, for each rho > 0.

    The loss there is 1/2 - rho / (2 pi). The Hessian of half the loss, in the generalized eigenbasis
    v_j^T (C0 + C1) v_k = delta_jk, is diagonal: 1/4 along w itself and (1 - rho_j / rho) / 4 along every other v_j. So
    w attracts if rho is the largest ratio and is a saddle if it is not; nothing else is stable, and the loss, which falls
    along the flow and grows with |w|, has no other place to end. A start with C1 w = 0 shrinks to 0; directions with
    (C0 + C1) v = 0 never move.

    For circulant covariances of a ring the modes are Fourier modes, rho_k = c1_k / (c0_k + c1_k), and a mode has the
    norm |w| = sqrt(2 c1_k / pi) / (c0_k + c1_k).

    One unit of the network of the note, Eq. (1), on zero-mean Gaussian classes, as its section 2 has them. Shapes: C0, C1
    (L, L), symmetric and positive semidefinite.

    Possible issues: ratios of modes in which C0 + C1 is below rounding of its largest eigenvalue are left out; those just
    above it lose digits in proportion, and equality of ratios is decided to 1e-9.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> points = gdln.relu_unit_fixed_points(np.diag([1.0, 3.0]), np.eye(2))
    >>> points.losses.round(4).tolist()  # 1/2 - rho / (2 pi)
    [0.4204, 0.4602]
    """
    C0, C1 = _covariances(C0, C1)
    values, vectors = eigh(C0 + C1, driver="evd")  # the default driver is off by more than a rounding unit
    keep = values > rounding_unit(len(values), max(float(values[-1]), 0.0))
    white = vectors[:, keep] / np.sqrt(values[keep])
    rho, turned = eigh(white.T @ C1 @ white, driver="evd")
    order = np.argsort(-rho)
    rho, modes = rho[order], (white @ turned[:, order]).T
    positive = rho > rounding_unit(len(values), 1.0)
    rho, modes = np.minimum(rho[positive], 1.0), modes[positive]
    weights = np.sqrt(2 / np.pi) * np.sqrt(rho)[:, None] * modes  # v^T C1 v = rho for these v
    stable = rho >= rho[0] * (1 - 1e-9) if len(rho) else np.zeros(0, dtype=bool)
    return FixedPoints(rho, weights, 0.5 - rho / (2 * np.pi), stable)


def derivation() -> Derivation:
    """From the half-space moments to the flow of one mode, its fixed point, its stability, and which mode wins.

    Example:
    >>> from theory import gdln
    >>> gdln.relu_unit_derivation().proved
    True
    """
    h, s = sp.symbols("h sigma", positive=True)
    c0, c1, d0, d1, q, u, w = sp.symbols("c_0 c_1 d_0 d_1 q u w", positive=True)
    density = sp.exp(-(h**2) / (2 * s**2)) / sp.sqrt(2 * sp.pi * s**2)
    rho, other = c1 / (c0 + c1), d1 / (d0 + d1)

    def velocity(field: sp.Expr, one: sp.Expr, zero: sp.Expr, size: sp.Expr) -> sp.Expr:
        return one * field / (2 * sp.sqrt(2 * sp.pi * size)) - (zero + one) * field / 4

    amplitude = sp.sqrt(2 * c1 / sp.pi) / (c0 + c1)
    at = 2 * rho**2 / sp.pi
    relu, half = s / sp.sqrt(2 * sp.pi), s**2 / 2
    loss = sp.Rational(1, 2) - sp.sqrt(q) / sp.sqrt(2 * sp.pi) + (c0 + c1) * w**2 / 4
    growth = sp.simplify(velocity(u, c1, c0, q) / u / (c0 + c1) - velocity(w, d1, d0, q) / w / (d0 + d1))
    return Derivation(
        "One ReLU unit on Gaussian inputs",
        (
            Step(sp.Integral(h * density, (h, 0, sp.oo)), relu, "<g h> of a Gaussian h with standard deviation sigma"),
            Step(sp.Integral(h**2 * density, (h, 0, sp.oo)), half, "<g h^2>: the half-space holds half of it"),
            Step(
                sp.Rational(1, 2)
                - sp.Subs(relu, s, sp.sqrt(q))
                + (sp.Subs(half, s, sp.sqrt(c0) * w) + sp.Subs(half, s, sp.sqrt(c1) * w)) / 2,
                loss,
                "<(yhat - y)^2> = <y^2> - 2 <y g h> + <g h^2>, classes balanced, h = w . x, q = w^T C1 w",
            ),
            Step(
                -sp.Derivative(loss.subs(q, c1 * w**2), w) / 2,
                velocity(w, c1, c0, c1 * w**2),
                "minus half its gradient is tau dw/dt of one mode of C0 and C1",
                ("C0 and C1 have common modes: both circulant",),
            ),
            Step(
                sp.Subs(velocity(w, c1, c0, c1 * w**2), w, amplitude), sp.Integer(0), "a fixed point, of this amplitude"
            ),
            Step(sp.Subs(c1 * w**2, w, amplitude), at, "where q = 2 rho^2 / pi with rho = c_1 / (c_0 + c_1)"),
            Step(
                sp.Subs(loss, (w, q), (amplitude, at)),
                sp.Rational(1, 2) - rho / (2 * sp.pi),
                "and the loss falls with rho",
            ),
            Step(
                sp.Subs(sp.Derivative(velocity(w, c1, c0, c1 * w**2), w), w, amplitude),
                -(c0 + c1) / 4,
                "along the mode itself the fixed point attracts",
            ),
            Step(
                velocity(u, d1, d0, at) / u,
                (d0 + d1) * (other / rho - 1) / 4,
                "another mode, infinitely small, decays where its ratio is smaller and grows where it is larger",
            ),
            Step(
                growth,
                (rho - other) / (4 * sp.sqrt(sp.pi * q / 2)),
                "at any distance: log|u| / (c_0 + c_1) of the larger ratio gains on the other at all times",
            ),
        ),
    )


def _covariances(C0: Any, C1: Any) -> tuple[Array, Array]:
    C0 = checked_second_moment("C0", C0)
    C1 = checked_second_moment("C1", real_array("C1", C1, C0.shape))
    return float_array("C0", C0, C0.shape), float_array("C1", C1, C1.shape)
