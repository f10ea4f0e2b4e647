"""All parameters of zero loss: their dimension, their connected pieces, and the one nearest to given parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...validation import Array, any_exact, binary_array, in_float_range
from ..network.architecture import Architecture, Parameters, check_network, check_parameters, row_blocks
from ..network.forward import effective_weights

REFINEMENTS = 40  # the first is enough, but for rounding where weights are much larger than those of the solution


def solution_dimension(net: Architecture, reached: Any = None) -> int:
    """The dimension of the set of zero-loss parameters: parameter_count less one for every entry that masks reach.

    Zero loss is beta_ij = 1 on the entries (i, j) that masks reach (`reached` (n, n) of bools, all of them if None). The
    set is a smooth manifold: beta_ij = P_i W_i e_j with P_i (1, c_1) the product of the later layers of row i; where beta_ij
    is 1, P_i is not 0, so column j of W_i alone can move beta_ij, and the equations are independent at every solution.

    () 0: one point; (1) n; (1, 1) 2 n; (c) n (c + n (c - 1)). (Luntzel 2023, Figure 4, which prints families of
    dimension 0, n and n for the first three.)

    Example:
    >>> from theory import emn
    >>> [emn.solution_dimension(emn.Architecture(5, copies)) for copies in ((), (1,), (1, 1), (2,))]
    [0, 5, 10, 35]
    """
    return check_network(net).parameter_count - int(_reached(net, reached).sum())


def solution_components(net: Architecture, reached: Any = None) -> int:
    """How many connected pieces the set of zero-loss parameters has: 2 for every node and hidden layer of one copy.

    Over the partial products u_l = V_m+1 ... V_l+1 in R^(c_l) \\ {0}, l = 1, ..., m, of a row the set is a bundle with affine
    fibres (u_l V_l = u_l-1 is linear in V_l, u_1 w_j = 1 in column j of W), so it contracts to a product of spheres of
    dimension c_l - 1: two points where c_l = 1, connected elsewhere. The pieces are told apart by the signs of the partial
    products. A row that no mask reaches is one piece.

    Example:
    >>> from theory import emn
    >>> emn.solution_components(emn.Architecture(3, (1,))), emn.solution_components(emn.Architecture(3, (2,)))
    (8, 1)
    """
    rows = int(np.any(_reached(net, reached), axis=1).sum())
    return int(2 ** (rows * sum(c == 1 for c in net.copies)))


@in_float_range("params")
def is_zero_loss(net: Architecture, params: Parameters, reached: Any = None) -> bool:
    """Whether `params` have zero loss: beta = 1 on all entries that masks reach.

    Decided exactly for exact rationals. For floats: whether beta is 1 to rounding, |beta - 1| at most
    eps (c_1 + ... + c_m + m + 1) |V_m+1| ... |W|, what rounding every parameter and every operation can do.

    Possible issues: a float answer of True does not say that an exact solution is near; where layers are large and
    cancel, the bound is wide.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(3, (1,))
    >>> emn.is_zero_loss(net, emn.zero_loss_parameters(net, [2.0, -1.0, 0.5]))
    True
    """
    params = check_parameters(net, params, exact=True)
    off = np.abs(effective_weights(net, params) - 1)[_reached(net, reached)]
    if any_exact(params=params.layers[0]):
        return bool(np.all(off == 0))
    sizes = effective_weights(net, Parameters(tuple(np.abs(layer) for layer in params.layers)))
    operations = sum(net.copies) + len(net.copies) + 1
    bound = float(np.finfo(params.dtype).eps) * operations * sizes[_reached(net, reached)]
    return bool(np.all(off <= bound))


@in_float_range("params")
def nearest_solution(net: Architecture, params: Parameters) -> Parameters:
    """The zero-loss parameters with the later layers of `params` whose first layer is nearest to theirs.

    W_i + P_i^T (1 - P_i W_i) / |P_i|^2, P_i the product of the later layers of row i: the least change in the Frobenius
    norm. A solution is its own, so later layers with P != 0 and any first layer parametrize all solutions. Exact
    rationals stay exact. Raises ValueError where a row has P_i = 0: nothing then reaches its output.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(1, (1,))
    >>> params = net.parameters([[[5.0]], [[[2.0]]]])
    >>> [layer.item() for layer in emn.nearest_solution(net, params).layers]
    [0.5, 2.0]
    """
    params = check_parameters(net, params, exact=True)
    P = later_product(net, params)
    scale = np.max(np.abs(P), axis=1)
    if np.any(scale == 0):
        i = int(np.argmin(scale != 0))
        raise ValueError(f"params must have later layers whose product is not 0 in any row; got 0 in row {i}.")
    p = P / scale[:, None]
    for _ in range(REFINEMENTS):
        missing = (1 - effective_weights(net, params)) / (scale * (p * p).sum(axis=1))[:, None]
        first = row_blocks(net, params)[0] + p[:, :, None] * missing[:, None, :]
        params = net.parameters((first.reshape(-1, net.n), *params.layers[1:]), exact=True)
        if is_zero_loss(net, params):
            break
    return params


def later_product(net: Architecture, params: Parameters) -> Array:
    """P (n, c_1): the product of all layers after the first, for every row; ones without hidden layer."""
    rows = np.full((net.n, 1, 1), params.layers[0].flat[0] * 0 + 1)  # a one of the parameters' own type
    for layer in params.layers[:0:-1]:
        rows = rows @ layer
    return rows[:, 0, :]


def derivation() -> Derivation:
    """Why the equations beta = 1 are independent, what is nearest, and the dimension for one hidden layer.

    Example:
    >>> from theory import emn
    >>> emn.solution_set_derivation().proved
    True
    """
    size = 3
    p, w = sp.symbols(f"p_1:{size + 1}", real=True, nonzero=True), sp.symbols(f"w_1:{size + 1}", real=True)
    k, n, c = sp.symbols("k n c", positive=True)
    beta, square = sum(a * b for a, b in zip(p, w, strict=True)), sum(a * a for a in p)
    moved = [b + a * (1 - beta) / square for a, b in zip(p, w, strict=True)]
    z = sp.symbols(f"z_1:{size + 1}", real=True)
    return Derivation(
        "Parameters of zero loss",
        (
            Step(
                sp.Derivative(sum(a * (b + k * a) for a, b in zip(p, w, strict=True)), k),
                square,
                "moving column j of W along P^T changes beta_ij, and no other, at the rate |P|^2: independent equations",
                ("P != 0, which beta_ij = 1 implies", "written for three copies"),
            ),
            Step(
                sum(a * b for a, b in zip(p, moved, strict=True)),
                sp.Integer(1),
                "W + P^T (1 - P W) / |P|^2 is a solution, with later layers as they were",
            ),
            Step(
                sum((m - b) * (y - m) for b, m, y in zip(w, moved, z, strict=True)),
                (1 - beta) / square * (sum(a * y for a, y in zip(p, z, strict=True)) - 1),
                "the change is orthogonal to the way to any other solution z, P z = 1: the nearest one",
            ),
            Step(
                n * (c * n + c) - n**2,
                n * (c + n * (c - 1)),
                "(c): parameters less n^2 equations; n for one copy, a constant a row",
            ),
        ),
    )


def _reached(net: Architecture, reached: Any) -> Array:
    shape = (check_network(net).n, net.n)
    return np.ones(shape, dtype=bool) if reached is None else binary_array("reached", reached, shape).astype(bool)
