"""The weights of zero loss: all ones without hidden layer, diag(1/c) times a row-constant matrix with one copy."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import GIVEN, Derivation, Step
from ...validation import check_shape, entries, float_array, in_float_range, one_line
from ..network.architecture import Architecture, Parameters, check_network

LAYERS = ("no hidden layer", "one hidden layer", "{} hidden layers")  # of one copy each


def derivation(copies: tuple[int, ...] = (1,)) -> Derivation:
    """From zero loss for all masks and inputs to the printed forms of Figure 4, for () and (1, ..., 1).

    One row, of any n: entry j has mask a, input x and weight w, and `r` stands for the other entries, which a mask can
    switch off. The form is necessary (the mask and the input of entry j alone) and sufficient (put back, every term of
    the output is that of the target).

    Example:
    >>> from theory import emn
    >>> emn.learned_weights_derivation().proved
    True
    """
    depth = _depth(copies)
    a, x, w, r, q = sp.symbols("a x w_j r q", real=True)
    d = sp.symbols(f"d_1:{depth + 1}", real=True, nonzero=True)
    c = sp.Symbol("c", real=True, nonzero=True)
    D, later = sp.Mul(*d), "".join(f"{symbol} " for symbol in d)  # the product of the later layers, and in words
    output, target = D * (a * w * x + r), a * x + q
    alone = ((a, 1), (x, 1), (r, 0), (q, 0))
    last = {w: c, d[-1]: 1 / (c * sp.Mul(*d[:-1]))} if depth else {w: sp.Integer(1)}
    steps = [
        Step(output, target, f"{GIVEN}: zero loss of row i for all masks a and inputs x; r, q are the other entries"),
        Step(sp.Subs(output, *zip(*alone, strict=True)), D * w, "the mask and the input of entry j alone"),
        Step(sp.Subs(target, *zip(*alone, strict=True)), sp.Integer(1), f"which the target sends to 1: {later}w_j = 1"),
        Step(
            D * sp.Subs(w, w, 1 / D),
            sp.Integer(1),
            "so w_j is the same for every j: the row is constant" if depth else "so w_j = 1 for every j: all ones",
            (f"{later}!= 0, or the output would be 0",) if depth else (),
        ),
        Step(
            sp.Subs(D * a * w * x, tuple(last), tuple(last.values())),
            a * x,
            "conversely, with w_j = c and the later layers multiplying to 1/c, each term is that of the target"
            if depth
            else "conversely, with w_j = 1 each term is that of the target",
        ),
    ]
    return Derivation(f"Weights of zero loss, {LAYERS[min(depth, 2)].format(depth)}", tuple(steps))


@in_float_range("c")
def zero_loss_parameters(net: Architecture, c: Any = None) -> Parameters:
    """Parameters of zero loss with row constants c (n,), none of them 0 (default 1).

    For () all ones; for (1) the printed diag(1/c) and row-constant first layer; for (1, ..., 1) each later layer is the
    m-th root of 1/|c|, with the sign of c in the last.

    (Luntzel 2023, Figure 4.) For more copies the zero-loss set is larger than this form: see `learned_constants`.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = emn.zero_loss_parameters(net, [2.0, -4.0])
    >>> params.layers[0].tolist(), params.layers[1].ravel().tolist()
    ([[2.0, 2.0], [-4.0, -4.0]], [0.5, -0.25])
    """
    depth = _depth(check_network(net).copies)
    c = np.ones(net.n) if c is None else float_array("c", c, (net.n,))
    check_shape("c", c, (net.n,))
    if np.any(c == 0):
        raise ValueError(f"c must not contain 0; got {c}. The last layer is 1/c.")
    if depth == 0:
        if np.any(c != 1):
            raise ValueError(f"c must be 1 without hidden layer, nothing could undo it; got {c}.")
        return net.parameters([np.ones((net.n, net.n))])
    root = np.abs(c) ** (-1 / depth)
    later = [root.reshape(-1, 1, 1)] * (depth - 1) + [(np.sign(c) * root).reshape(-1, 1, 1)]
    return net.parameters([np.tile(c[:, None], (1, net.n)), *later])


def _depth(copies: tuple[int, ...]) -> int:
    if any(not isinstance(c, int) or c != 1 for c in entries("copies", copies)):
        raise ValueError(
            f"copies must be all 1 here; got {one_line(copies)}. With more copies zero loss only fixes their sum."
        )
    return len(copies)
