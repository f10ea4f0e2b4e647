"""The sign of the constant that each row learns: the linearized early dynamics, and where they decide for certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import Array, in_float_range
from ..masks.row_risk import row_risk
from ..network.architecture import Architecture, Parameters, check_parameters


@in_float_range("params")
def sign_margin(net: Architecture, params: Parameters, masks: Any = None) -> Array:
    """d + q . w / |q| of every row of (1), (n,): the sign is the predicted sign of c, the size how sure it is.

    q = Q 1 is the growing direction of the flow linearized at 0: w' = d q, d' = q . w. For (1, ..., 1), d is the later
    weight of least size times the signs of the others. Only this one can change sign: d_l^2 - d_k^2 is conserved, so a
    larger one never vanishes. With D the product of the others and time running at the rate |D|, the row then is one of
    (1) with the residual 1 - |D| d w, and linearized at 0 the same. `sign_is_certain` says where the rule is proved.

    `masks` as in `learned_constants`. Raises ValueError for copies that are not all 1, for () and for a row at a saddle,
    where nothing moves. Possible issues: rows with a margin of a few percent of |d| may go the other way, and under SGD
    also by the noise and the order of the first masks, which in the paper's order are the sparse ones. Two later weights
    of exactly the same least size keep their signs or go to 0 together: a set of measure 0 that the rule is not meant for.
    (Luntzel 2023, Figure 4: "constants can be positive or negative".)

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = net.parameters([[[3.0, 3.0], [-3.0, -3.0]], [[[1.0]], [[1.0]]]])
    >>> emn.sign_margin(net, params).round(4).tolist()
    [5.2426, -3.2426]
    """
    rows = _reduced(net, params, masks)
    q = rows.Q.sum(axis=2)
    growth = np.sum(q * rows.w, axis=1) / np.maximum(np.linalg.norm(q, axis=1), np.finfo(np.float64).tiny)
    stuck = np.flatnonzero((rows.d == 0) & ((growth == 0) | (rows.D == 0)))
    if len(stuck):
        row = int(stuck[0])
        raise ValueError(f"params must not be at a saddle; row {row} has zero gradient. Move its later weights off 0.")
    return rows.d + growth


@in_float_range("params")
def sign_is_certain(net: Architecture, params: Parameters, masks: Any = None) -> Array:
    """Where the flow from `params` is proved to end with the sign of `sign_margin`, (n,) of bools; same arguments.

    For every mask law: |d| > |w|, because d^2 - |w|^2 is conserved and d never vanishes. Where besides all ones are an
    eigenvector of Q, Q 1 = lambda 1, as for the paper's law, let s = 1 . w / sqrt n and v be the rest of w. Then the sign
    is certain for a margin other than 0

    - where s d >= 0, because that quadrant is never left;
    - where the margin s + d has not the sign of d: while s d < 0 it only grows;
    - where d^2 - s^2 >= |v|^2 (1 - exp(-2 (mu/lambda) |D d s| / sqrt n)), mu the largest other eigenvalue of Q; so for
      every row that starts along all ones.

    So the rule can err only where it says the sign of d, with s d < 0 and |s| < |d| < |w|: some of d is lost on v there.

    Possible issues: comparisons are made in floating point, so a row within rounding of a boundary may be misjudged.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = net.parameters([[[1.0, 1.0], [1.0, -3.0]], [[[2.0]], [[0.5]]]])
    >>> emn.sign_is_certain(net, params).tolist()
    [True, True]
    """
    rows, margin = _reduced(net, params, masks), sign_margin(net, params, masks)
    reached = np.diagonal(rows.Q, axis1=1, axis2=2) > 0
    root = np.sqrt(np.maximum(reached.sum(axis=1), 1))
    s = np.sum(rows.w, axis=1, where=reached) / root
    rest = np.sum((rows.w - (s / root)[:, None]) ** 2, axis=1, where=reached)
    d = rows.d
    certain = d**2 > rest + s**2
    for i in np.flatnonzero(~certain & (margin != 0)):
        rate, other = _eigenvalues(rows.Q[i][np.ix_(reached[i], reached[i])])
        if rate > 0:
            lost = -rest[i] * np.expm1(-2 * other / rate * abs(rows.D[i] * d[i] * s[i]) / root[i])
            certain[i] = (
                s[i] * d[i] >= 0 or (margin[i] * d[i] < 0 and rows.one_least[i]) or d[i] ** 2 - s[i] ** 2 >= lost
            )
    return certain


@dataclass(frozen=True)
class _Rows:
    """Each row of (1, ..., 1) as one of (1): the least later weight d with the signs of the others, their product D."""

    d: Array
    D: Array
    one_least: Array
    w: Array
    Q: Array


def _reduced(net: Architecture, params: Parameters, masks: Any) -> _Rows:
    params = check_parameters(net, params)
    if net.copies == () or any(c != 1 for c in net.copies):
        raise ValueError(
            f"copies must be all 1, at least one; got {net.copies}. Only there a row has a constant to sign."
        )
    later = np.stack([layer[:, 0, 0].astype(np.float64) for layer in params.layers[1:]], axis=1)
    later = np.take_along_axis(later, np.argsort(np.abs(later), axis=1), axis=1)
    d, others = later[:, 0], later[:, 1:]
    flipped = np.prod(np.sign(others), axis=1) < 0
    one_least = np.all(np.abs(others) > np.abs(d)[:, None], axis=1)
    w = params.layers[0].astype(np.float64)
    return _Rows(np.where(flipped, -d, d), np.prod(others, axis=1), one_least, w, row_risk(net.n, masks))


def _eigenvalues(Q: Array) -> tuple[float, float]:
    """lambda with Q 1 = lambda 1, 0 where all ones are no eigenvector, and the largest eigenvalue besides."""
    q = Q.sum(axis=1)
    rate = float(q.mean())
    if np.max(np.abs(q - rate)) > 4 * len(q) * np.finfo(np.float64).eps * rate:
        return 0.0, 0.0
    return rate, float(np.linalg.eigvalsh(Q - rate / len(q))[-1])


def derivation() -> Derivation:
    """Why the sign is that of s + d: the row along all ones and across it, w = (s / sqrt n) 1 + v, Q 1 = lambda 1.

    |D| is the product of the other later weights, 1 for (1); time runs at its rate. v stands for one eigenvector across,
    with eigenvalue mu; several add up.

    Example:
    >>> from theory import emn
    >>> emn.constant_sign_derivation().proved
    True
    """
    lam, mu, n, D = sp.symbols("lambda mu n D", positive=True)
    s, v, d = sp.symbols("s v d", real=True)
    e, r = sp.symbols("e r", positive=True)
    pull = sp.sqrt(n) - D * d * s
    velocity = {s: lam * d * pull, v: -mu * D * d**2 * v, d: lam * s * pull - mu * D * d * v**2}
    loss = (lam * (D * d * s - sp.sqrt(n)) ** 2 + mu * (D * d * v) ** 2) / (2 * D)

    def rate(expression: sp.Expr) -> sp.Expr:
        return sum(sp.diff(expression, variable) * change for variable, change in velocity.items())

    flow = tuple(
        Step(
            -sp.Derivative(loss, variable),
            change,
            f"the flow of {variable}, from the risk (beta - 1)^T Q (beta - 1) / 2",
        )
        for variable, change in velocity.items()
    )
    return Derivation(
        "The sign of the constant a row learns",
        (
            *flow,
            Step(rate(s**2 + v**2 - d**2), sp.Integer(0), "|w|^2 - d^2 is conserved: d never vanishes where |d| > |w|"),
            Step(
                rate(s + d).subs(v, 0),
                lam * pull * (s + d),
                "along all ones s + d keeps its sign for ever; at the end s d = sqrt n / D > 0: the rule is exact",
                ("v = 0",),
            ),
            Step(sp.Subs(rate(s), s, 0), lam * sp.sqrt(n) * d, "on s = 0, s moves to the sign of d, and"),
            Step(sp.Subs(rate(d), d, 0), lam * sp.sqrt(n) * s, "on d = 0, d moves to that of s: s d > 0 is never left"),
            Step(
                rate(s + d),
                lam * pull * (s + d) - mu * D * d * v**2,
                "where s d < 0, pull is positive and the last term has the sign of s: a margin of that sign only grows",
            ),
            Step(
                rate(d**2 - s**2),
                -2 * mu * D * d**2 * v**2,
                "a margin of the sign of d can be lost, no faster than |v|^2 is: d^2 - s^2 - |v|^2 does not move",
            ),
            Step(
                (rate(sp.log(v**2)) + 2 * mu / (lam * sp.sqrt(n)) * D * d * rate(s)).subs({s: -r, d: e}),
                2 * mu * D**2 * e**3 * r / sp.sqrt(n),
                "positive: log |v|^2 falls by at most 2 (mu/lambda) |D d s| / sqrt n of the start, until s = 0",
                ("d = e > 0 and s = -r < 0, the other case mirrored; |d| falls there, and with it D",),
            ),
        ),
    )
