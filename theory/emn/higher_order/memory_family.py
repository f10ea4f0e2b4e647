"""Interactions of higher order with memory, y_t = sum theta_ls A^l x_(t-s): how many maps there are, what less memory misses."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...exact import identity
from ...validation import Array, any_exact, float_array, in_float_range, natural, real_array
from .krylov import polynomial_image
from .litmus import identifiable_up_to


@in_float_range("A")
def minimal_polynomial_degree(A: Any) -> int:
    """The degree d of the minimal polynomial of A: 1, A, ..., A^(d-1) are independent and A^d depends on them.

    At most n, by Cayley and Hamilton. For diagonalizable A, so for all undirected graphs, it is the number of different
    eigenvalues: 2 for complete graphs, n for paths. Where A cannot be diagonalized it is larger: 3 for a directed path of three
    nodes, whose only eigenvalue is 0.

    Shapes: A (n, n), any real entries. Exact where A holds exact rationals (an object array). Raises ValueError for shapes.
    Possible issues: in floats a power whose new direction is below 1.5e-8 of it counts as dependent.

    Example:
    >>> import networkx as nx
    >>> from theory import emn
    >>> [emn.minimal_polynomial_degree(nx.to_numpy_array(graph)) for graph in (nx.complete_graph(5), nx.path_graph(5))]
    [2, 5]
    """
    exact = any_exact(A=A)
    A = _square(A, exact)
    one = identity(len(A)) if exact else np.eye(len(A))
    return identifiable_up_to(A, one, len(A)) + 1


@in_float_range("A")
def family_dimension(A: Any, order: int, memory: int) -> int:
    """The number of independent maps x -> sum_(l <= order, s <= memory) theta_ls A^l x_(t-s) on one graph.

    Theorem. It is min(order + 1, d) (memory + 1), d the degree of the minimal polynomial of A: memory adds at every step,
    interactions up to order d - 1 only. Proof: sum_s p_s(A) x_(t-s) is 0 for all inputs exactly where every p_s(A) is, as
    seen from inputs that are 0 but at one time, so dimensions of lags add up. Polynomials p of degree <= r have r + 1
    dimensions, and those with p(A) = 0 are the multiples of the minimal polynomial: max(0, r + 1 - d) of them.

    Shapes and exactness as in `minimal_polynomial_degree`. On data the dimension is that of the maps for generic series
    that are long enough. (Luntzel 2023, section 7, Figure 6, which has it increase with both.)

    Example:
    >>> import networkx as nx
    >>> from theory import emn
    >>> complete = nx.to_numpy_array(nx.complete_graph(4), dtype=int).astype(object)
    >>> [emn.family_dimension(complete, order, memory) for order, memory in ((0, 0), (1, 0), (2, 0), (2, 1), (2, 2))]
    [1, 2, 2, 4, 6]
    """
    order, memory = natural("order", order, least=0), natural("memory", memory, least=0)
    return min(order + 1, minimal_polynomial_degree(A)) * (memory + 1)


@in_float_range("A, theta")
def missed_covariance(A: Any, theta: Any, memory: int) -> Array:
    """The covariance of what a family of less memory leaves in y, besides the noise: sum over s > memory of B_s B_s^T.

    y_t = sum_s B_s x_(t-s) + noise, B_s = sum_l theta_ls A^l. Assumes inputs of mean 0 and variance 1, independent over
    nodes and times: the lagged terms are then independent of x_t, ..., x_(t-memory), whose best fit leaves all of them;
    inputs of another mean let it explain a part of that mean's. For another variance of inputs multiply by it.

    Shapes: A (n, n), theta (R + 1, S + 1), entry [l, s] of A^l x_(t-s); returns (n, n), the mean of its diagonal the variance
    missed per node. Raises ValueError for shapes.

    Example:
    >>> from theory import emn
    >>> A, theta = [[0, 1], [1, 0]], [[1.0, 3.0], [2.0, 0.0]]  # y_t = x_t + 2 A x_t + 3 x_(t-1)
    >>> emn.missed_covariance(A, theta, memory=0).tolist()
    [[9.0, 0.0], [0.0, 9.0]]
    """
    A, theta, memory = _square(A), float_array("theta", theta, (None, None)), natural("memory", memory, least=0)
    found = np.zeros(A.shape)
    for column in theta.T[memory + 1 :]:
        B = polynomial_image(A, column, np.eye(len(A)))
        found += B.T @ B
    return found


def _square(A: Any, exact: bool = False) -> Array:
    A = real_array("A", A, (None, None), exact=True) if exact else float_array("A", A, (None, None))
    if A.shape[0] != A.shape[1] or not A.size:
        raise ValueError(f"A must be square, of at least one node; got shape {A.shape}.")
    return A
