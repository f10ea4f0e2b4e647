"""Walks on the graph of a mask, one by one: what powers of A count, without a matrix power."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from ...validation import Array, natural, one_line
from ..network.forward import mask_matrix

LONGEST = 500  # edges: a walk is as many nested calls


def check_graph(graph: Any) -> nx.Graph:
    """`graph` if it is one, else a TypeError."""
    if not isinstance(graph, nx.Graph):
        raise TypeError(f"graph must be a networkx graph; got {one_line(graph)}. See mask_graph.")
    return graph


def mask_graph(A: Any) -> nx.DiGraph:
    """The directed graph of a mask A (n, n): an edge j -> i of weight A_ij for every A_ij != 0, self-loops included.

    y_i = sum_j A_ij x_j, so information runs from j to i and row i of A lists the edges into node i. A symmetric mask
    gives both directions. Raises ValueError where A is not square or leaves [0, 1].

    Example:
    >>> from theory import emn
    >>> sorted(emn.mask_graph([[0, 0.5], [0, 1]]).edges(data="weight"))
    [(1, 0, 0.5), (1, 1, 1.0)]
    """
    A = mask_matrix(A)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(A)))
    graph.add_weighted_edges_from((int(j), int(i), float(A[i, j])) for i, j in np.argwhere(A))
    return graph


def walks(graph: nx.Graph, source: Any, target: Any, length: int) -> Iterator[tuple[Any, ...]]:
    """Every walk source, ..., target of `length` edges, as its nodes; edges and nodes may repeat, self-loops count one.

    Depth first along the edges, for directed and undirected graphs. Possible issues: as slow as there are walks from
    the source, degree^length of them.

    Example:
    >>> from theory import emn
    >>> ring = emn.mask_graph([[1, 0, 1], [1, 0, 0], [0, 1, 0]])
    >>> list(emn.walks(ring, 0, 0, 3))
    [(0, 0, 0, 0), (0, 1, 2, 0)]
    """
    length = natural("length", length, least=0, most=LONGEST)
    for node in (source, target):
        if node not in check_graph(graph):
            raise ValueError(f"source and target must be nodes of the graph; got {one_line(node)}.")
    yield from _extend(graph, (source,), target, length)


def _extend(graph: nx.Graph, walk: tuple[Any, ...], target: Any, left: int) -> Iterator[tuple[Any, ...]]:
    if left == 0:
        if walk[-1] == target:
            yield walk
        return
    for successor in graph.adj[walk[-1]]:
        yield from _extend(graph, (*walk, successor), target, left - 1)


def count_walks(graph: nx.Graph, length: int) -> Array:
    """Walks of `length` edges from j to i, counted by enumeration: entry (i, j) of an int array (n, n).

    Rows and columns follow the order of the graph's nodes. For the graph of a binary mask this is (A^length)_ij, with
    A^0 = I: one walk of no edge from each node to itself. (Luntzel 2023, Figure 5, "path multiplicity".)

    Example:
    >>> from theory import emn
    >>> ring = emn.mask_graph([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    >>> emn.count_walks(ring, 3).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    """
    nodes, length = list(check_graph(graph)), natural("length", length, least=0, most=LONGEST)
    found = [[sum(1 for _ in walks(graph, j, i, length)) for j in nodes] for i in nodes]
    return np.array(found, dtype=np.int64).reshape(len(nodes), len(nodes))
