"""Invertible matrices between neighbouring layers: the changes of parameters that no mask and no input can see."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp

from ... import exact as rational
from ...derivation import Derivation, Step
from ...validation import Array, any_exact, entries, in_float_range, real_array
from ..network.architecture import Architecture, Parameters, check_network, check_parameters, row_blocks


@in_float_range("params, G")
def gauge_transform(net: Architecture, params: Parameters, G: Any) -> Parameters:
    """`params` with G_l between layers l and l + 1, node by node: V_l -> G_l V_l and V_l+1 -> V_l+1 G_l^-1.

    A mask multiplies the columns of a node's first block W by numbers, for all its copies alike, so it commutes with G_1:
    effective weights, outputs and loss stay the same for every mask. For (1) it is the row scaling W -> g W, d -> d / g.
    G: one array (n, c_l, c_l) for each of the m hidden layers. Exact rationals stay exact.

    Raises ValueError for another number of matrices, other shapes or a singular matrix. Possible issues: the product
    keeps its digits up to the condition number of G.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = emn.gauge_transform(net, emn.zero_loss_parameters(net), [[[[2.0]], [[4.0]]]])
    >>> params.layers[0].tolist(), params.layers[1].ravel().tolist()
    ([[2.0, 2.0], [4.0, 4.0]], [0.5, 0.25])
    """
    params = check_parameters(net, params, exact=True)
    G = entries("G", G)
    if len(G) != len(net.copies):
        raise ValueError(f"G must hold {len(net.copies)} arrays for copies={net.copies}; got {len(G)}.")
    exact = any_exact(params=params.layers[0])
    blocks = list(row_blocks(net, params))
    for l, c in enumerate(net.copies):
        g = real_array(f"G[{l}]", G[l], (net.n, c, c), exact)
        g = g if exact else g.astype(params.dtype)
        for i in range(net.n):
            if _rank(g[i]) < c:
                raise ValueError(f"G[{l}] must be invertible in every node; it is singular in node {i}.")
        after = [(rational if exact else np.linalg).solve(a.T, b.T).T for a, b in zip(g, blocks[l + 1], strict=True)]
        blocks[l], blocks[l + 1] = g @ blocks[l], np.stack(after)
    return net.parameters((blocks[0].reshape(-1, net.n), *blocks[1:]), exact=True)


def gauge_orbit_dimension(net: Architecture, params: Parameters) -> int:
    """The dimension of the set that `gauge_transform` reaches from `params`.

    The rank of X -> (X_1 W, X_2 V_2 - V_2 X_1, ..., -V_m+1 X_m), summed over nodes. For one hidden layer at a solution,
    with r the rank of W_i: c + r (c - 1) a node, so the solutions are one orbit for c = 1, and the orbits of full rank
    have codimension (n - r) (c - 1). Exact for exact rationals.

    Possible issues: in floats the rank counts singular values above eps times the largest and the size, as NumPy does.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(3, (1,))
    >>> emn.gauge_orbit_dimension(net, emn.zero_loss_parameters(net))
    3
    """
    params = check_parameters(net, params, exact=True)
    blocks = row_blocks(net, params)
    return sum(_orbit_rank([block[i] for block in blocks]) for i in range(net.n))


def quotient_dimension(net: Architecture) -> int:
    """How many numbers tell generic zero-loss parameters apart once the gauge is divided out; 0: one orbit fills the set.

    n sum_l (r_l - 1) (r_l-1 - r_l) with r_l = min(n, c_1, ..., c_l), r_0 = n: the dimension of the chains of row spaces of
    W_i, V_2 W_i, ..., each inside the one before, all containing the row of ones. It is 0 where copies are all 1, and also
    where the widths stay at n or more until they drop to 1: then one orbit is open and dense, though solutions of lower
    rank are not on it.

    Example:
    >>> from theory import emn
    >>> emn.quotient_dimension(emn.Architecture(3, (1, 1))), emn.quotient_dimension(emn.Architecture(3, (2,)))
    (0, 3)
    """
    widths = [check_network(net).n]
    for c in net.copies:
        widths.append(min(widths[-1], c))
    return net.n * sum((r - 1) * (before - r) for before, r in pairwise(widths))


def gauge_invariants(net: Architecture, params: Parameters) -> tuple[Any, ...]:
    """What the gauge cannot change, node by node; zero-loss parameters with the same invariants are on one orbit.

    For a node: the row spaces of W, V_2 W, ..., V_m ... W, as reduced echelon forms, and the ranks of all products
    V_l ... V_k of later layers. Two chains of matrices with the same flag of row spaces and the same ranks are equivalent
    (the intervals of a linear quiver), by an equivalence that leaves the inputs alone; as the product of all is the same row
    of ones, it leaves the output alone too.

    Exact rationals only: ranks are not continuous. Raises TypeError for floats.

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> net = emn.Architecture(1, (1,))
    >>> two = net.parameters([[[Fraction(2)]], [[[Fraction(1, 2)]]]], exact=True)
    >>> three = net.parameters([[[Fraction(3)]], [[[Fraction(1, 3)]]]], exact=True)
    >>> emn.gauge_invariants(net, two) == emn.gauge_invariants(net, three)
    True
    """
    params = check_parameters(net, params, exact=True)
    if not any_exact(params=params.layers[0]):
        raise TypeError("params must be exact rationals (object arrays of Fraction); got floats. Ranks need them.")
    blocks = row_blocks(net, params)
    found = []
    for i in range(net.n):
        rows, spaces = None, []
        for block in blocks[:-1]:
            rows = block[i] if rows is None else block[i] @ rows
            spaces.append(tuple(map(tuple, rational.row_space(rows)[0])))
        later, ranks = [block[i] for block in blocks[1:]], []
        for k in range(len(later)):
            product = later[k]
            ranks.append(_rank(product))
            for layer in later[k + 1 :]:
                product = layer @ product
                ranks.append(_rank(product))
        found.append((tuple(spaces), tuple(ranks)))
    return tuple(found)


def derivation() -> Derivation:
    """Why the gauge is invisible, and how large its orbits are for one hidden layer.

    Example:
    >>> from theory import emn
    >>> emn.gauge_derivation().proved
    True
    """
    V, G, W = (
        sp.Matrix(rows, 2, sp.symbols(f"{name}_1:{rows + 1}_1:3")) for name, rows in (("v", 1), ("g", 2), ("w", 2))
    )
    mask = sp.diag(*sp.symbols("a_1 a_2"))
    c, n, r = sp.symbols("c n r", positive=True)

    def product(*factors: Any) -> sp.MatMul:
        return sp.MatMul(*factors, evaluate=False)

    orbit, dimension = c**2 - (c - r) * (c - 1), c * n + c - n
    return Derivation(
        "The gauge and the solutions of (c), one node",
        (
            Step(
                product(product(V, G**-1), product(G, W)),
                product(V, W),
                "the product of the layers does not see G",
                ("written for two copies and two inputs",),
            ),
            Step(
                product(product(V, G**-1), product(product(G, W), mask)),
                product(V, product(W, mask)),
                "nor does the output: a mask scales the columns of W, for all copies alike",
            ),
            Step(
                c**2 - c * r - (c - r),
                (c - r) * (c - 1),
                "X with X W = 0 vanishes on the r dimensions of W; v X = 0 fixes one entry of each of its other c - r columns",
                ("r the rank of W", "v W = 1, so v != 0 on the range of W"),
            ),
            Step(orbit, c + r * (c - 1), "the orbit: c^2 less that stabilizer"),
            Step(dimension - orbit, (c - 1) * (n - r), "what it leaves of the solutions: nothing for c = 1 or r = n"),
            Step(
                (dimension - orbit).subs(r, c),
                (r - 1).subs(r, c) * (n - c),
                "with c < n copies, generic r = c: the dimension of the c-dimensional row spaces that contain the ones",
            ),
        ),
    )


def _orbit_rank(blocks: list[Array]) -> int:
    images = []
    for l, (block, after) in enumerate(pairwise(blocks)):
        c = len(block)
        for a in range(c):
            for b in range(c):
                moved = [layer * 0 for layer in blocks]
                moved[l][a] = block[b]
                moved[l + 1][:, b] = moved[l + 1][:, b] - after[:, a]
                images.append(np.concatenate([layer.ravel() for layer in moved]))
    return _rank(np.array(images)) if images else 0


def _rank(M: Array) -> int:
    return rational.rank(M) if M.dtype.kind == "O" else int(np.linalg.matrix_rank(M))
