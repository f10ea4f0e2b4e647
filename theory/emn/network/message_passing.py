"""The masked layer as a step of message passing, written edge by edge on a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import networkx as nx
import numpy as np

from ...validation import Array, function, in_float_range, one_line, real_array
from ..higher_order.walks import check_graph, mask_graph
from .architecture import Architecture, Parameters, check_parameters
from .forward import mask_matrix


def message_passing(
    graph: nx.DiGraph,
    states: Mapping[Any, Any],
    message: Callable[[Any, Any, Any, Any], Any],
    update: Callable[[Any, Any], Any],
) -> dict[Any, Any]:
    """One step h_u = update(x_u, sum over edges v -> u of message(u, v, x_v, e_uv)) at every node, edge by edge.

    `states` maps nodes to x (numbers or arrays), e_uv is the edge's "weight". The sum over no edge is the number 0.
    The general form of Luntzel 2023, section 3, with the sum as its aggregation; the message sees x_v alone, not x_u.

    Example:
    >>> from theory import emn
    >>> graph = emn.mask_graph([[0, 1], [0.5, 0]])
    >>> emn.message_passing(graph, {0: 1, 1: 2}, lambda u, v, x, e: e * x, lambda x, received: received)
    {0: 2.0, 1: 0.5}
    """
    if not isinstance(states, Mapping):
        raise TypeError(f"states must map nodes to their states; got {one_line(states)}.")
    message, update = function("message", message), function("update", update)
    missing = [node for node in check_graph(graph) if node not in states]
    if missing:
        raise ValueError(f"states must have every node of the graph; got none for {one_line(missing[0])}.")
    received: dict[Any, Any] = dict.fromkeys(graph, 0)
    for v, u, e in graph.edges(data="weight"):
        received[u] = received[u] + message(u, v, states[v], e)
    return {u: update(states[u], received[u]) for u in graph}


@in_float_range("params, x")
def message_passing_forward(net: Architecture, params: Parameters, A: Any, x: Any) -> Array:
    """The outputs of an ensemble mask network (k, n), computed as message passing: equal to `forward` up to rounding.

    First step, on the graph of A: the message along j -> i is A_ij W_ij x_j (for c copies a vector of c), aggregated by
    the sum, and the update returns what was received, without the node's own x. Every later step runs on the graph of
    self-loops alone: node i maps its c_l copies to c_(l+1) by its own block.

    Shapes: A (n, n) in [0, 1], x (k, n); other ones raise ValueError. (Luntzel 2023, section 3, last formulas.)

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> emn.message_passing_forward(net, emn.zero_loss_parameters(net), [[0, 1], [1, 1]], [[2.0, 3.0]]).tolist()
    [[3.0, 5.0]]
    """
    params, graph = check_parameters(net, params), mask_graph(mask_matrix(A, net.n))
    x = real_array("x", x, (None, net.n)).astype(params.dtype)
    first = params.layers[0].reshape(net.n, net.widths[0], net.n)
    loops = nx.DiGraph()
    loops.add_weighted_edges_from((i, i, 1.0) for i in range(net.n))
    outputs = []
    for row in x:
        states: dict[Any, Any] = dict(enumerate(row))
        states = message_passing(graph, states, lambda u, v, x_v, e: e * first[u, :, v] * x_v, _received)
        for layer in params.layers[1:]:
            states = message_passing(loops, states, partial(_within_node, layer), _received)
        outputs.append([float(np.sum(states[i])) for i in range(net.n)])
    return np.array(outputs).reshape(-1, net.n)


def _received(_own: Any, total: Any) -> Any:
    return total


def _within_node(layer: Array, u: Any, _v: Any, hidden: Any, _e: Any) -> Any:
    """Node u's block (c_out, c_in) on its copies; a node that received nothing holds the number 0."""
    return layer[u] @ hidden if np.ndim(hidden) else np.zeros(layer.shape[1])
