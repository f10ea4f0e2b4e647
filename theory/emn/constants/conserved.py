"""What gradient flow conserves between neighbouring layers, node by node, and what one step of SGD changes of it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import Array
from ..network.architecture import Architecture, Parameters, check_parameters, row_blocks


def conserved_quantities(net: Architecture, params: Parameters) -> tuple[Array, ...]:
    """K_l = V_l V_l^T - V_(l+1)^T V_(l+1) of every node, (n, c_l, c_l) for each hidden layer l = 1, ..., m.

    V_1 (c_1, n) is the node's block of the first layer, V_(l+1) (c_(l+1), c_l) its block of the layer after hidden layer
    l. For (1) this is kappa_i = |w_i|^2 - d_i^2; () has none, an empty tuple. Symmetric.

    Theorem. Let a loss see the node through beta = V_(m+1) ... V_1 only, as every loss does whose first layer alone is
    masked and whose mask rows are shared by the copies of a node. Under its gradient flow every K_l is constant, whatever
    the masks and inputs do, also when they change in time. Under one step of gradient descent with any step lr, be it on
    one batch, K_l changes by exactly lr^2 K_l(gradient): `conserved_quantities(net, gradient)`, the term of first order
    cancels. For (1): lr^2 (|g_w|^2 - g_d^2).

    Between units of different nodes nothing of the kind holds, and between two masked layers only the diagonal survives:
    see `two_masked_derivation`. Layers of exact rationals give exact rationals. Raises ValueError or TypeError for other
    shapes and types, ValueError where squares overflow.

    Possible issues: the difference of two squares loses the digits of K that are below eps |V_l|^2.
    (Luntzel 2023, Figure 4, which reports the learned constants without this law.)

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> (kappa,) = emn.conserved_quantities(net, net.parameters([[[3.0, 4.0], [1.0, 1.0]], [[[2.0]], [[2.0]]]]))
    >>> kappa.ravel().tolist()  # |w|^2 - d^2
    [21.0, -2.0]
    """
    blocks = row_blocks(net, check_parameters(net, params, exact=True))
    with np.errstate(over="ignore", invalid="ignore"):
        found = tuple(below @ below.swapaxes(1, 2) - above.swapaxes(1, 2) @ above for below, above in pairwise(blocks))
    if any(K.dtype.kind == "f" and not np.all(np.isfinite(K)) for K in found):
        raise ValueError("params must have squares in the range of floats; got larger weights.")
    return found


def derivation() -> Derivation:
    """K = W W^T - V^T V: conserved by the flow, and its exact change in one step, for layers of any shape.

    First the gradients, for two inputs, two copies and any quadratic loss in beta; then the matrices, as symbols that do
    not commute: beta = R V W with R the product of the layers above V, r the loss's gradient in beta.

    Example:
    >>> from theory import emn
    >>> emn.conserved_derivation().proved
    True
    """
    W, WT, V, VT, R, RT, r, rT = sp.symbols("W W^T V V^T R R^T r r^T", commutative=False)
    g_W, g_V = sp.symbols("G_W G_V", commutative=False)
    lr = sp.Symbol("eta", positive=True)
    G_W, G_WT, G_V, G_VT = VT * RT * r, rT * R * V, RT * r * WT, W * rT * R
    after = (W - lr * G_W) * (WT - lr * G_WT) - (VT - lr * G_VT) * (V - lr * G_V)
    w = sp.symbols("w_11 w_12 w_21 w_22", real=True)
    v, R1 = sp.symbols("v_1 v_2", real=True), sp.Symbol("R", real=True)
    loss, gradient = _quadratic_loss([R1 * (v[0] * w[j] + v[1] * w[2 + j]) for j in range(2)])
    return Derivation(
        "What the flow conserves between two layers, and what one step changes",
        (
            Step(
                sp.Derivative(loss, w[2]),
                R1 * v[1] * gradient[0],
                "the gradient in W is V^T R^T r, r the gradient in beta, which masks and inputs decide",
                ("beta = R V W; entry (2, 1) of two copies and two inputs",),
            ),
            Step(
                sp.Derivative(loss, v[0]),
                R1 * (gradient[0] * w[0] + gradient[1] * w[1]),
                "the gradient in V is R^T r W^T; entry 1",
            ),
            Step(sp.Subs(g_W * WT, g_W, G_W), sp.Subs(VT * g_V, g_V, G_V), "so G_W W^T = V^T G_V, whatever r is"),
            Step(
                -(G_W * WT + W * G_WT) + (VT * G_V + G_VT * V),
                sp.Integer(0),
                "the flow W' = -G_W, V' = -G_V leaves K = W W^T - V^T V as it is",
            ),
            Step(
                after - (W * WT - VT * V),
                lr**2 * (G_W * G_WT - G_VT * G_V),
                "and one step of size eta changes it by eta^2 (G_W G_W^T - G_V^T G_V), exactly",
            ),
        ),
    )


def two_masked_derivation() -> Derivation:
    """Two masked layers, y = (C * N)(B * W) z: the diagonal of W W^T - N^T N is conserved, the rest is not.

    One output y = sum_a C_a N_a h_a, hidden units h_a = sum_j B_aj W_aj z_j, two of each; delta is the loss's gradient in
    y. More outputs and inputs add terms of the same form. Entry (1, 2) survives where the mask rows B_1, B_2 are equal
    and so are C_1, C_2: units that every mask treats alike, as the copies of one node below an unmasked layer.

    Example:
    >>> from theory import emn
    >>> emn.two_masked_derivation().proved
    True
    """
    b, w = sp.symbols("B_1:3_1:3", real=True), sp.symbols("W_1:3_1:3", real=True)
    C, N, z = (sp.symbols(f"{name}_1:3", real=True) for name in ("C", "N", "z"))
    delta = sp.Symbol("delta", real=True)
    h = [sum(b[2 * a + j] * w[2 * a + j] * z[j] for j in range(2)) for a in range(2)]
    loss = delta * (C[0] * N[0] * h[0] + C[1] * N[1] * h[1])  # what moves with the weights, to first order

    def drift(a: int, c: int) -> sp.Expr:
        """The time derivative of entry (a, c) of W W^T - N^T N under the flow."""
        first = sum(w[2 * a + j] * loss.diff(w[2 * c + j]) + w[2 * c + j] * loss.diff(w[2 * a + j]) for j in range(2))
        return N[a] * loss.diff(N[c]) + N[c] * loss.diff(N[a]) - first

    same_rows = {b[2]: b[0], b[3]: b[1]}
    same_columns = {C[1]: C[0]}
    cross = (b[2] - b[0]) * z[0], (b[3] - b[1]) * z[1]
    return Derivation(
        "Between two masked layers only the diagonal is conserved",
        (
            Step(drift(0, 0), sp.Integer(0), "|W_1|^2 - N_1^2 is conserved, whatever both masks are"),
            Step(drift(1, 1), sp.Integer(0), "and so is |W_2|^2 - N_2^2"),
            Step(
                drift(0, 1).subs(same_rows),
                delta * (C[1] - C[0]) * (N[0] * h[1] - N[1] * h[0]).subs(same_rows),
                "units 1 and 2 with the same inputs: off the diagonal it moves unless C_1 = C_2",
                ("B_1 = B_2",),
            ),
            Step(
                drift(0, 1).subs(same_columns),
                delta * C[0] * sum(cross[j] * (N[0] * w[2 + j] - N[1] * w[j]) for j in range(2)),
                "with the same outputs: unless B_1 = B_2",
                ("C_1 = C_2",),
            ),
            Step(
                drift(0, 1).subs(same_rows).subs(same_columns),
                sp.Integer(0),
                "units that both masks treat alike keep their entry",
                ("B_1 = B_2", "C_1 = C_2"),
            ),
        ),
    )


def _quadratic_loss(beta: list[sp.Expr]) -> tuple[sp.Expr, list[sp.Expr]]:
    """1/2 (beta - 1)^T Q (beta - 1) for two effective weights, and its gradient in them."""
    q11, q12, q22 = sp.symbols("Q_11 Q_12 Q_22", real=True)
    e = [b - 1 for b in beta]
    loss = (q11 * e[0] ** 2 + 2 * q12 * e[0] * e[1] + q22 * e[1] ** 2) / 2
    return loss, [q11 * e[0] + q12 * e[1], q12 * e[0] + q22 * e[1]]
