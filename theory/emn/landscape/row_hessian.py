"""The curvature of a row's risk: the Hessian of any row, and its eigenvalues at the saddles in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...possible_moments import checked_second_moment
from ...validation import Array, float_array, in_float_range
from .critical_points import check_row, identity, layers_after, layers_before, product


@in_float_range("W, Q")
def saddle_curvatures(W: Any, Q: Any) -> Array:
    """The nonzero eigenvalues of the Hessian at the saddle (W, v = 0), W Q 1 = 0, of a row of (c): (2 c,), ascending.

    With q = Q 1 and k_i >= 0 the eigenvalues of W Q W^T they are (k_i +- sqrt(k_i^2 + 4 |q|^2)) / 2: c negative and c positive.
    In the direction (X, u) the Hessian is u^T W Q W^T u - 2 u^T X q, so it vanishes for X q = 0, u = 0, the c (n - 1) directions
    along the set of saddles, and steepest is X = -s u q^T. W is (c, n), Q (n, n) positive semidefinite with Q 1 != 0.
    Possible issues: none of cancellation; the smaller root is taken as -|q|^2 over the larger.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> emn.saddle_curvatures(np.zeros((1, 2)), np.eye(2)).round(9).tolist()
    [-1.414213562, 1.414213562]
    """
    Q = float_array("Q", checked_second_moment("Q", Q), (None, None))
    W = float_array("W", W, (None, len(Q)))
    q = float(np.linalg.norm(Q.sum(axis=1)))
    if q == 0:
        raise ValueError("Q must not send the ones to 0; it does, and then (W, 0) is a global minimum, no saddle.")
    k = np.maximum(np.linalg.eigvalsh(W @ Q @ W.T), 0)
    up = (k + np.hypot(k, 2 * q)) / 2
    return np.sort(np.concatenate([-(q / up) * q, up]))


@in_float_range("layers, Q")
def row_hessian(layers: Any, Q: Any) -> Array:
    """The Hessian (P, P) of the risk of `row_landscape` at any point, in the layers' entries one after the other, row by row.

    J^T Q J with J = d beta / d layers, plus g = Q (beta - 1) times the second derivatives of beta, which couple different
    layers only. Exact rationals stay exact. Possible issues: P^2 entries; meant for looking at small rows.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> emn.row_hessian([np.array([[0.0, 0.0]]), np.array([[0.0]])], np.eye(2)).tolist()  # at the saddle
    [[0.0, 0.0, -1.0], [0.0, 0.0, -1.0], [-1.0, -1.0, 0.0]]
    """
    row, Q = check_row(layers, Q)
    g = Q @ (product(row)[0] - 1)
    after, before = layers_after(row), layers_before(row, g[:, None])
    maps = layers_before(row, identity(len(Q), Q))
    jacobian = np.concatenate(
        [np.multiply.outer(after[j + 1][0], maps[j]).reshape(-1, len(Q)) for j in range(len(row))]
    )
    H = jacobian @ Q @ jacobian.T
    starts = np.cumsum([0, *(layer.size for layer in row)])
    for j in range(len(row)):
        through = identity(len(row[j]), Q)
        for l in range(j + 1, len(row)):
            block = np.multiply.outer(np.multiply.outer(after[l + 1][0], through), before[j][:, 0])
            block = block.reshape(row[l].size, row[j].size)
            H[starts[l] : starts[l + 1], starts[j] : starts[j + 1]] += block
            H[starts[j] : starts[j + 1], starts[l] : starts[l + 1]] += block.T
            through = row[l] @ through
    return H


@in_float_range("layers, Q")
def row_sharpness(layers: Any, Q: Any) -> float:
    """The largest eigenvalue of `row_hessian`, at any point: a step of plain gradient descent is stable up to 2 over it.

    At the minima with the constant c of (1, ..., 1) it is the `sharpness`, without the whole matrix.
    Possible issues: right to a few P eps of the largest eigenvalue in magnitude, P the number of entries.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> round(emn.row_sharpness([np.ones((1, 2)), np.ones((1, 1))], np.eye(2)), 9)
    3.0
    """
    H = row_hessian(layers, Q).astype(float)
    return float(np.linalg.eigvalsh(H)[-1])


def derivation() -> Derivation:
    """The critical points of a row of (1), the Hessian at its saddles, and the order of those of (1, 1).

    Two inputs stand for any number, two copies for any width: every term is a sum over one or two of them.

    Example:
    >>> from theory import emn
    >>> emn.row_hessian_derivation().proved
    True
    """
    w1, w2, d, f, t, s, lam, x, y = sp.symbols("w_1 w_2 d f t s lambda x y", real=True)
    a, b, e = sp.symbols("Q_11 Q_12 Q_22", real=True)
    u1, u2, v1, v2, x1, x2, y1, y2 = sp.symbols("u_1 u_2 v_1 v_2 x_1 x_2 y_1 y_2", real=True)
    Q, w, one = sp.Matrix([[a, b], [b, e]]), sp.Matrix([w1, w2]), sp.Matrix([1, 1])
    q = Q * one

    def risk(beta: Any) -> Any:
        return ((beta - one).T * Q * (beta - one))[0] / 2

    def curve(beta: Any, order: int) -> Any:
        return sp.Subs(sp.Derivative(risk(beta), (t, order)), t, 0)

    def on_the_saddles(expression: Any) -> Any:
        return expression.subs(w1, -w2 * q[1] / q[0])

    k, qq = (w.T * Q * w)[0], q.dot(q)
    first, second = sp.Matrix([[w1, w2], [v1, v2]]), sp.Matrix([[x1, x2], [y1, y2]])
    u = sp.Matrix([u1, u2])
    g = Q * (d * w - one)
    return Derivation(
        "The landscape of the risk of a row",
        (
            Step(
                sp.Derivative(risk(d * w), w1),
                d * g[0],
                "the gradient in w is d Q (d w - 1): zero if Q (d w - 1) = 0, a global minimum, or d = 0",
            ),
            Step(
                sp.Subs(sp.Derivative(risk(d * w), d), d, 0),
                -w.dot(q),
                "at d = 0 the gradient in d is -w . Q 1: the other critical points are d = 0, w . Q 1 = 0",
            ),
            Step(
                curve(t * u[0] * (w + t * sp.Matrix([x, y])), 2),
                u1**2 * k - 2 * u1 * (x * q[0] + y * q[1]),
                "there the Hessian in the direction (z, u) is u^2 w^T Q w - 2 u z . Q 1",
            ),
            Step(
                curve(t * (w + t * s * q), 2),
                k - 2 * s * qq,
                "along z = s Q 1, u = 1: negative for s > w^T Q w / (2 |Q 1|^2), a strict saddle",
            ),
            Step(
                (lam * sp.eye(3) - sp.hessian(risk(d * w), (w1, w2, d)).subs(d, 0)).det(),
                lam * (lam**2 - lam * k - qq),
                "its characteristic polynomial: n - 1 zeros along the saddles, and a pair of opposite signs, product -|Q 1|^2",
            ),
            Step(
                curve((first + t * second).T * (t * u), 2),
                (u.T * first * Q * first.T * u)[0] - 2 * (u.T * second * q)[0],
                "(c): at v = 0 the Hessian in (X, u) is u^T W Q W^T u - 2 u^T X Q 1: the same, strict for every W",
            ),
            Step(
                curve(f * t * (w + t * s * q), 2),
                f**2 * k - 2 * s * f * qq,
                "(1, 1) with one later weight 0, the other f: strict as before",
                ("f != 0",),
            ),
            Step(curve(t**2 * w, 2), -2 * w.dot(q), "both later weights 0: strict where w . Q 1 != 0"),
            Step(
                curve(t**2 * (w + t * sp.Matrix([x, y])), 2),
                sp.Integer(0),
                "both 0 and w . Q 1 = 0: the Hessian is zero",
                using=lambda r: sp.simplify(on_the_saddles(r)),
            ),
            Step(
                curve(t**2 * (w + t * q), 3),
                -6 * qq,
                "and the third derivative is not: the risk falls by t^3 |Q 1|^2",
                using=lambda r: sp.simplify(on_the_saddles(r)),
            ),
        ),
    )
