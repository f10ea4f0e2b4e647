"""Message passing edge by edge, against the network's matrices."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg


@given(st.data(), sg.networks())
def test_the_network_is_message_passing(data, drawn):
    """Any architecture, float type and mask: rounding of 3 n + 10 operations on terms of the network of |weights|."""
    net, params = drawn
    A = data.draw(sg.masks(net.n, binary=False))
    x = data.draw(sg.rngs()).normal(size=(2, net.n))
    size = emn.forward(net, net.parameters([np.abs(w) for w in params.layers]), A, np.abs(x))
    allowed = 2 * (3 * net.n + 10) * np.finfo(params.dtype).eps * (size + np.finfo(params.dtype).tiny)
    off = np.abs(emn.message_passing_forward(net, params, A, x) - emn.forward(net, params, A, x))
    assert np.all(off <= allowed)


def test_one_step_by_hand():
    """0 -> 1 (weight 2), 2 -> 1 (weight 3), nothing into 0 and 2: sums, empty sums, own state in the update."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(3))
    graph.add_weighted_edges_from([(0, 1, 2), (2, 1, 3)])
    states = {0: 5, 1: 7, 2: 11}
    out = emn.message_passing(graph, states, lambda u, v, x, e: e * x, lambda own, total: (own, total))
    assert out == {0: (5, 0), 1: (7, 2 * 5 + 3 * 11), 2: (11, 0)}


def test_refuses_missing_states():
    with pytest.raises(ValueError, match="states must have every node of the graph; got none for 1"):
        emn.message_passing(nx.DiGraph([(0, 1)]), {0: 1}, lambda u, v, x, e: x, lambda own, total: total)


@pytest.mark.parametrize(
    ("A", "x", "message"),
    [
        (np.ones((2, 2)), np.ones((1, 3)), "A must have shape"),
        (2 * np.ones((3, 3)), np.ones((1, 3)), "A must lie in"),
        ([[1, 0, 1], [1]], np.ones((1, 3)), "A must be a rectangular array"),
        (np.ones((3, 3)), np.ones(3), "x must have shape"),
        (np.ones((3, 3)), np.full((1, 3), np.nan), "x must be finite"),
    ],
)
def test_forward_refuses(A, x, message):
    """As `emn.forward` does."""
    net = emn.Architecture(3)
    with pytest.raises(ValueError, match=message):
        emn.message_passing_forward(net, net.init(0), A, x)
