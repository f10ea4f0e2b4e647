"""Several masked layers: y = (A_r * W_r) ... (A_1 * W_1) x, which learns A_r ... A_1 x."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import GIVEN, Derivation, Step
from ...validation import Array, any_exact, in_float_range, real_array
from ..network.forward import mask_matrix


@in_float_range("layers, masks")
def masked_product(layers: Any, masks: Any) -> Array:
    """(A_r * W_r) ... (A_1 * W_1): the linear map of r masked layers, (n, n).

    At unit weights it is A_r ... A_1, and A^r for one mask in all layers: entry (i, j) counts, with weights, the walks
    of r edges from j to i.

    Shapes: layers, masks (r, n, n), the first layer first; masks may be any real matrices. Object arrays of rationals
    stay exact. (Luntzel 2023, Figure 5.)

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> A = np.array([[0, 1], [1, 1]])
    >>> emn.masked_product(np.ones((2, 2, 2)), np.array([A, A])).tolist()  # A^2
    [[1.0, 1.0], [1.0, 2.0]]
    """
    exact = any_exact(layers=layers, masks=masks)
    layers = real_array("layers", layers, (None, None, None), exact=exact)
    masks = real_array("masks", masks, layers.shape, exact=exact)
    if len(layers) == 0 or layers.shape[1] != layers.shape[2]:
        raise ValueError(f"layers must have shape (r, n, n) with r >= 1; got {layers.shape}.")
    out = masks[0] * layers[0]
    for layer, mask in zip(layers[1:], masks[1:], strict=True):
        out = (mask * layer) @ out
    return out


def with_self_loops(A: Any) -> Array:
    """max(A, I) (n, n): the mask with all self-loops on, still in [0, 1].

    As the second of two masks it gives max(A, I) A = A^2 + (I - D) A, D the diagonal of A: first plus second order,
    (A + I) A, where A has no self-loops; a node with a self-loop of weight 1 gets no first-order term, its row is that
    of A^2. A + I itself would give (A + I) A always, but its entries A_ii + 1 leave [0, 1]. (Luntzel 2023, Figure 5.)

    Example:
    >>> from theory import emn
    >>> emn.with_self_loops([[0, 0.5], [0.5, 0.2]]).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    A = mask_matrix(A)
    return np.maximum(A, np.eye(len(A)))


@in_float_range("gauge")
def zero_loss_layers(gauge: Any) -> Array:
    """W_l = diag(g_l) 1 1^T diag(1/g_(l-1)), g_0 = g_r = 1: r masked layers of zero loss for all masks, (r, n, n).

    Hidden unit k between layers l and l + 1 may be scaled by any g_lk != 0: nothing else for two layers
    (`masked_layers_derivation`), and see `zero_loss_set` for more. Shape: gauge (r - 1, n). Rationals stay exact.

    Example:
    >>> from theory import emn
    >>> emn.zero_loss_layers([[2.0, 4.0]]).tolist()
    [[[2.0, 2.0], [4.0, 4.0]], [[0.5, 0.25], [0.5, 0.25]]]
    """
    gauge = real_array("gauge", gauge, (None, None))
    if np.any(gauge == 0):
        raise ValueError(f"gauge must not contain 0; got {gauge.tolist()}. The next layer divides by it.")
    ones = np.full((1, gauge.shape[1]), Fraction(1) if gauge.dtype.kind == "O" else 1.0)
    left, right = np.concatenate([gauge, ones]), np.concatenate([ones, gauge])
    return np.array([np.multiply.outer(a, 1 / b) for a, b in zip(left, right, strict=True)])


def derivation() -> Derivation:
    """Two masked layers: zero loss for all masks leaves one factor for each hidden unit; with self-loops, (A + I) A.

    Hidden unit k of any n, input j, output i; `r` and `q` stand for the terms of the other hidden units, which masks can
    switch off.

    Example:
    >>> from theory import emn
    >>> emn.masked_layers_derivation().proved
    True
    """
    a2, a1, x, r, q = sp.symbols("a2_ik a1_kj x_j r q", real=True)
    u, v, V = sp.symbols("w2_ik w1_kj w1_kl", real=True)
    g = sp.Symbol("g_k", real=True, nonzero=True)
    out, target = a2 * u * a1 * v * x + r, a2 * a1 * x + q
    alone = ((a2, 1), (a1, 1), (x, 1), (r, 0), (q, 0))
    A, I, D = sp.Symbol("A", commutative=False), sp.Integer(1), sp.Symbol("D", commutative=False)
    w2, w1 = sp.symbols("w2_ii w1_ij", real=True)
    return Derivation(
        "Zero loss of two masked layers",
        (
            Step(out, target, f"{GIVEN}: zero loss for all masks and inputs; r, q are the other walks to i"),
            Step(sp.Subs(out, *zip(*alone, strict=True)), u * v, "masks with the edges j -> k and k -> i alone"),
            Step(sp.Subs(target, *zip(*alone, strict=True)), I, "one walk: w2_ik w1_kj = 1 for all i, k, j"),
            Step(
                u * (v - V),
                u * v - u * V,
                "the same for another input l: w1_kj = w1_kl, for w2_ik is not 0; so w1_kj = g_k for all j",
            ),
            Step(sp.Subs(u * v, (u, v), (1 / g, g)), I, "and w2_ik = 1/g_k for all i: n free factors, no others"),
            Step(
                sp.Subs(a2 * u * a1 * v * x, (u, v), (1 / g, g)),
                a2 * a1 * x,
                "conversely, each term is that of the target, for one mask in both layers too",
                (
                    "one mask: no two k give the same pair of edges j -> k -> i, so each term stands alone there as well",
                ),
            ),
            Step((A + I) * A, A + A**2, "self-loops in the second layer of an A without them: first plus second order"),
            Step(
                (A + I - D) * A,
                A**2 + (I - D) * A,
                "with self-loops already there, D = diag(A), max(A, I) = A + I - D: row i keeps (1 - A_ii) of order 1",
            ),
            Step(
                sp.Subs(w2 * a1 * w1, (w2, w1), (1 / g, g)),
                a1,
                "the self-loop's weight obeys w2_ii w1_ij = 1 (one mask edge a_ij): the same gauge, w2_ii = 1/g_i",
            ),
        ),
    )
