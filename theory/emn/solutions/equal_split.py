"""When several later layers of one copy end up equal, as Figure 4 prints them for (1,1)."""

from __future__ import annotations

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import Array
from ..network.architecture import Architecture, Parameters, check_parameters


def equal_split_rows(net: Architecture, params: Parameters) -> Array:
    """The rows (n,) of bools whose later layers d_1, ..., d_m are of one size for good: those that start so.

    For copies (1, ..., 1). Under the flow d_l^2 - d_k^2 is conserved, and d_l - d_k and d_l + d_k keep their signs; one step of
    SGD multiplies d_l - d_k by 1 - z and d_l + d_k by 1 + z, z = lr g prod of the other layers. So a row that ends at the
    printed d_1 = ... = d_m = c^(-1/m) > 0 started with d_1 = ... = d_m > 0: a set of measure zero under any continuous
    initialization, while zero loss only asks for c d_1 ... d_m = 1. (Luntzel 2023, Figure 4 (1,1).) With one hidden layer every
    row is one. Raises ValueError for several copies.

    Possible issues: the exception of SGD, a step with z exactly 1 or -1, is left out.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1, 1))
    >>> layers = [[[1.0, 1.0], [1.0, 1.0]], [[[1.0]], [[1.0]]], [[[1.0]], [[2.0]]]]
    >>> emn.equal_split_rows(net, net.parameters(layers)).tolist()
    [True, False]
    """
    params = check_parameters(net, params)
    if any(c != 1 for c in net.copies):
        raise ValueError(
            f"copies must be all 1; got {net.copies}. With more the later layers are matrices, not numbers."
        )
    later = np.abs(np.array([layer[:, 0, 0] for layer in params.layers[1:]])).reshape(len(net.copies), net.n)
    return np.all(later == later[:1], axis=0)


def derivation() -> Derivation:
    """The difference of two later layers, and of their squares, under the flow and under one step of SGD.

    Example:
    >>> from theory import emn
    >>> emn.equal_split_derivation().proved
    True
    """
    t = sp.Symbol("t", real=True)
    a, b = sp.Function("d_1")(t), sp.Function("d_2")(t)
    d, e, g, lr, rest = sp.symbols("d_1 d_2 g eta D", real=True)
    c = sp.Symbol("c", positive=True)
    flow = {sp.Derivative(a, t): g * b * rest, sp.Derivative(b, t): g * a * rest}
    stepped, other = d + lr * g * e * rest, e + lr * g * d * rest
    z = lr * g * rest
    start = (
        "g = -(dL/dbeta) . w, L the loss and D the product of the layers other than these two, whatever the masks do",
    )
    return Derivation(
        "The split of (1, ..., 1) between its later layers",
        (
            Step(
                sp.Derivative(a**2 - b**2, t),
                sp.Integer(0),
                "d_1' = g d_2 D and d_2' = g d_1 D: the difference of squares is conserved",
                start,
                using=lambda x: x.subs(flow),
            ),
            Step(
                sp.Derivative(a - b, t) / (a - b),
                -g * rest,
                "and d_1 - d_2 decays or grows at a finite rate: it keeps its sign, and 0 stays 0",
                using=lambda x: sp.simplify(x.subs(flow)),
            ),
            Step(stepped - other, (1 - z) * (d - e), "one step of SGD multiplies the difference"),
            Step(stepped + other, (1 + z) * (d + e), "and the sum"),
            Step(
                stepped**2 - other**2,
                (1 - z**2) * (d**2 - e**2),
                "so SGD keeps a difference of squares from 0, unless |z| = 1",
            ),
            Step(
                sp.Subs(c * d * e, (d, e), (1 / sp.sqrt(c), 1 / sp.sqrt(c))),
                sp.Integer(1),
                "the printed square root is one solution",
                ("c > 0",),
            ),
            Step(
                sp.Subs(c * d * e, e, 1 / (c * d)),
                sp.Integer(1),
                "and any d_1 with d_2 = 1/(c d_1) is one, for either sign of c",
                ("d_1 != 0",),
            ),
        ),
    )
