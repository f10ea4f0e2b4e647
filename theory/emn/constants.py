"""The constants c that gradient flow learns, from the initialization alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ..derivation import Derivation, Step
from ..validation import Array, real_array
from .architecture import Architecture, Parameters, check_parameters
from .masks import PaperMasks

INPUT_SECOND_MOMENT = (1 / 3, 1 / 4)  # <x_i^2> and <x_i x_j> of inputs uniform on [0, 1]


def learned_constants(net: Architecture, params: Parameters, masks: Any = None) -> Array:
    """The constant of each row, c (n,), sign included, that small-step training of () or (1) from `params` ends at.

    For (1) the flow conserves kappa = |w|^2 - d^2 in every row (w its first-layer weights, d its later one), and zero
    loss is w = c 1, d = 1/c, so n c^4 - kappa c^2 - 1 = 0 has the one positive root

        c^2 = (kappa + sqrt(kappa^2 + 4 n)) / (2 n).

    The sign is that of d + q . w / |q| with q = Q 1, Q the Hadamard product of the mask row's second moment and <x x^T>, the
    growing direction of the flow linearized at 0 (w' = d q, d' = q . w). For () the constants are 1.

    Entries that no mask reaches stay where they are: n and |w|^2 count the others, and c is the constant of those.

    `masks` is the law: None for the paper's, an array (D, n, n) for its empirical one, or an object with
    `row_second_moments()` (n, n, n). Inputs are uniform on [0, 1]^n, independent of the masks.
    (Seed 000, Figure 4, which reports signs and sizes without a formula.)

    Raises ValueError for copies > 1 and for deeper networks, naming what does hold there, and where no mask reaches a
    row, or squares of weights overflow. Possible issues: SGD with step lr is off by O(lr). The sign is that of the
    linearized mean flow; it can fail for rows near the boundary d + q . w / |q| = 0, and there also by the noise and the
    order of the first masks, which in the paper's order are the sparse ones. Where kappa << 0 the root does not cancel.
    """
    params = check_parameters(net, params)
    reached = np.diagonal(row_risk(net.n, masks), axis1=1, axis2=2) > 0
    if not np.all(np.any(reached, axis=1)):
        raise ValueError(
            f"masks must reach every row; row {int(np.argmin(np.any(reached, axis=1)))} is empty in all of them."
        )
    if net.copies == ():
        return np.ones(net.n)
    if any(c != 1 for c in net.copies):
        raise ValueError(
            f"copies must be () or (1,); got {net.copies}. With several copies zero loss fixes only the product of all "
            "layers (effective weights 1), not one constant a row."
        )
    if len(net.copies) > 1:
        raise ValueError(
            f"copies must be () or (1,); got {net.copies}. Deeper, each row has c^2 prod_l (n c^2 - kappa_l) = 1 with "
            "kappa_l = |w|^2 - d_l^2, and no closed form for the sign."
        )
    w, d = (layer.astype(np.float64) for layer in (params.layers[0], params.layers[1][:, 0, 0]))
    count = reached.sum(axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        kappa = np.sum(w**2, axis=1, where=reached) - d**2
    if not np.all(np.isfinite(kappa)):
        raise ValueError("params must have squares in the range of floats; got larger weights.")
    margin = sign_margin(net, params, masks)
    root = np.hypot(kappa, 2 * np.sqrt(count))
    square = np.where(kappa >= 0, (kappa + root) / (2 * count), 2 / (root - np.minimum(kappa, 0)))
    return np.where(margin >= 0, 1.0, -1.0) * np.sqrt(square)


def sign_margin(net: Architecture, params: Parameters, masks: Any = None) -> Array:
    """d + q . w / |q| of every row of (1), (n,): the sign is the predicted sign of c, the size how sure it is."""
    params = check_parameters(net, params)
    q = row_risk(net.n, masks).sum(axis=2)
    size = np.maximum(np.linalg.norm(q, axis=1), np.finfo(np.float64).tiny)  # 0 for a row that no mask reaches
    w, d = (layer.astype(np.float64) for layer in (params.layers[0], params.layers[1][:, 0, 0]))
    return d + np.sum(q * w, axis=1) / size


def row_risk(n: int, masks: Any = None) -> Array:
    """Q_i = M_i * <x x^T> (n, n, n), inputs uniform on [0, 1]: the risk of row i is (beta_i - 1)^T Q_i (beta_i - 1)."""
    law = PaperMasks(n) if masks is None else masks
    if hasattr(law, "row_second_moments"):
        M = real_array("masks.row_second_moments()", law.row_second_moments(), (n, n, n))
    else:
        A = real_array("masks", law, (None, n, n)).astype(np.float64)
        if len(A) == 0 or np.any((A < 0) | (A > 1)):
            raise ValueError("masks must be at least one matrix with entries in [0, 1].")
        M = np.swapaxes(A, 0, 1).swapaxes(1, 2) @ np.swapaxes(A, 0, 1) / len(A)
    diagonal, off = INPUT_SECOND_MOMENT
    return M * (off + (diagonal - off) * np.eye(n))


def derivation() -> Derivation:
    """Why c is what it is: the conservation law, the quartic at the end of the flow, and its one positive root."""
    n = sp.Symbol("n", positive=True)
    kappa, d, e = sp.symbols("kappa d e", real=True)
    w, g = sp.symbols("w g", real=True)
    c = sp.Symbol("c", real=True, nonzero=True)
    t = sp.Symbol("t", real=True)
    wt, dt = sp.Function("w")(t), sp.Function("d")(t)
    flow = {sp.Derivative(wt, t): dt * g, sp.Derivative(dt, t): wt * g}
    root = (kappa + sp.sqrt(kappa**2 + 4 * n)) / (2 * n)
    return Derivation(
        "The constants learned by (1) under gradient flow",
        (
            Step(
                sp.Derivative((d * w - 1) ** 2 * e / 2, w) * w,
                sp.Derivative((d * w - 1) ** 2 * e / 2, d) * d,
                "the loss sees d w only, so both gradients agree after w . and d *: w . w' = d d'",
            ),
            Step(
                sp.Derivative(wt**2 - dt**2, t),
                sp.Integer(0),
                "so kappa = |w|^2 - d^2 is conserved; shown for one weight, the sum over weights is linear",
                ("w' = d g and d' = g w for the residual's gradient g, whatever the masks",),
                using=lambda e: e.subs(flow),
            ),
            Step(n * c**2 - c**-2 - kappa, (n * c**4 - kappa * c**2 - 1) / c**2, "at w = c 1, d = 1/c: a quartic in c"),
            Step(n * root**2 - kappa * root - 1, sp.Integer(0), "its positive root in c^2; the other one is negative"),
            Step(
                root * (kappa - sp.sqrt(kappa**2 + 4 * n)) / (2 * n),
                -1 / n,
                "the product of the two roots is -1/n: exactly one is positive",
            ),
            Step(
                sp.Derivative(root, n),
                -(root**2) / sp.sqrt(kappa**2 + 4 * n),
                "and c^2 falls with n at fixed kappa: its derivative is negative",
            ),
        ),
    )
