"""The flow for redundant gates: the means of the groups move, the differences within them stay."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...flow import gradient_flow
from ...validation import Array, as_array, float_array
from .gate_groups import GateGroups
from .general_flow import K, c, lam, mode, t, tau, u0

m = sp.Symbol("m", integer=True, positive=True)


def redundant_flow(groups: GateGroups, w0: Any, t: Any, tau: float = 1.0) -> Array:
    """The weights of all K gates at time t of tau dw/dt = (1/K) (b - A w / K), solved for the K' distinct ones.

    w_k(t) = wbar_d(t) + (w_k(0) - wbar_d(0)) for k in group d, with tau wbar_d' = (1/K) (b_d - (1/K) sum_e m_e A_de wbar_e),
    m the multiplicities. A group that overlaps no other gate relaxes m times as fast as one gate would at the same K, to
    1/m of its limit: w(t) = w(0) + P [expm1(-m r t) (ubar_0 - K c / (m lambda))], r = lambda / (K^2 tau). Where groups
    overlap, the rates are the eigenvalues of sqrt(m_d m_e) A_de, and no single factor m remains.

    Shapes, exactness, errors and rounding as in `gradient_flow`. (The note, Eq. (26) to (31), for any multiplicity, with the
    1/K that its Eq. (4) loses and the factor 2 that its Eq. (30) loses.)

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> groups = gdln.GateGroups.from_samples([[1.0], [2.0]], [3.0, 6.0], [[1, 1], [1, 1]])
    >>> gdln.redundant_flow(groups, [[1.0], [-1.0]], np.inf).round(9).tolist()  # mean 3, the difference stays
    [[4.0], [2.0]]
    """
    if not isinstance(groups, GateGroups):
        raise TypeError(f"groups must be GateGroups; got {type(groups).__name__}. Use GateGroups.from_samples.")
    w0 = groups.weights("w0", w0)
    start = groups.mean(w0)
    spread = w0 - start[groups.group]
    if groups.problem.exact and w0.dtype.kind == "O" and as_array("t", t).ndim == 0 and t == np.inf:
        return groups.exact_limit(start)[groups.group] + spread
    balanced = groups.balanced
    moving = (groups.root * float_array("w0", start, start.shape).ravel()).reshape(start.shape)
    change = gradient_flow(balanced, moving, t, tau) - moving
    change = (change.reshape(*change.shape[:-2], start.size) / groups.root).reshape(change.shape)
    return float_array("w0", w0, w0.shape) + change[..., groups.group, :]


def redundant_mode() -> sp.Expr:
    """ubar(t) of a group of m copies that overlaps no other gate: the general mode at m times the eigenvalue.

    Example:
    >>> import sympy as sp
    >>> from theory import gdln
    >>> mode = gdln.redundant_mode()
    >>> sorted(str(s) for s in mode.free_symbols)
    ['K', 'c', 'lambda', 'm', 't', 'tau', 'u_0']
    """
    return mode(m * lam)


def derivation() -> Derivation:
    """From the loss to the group: equal gradients, the mean's flow, its solution, rate, limit, and the balanced form.

    Example:
    >>> from theory import gdln
    >>> gdln.redundant_flow_derivation().proved
    True
    """
    w1, w2, z, y, r, s, wbar = sp.symbols("w_1 w_2 z_i y r s wbar", real=True)
    me = sp.Symbol("m_e", positive=True)
    loss = ((w1 * z + w2 * z + s) / K - y) ** 2 / 2
    one = ((w1 * z + s) / K - y) ** 2 / 2
    solution = redundant_mode()
    a, v = sp.symbols("A_de v_e", real=True)
    return Derivation(
        "The flow for redundant gates (corrects the note, Eq. (26) to (31))",
        (
            Step(
                sp.Derivative(loss, w1),
                sp.Derivative(loss, w2),
                "two copies see the same gradient: their difference never changes",
                ("s collects all other copies and gates, so m and K are any",),
            ),
            Step(
                sp.Subs(-sp.Derivative(one, w1), s, m * wbar * z + r - w1 * z),
                (z * y - z * (m * wbar * z + r) / K) / K,
                "so does the mean: tau wbar' = (1/K) (b - (1/K) (m A wbar + other gates))",
                ("the m copies add up to m wbar",),
            ),
            Step(
                K * tau * sp.Derivative(solution, t),
                c - m * lam * solution / K,
                "a group that overlaps no other: the general mode at m lambda solves it",
                ("lambda > 0",),
            ),
            Step(sp.Subs(solution, t, 0), u0, "it starts at the mean of the copies"),
            Step(
                solution - K * c / (m * lam),
                mode().subs(t, m * t).subs(u0, u0 - K * c / (m * lam) + K * c / lam) - K * c / lam,
                "its distance from the limit decays m times as fast as that of one gate at the same K",
            ),
            Step(
                sp.Limit(solution, t, sp.oo),
                sp.Limit(mode(), t, sp.oo) / m,
                "and the limit is 1/m of the one gate's",
            ),
            Step(
                sp.sqrt(m) * sp.UnevaluatedExpr(me * a) * sp.UnevaluatedExpr(v / sp.sqrt(me)),
                sp.sqrt(m * me) * a * v,
                "with v = sqrt(m) wbar the matrix sqrt(m_d m_e) A_de is symmetric: overlapping groups are a gradient flow",
            ),
        ),
    )
