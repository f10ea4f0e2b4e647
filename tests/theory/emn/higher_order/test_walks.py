"""Walks one by one, against powers of the adjacency matrix in integers."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg


@given(st.data(), st.integers(1, 4), st.integers(0, 4))
def test_counts_are_powers(data, n, length):
    """(A^length)_ij is the number of walks from j to i, for directed masks with self-loops and empty rows."""
    A = data.draw(sg.masks(n)).astype(int)
    assert np.array_equal(emn.count_walks(emn.mask_graph(A), length), np.linalg.matrix_power(A, length))


@given(st.data(), st.integers(1, 4), st.integers(1, 3))
def test_weights_along_walks_are_powers_too(data, n, length):
    """The sum over walks of the product of weights, to the rounding of n^length terms of length factors."""
    A = data.draw(sg.masks(n, binary=False))
    graph, power = emn.mask_graph(A), np.linalg.matrix_power(A, length)
    for i, j in np.ndindex(n, n):
        total = sum(np.prod([graph.edges[e]["weight"] for e in pairwise(w)]) for w in emn.walks(graph, j, i, length))
        assert abs(total - power[i, j]) <= 4 * length * n**length * np.finfo(float).eps * max(1, power[i, j])


def test_direction_and_nodes():
    """A_10 = 1 is the edge 0 -> 1; walks list nodes from source to target; undirected graphs go both ways."""
    graph = emn.mask_graph([[0, 0], [1, 0]])
    assert list(graph.edges) == [(0, 1)]
    assert list(emn.walks(graph, 0, 1, 1)) == [(0, 1)]
    assert list(emn.walks(graph, 1, 0, 1)) == []
    assert list(emn.walks(nx.path_graph(3), 0, 0, 2)) == [(0, 1, 0)]
    assert list(emn.walks(graph, 1, 1, 0)) == [(1,)]
    assert emn.count_walks(nx.Graph(), 2).shape == (0, 0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.mask_graph([[0, 2], [0, 0]]), r"A must lie in \[0, 1\]"),
        (lambda: emn.mask_graph([[0, 1]]), "A must have shape"),
        (lambda: list(emn.walks(nx.path_graph(2), 0, 5, 1)), "source and target must be nodes"),
        (lambda: list(emn.walks(nx.path_graph(2), 0, 1, -1)), "length must be"),
    ],
)
def test_refuses(make, message):
    with pytest.raises(ValueError, match=message):
        make()
