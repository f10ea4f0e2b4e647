"""Section 3: the masked layer as a step of message passing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import by_hand, tuples
from theory import emn
from theory.emn.higher_order.walks import mask_graph
from theory.emn.network.message_passing import message_passing, message_passing_forward
from theory.zero import is_zero

Row = Callable[[Any, Any, Any], Any]


def hidden_unit_is(says: Row, context: Context) -> Outcome:
    """says(A, W, x) lists the h_u, against messages A_uv W_uv x_v summed edge by edge, in symbols, for n = 1, 2, 3."""
    effective = 0
    for n in (1, 2, 3):
        A, W = (np.array(sp.symbols(f"{name}_1:{n + 1}_1:{n + 1}", real=True)).reshape(n, n) for name in "aw")
        x = np.array(sp.symbols(f"x_1:{n + 1}", real=True))
        graph = nx.DiGraph()
        graph.add_weighted_edges_from((v, u, A[u, v]) for u in range(n) for v in range(n))
        graph_states = dict(enumerate(x))
        passed = message_passing(graph, graph_states, partial(_masked_message, W), lambda own, total: total)
        stated = says(A, W, x)
        for u in range(n):
            effective += 1
            if is_zero(stated[u] - passed[u]).holds is not True:
                found = f"n = {n}, u = {u + 1}: stated {by_hand(stated[u])}, the edges give {by_hand(passed[u])}"
                return Outcome(False, Evidence.PROVED, effective, counterexample=found)
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail="edge by edge, all entries symbolic")


def _masked_message(W: Any, u: int, v: int, x_v: Any, e: Any) -> Any:
    return e * W[u, v] * x_v


def network_is(says: Callable[..., Any], context: Context) -> Outcome:
    """says(net, params, A, x) against the forward pass on directed, weighted networkx graphs, several architectures.

    Both round at most once for each of 3 n + 10 products and sums on the way to an output, whose terms are bounded by
    the network of absolute values.
    """
    effective, worst = 0, 0.0
    for copies in ((), (1,), (2,), (2, 3)):
        for number, graph in enumerate(_graphs(context)):
            A, rng = nx.to_numpy_array(graph).T, context.rng(f"network {copies} {number}")
            net = emn.Architecture(len(A), copies)
            params, x = net.init(rng), rng.normal(size=(3, len(A)))
            size = emn.forward(net, net.parameters([np.abs(w) for w in params.layers]), A, np.abs(x))
            allowed = (3 * net.n + 10) * np.finfo(float).eps * size
            off = np.abs(says(net, params, A, x) - emn.forward(net, params, A, x))
            effective += 1
            worst = max(worst, float(off.max()))
            if np.any(off > allowed):
                found = f"copies {tuples(copies)}, a graph of {len(A)} nodes: an output is off by {off.max():.3g}"
                return Outcome(
                    False,
                    Evidence.CORROBORATED,
                    effective,
                    float(off.max()),
                    counterexample=found,
                    level="largest absolute error of an output",
                )
    return Outcome(
        True,
        Evidence.CORROBORATED,
        effective,
        worst,
        detail="rounding only, on directed weighted graphs",
        level="largest absolute error of an output",
    )


def _graphs(context: Context) -> list[Any]:
    rng = context.rng("graphs")
    graphs = [nx.gnp_random_graph(n, p, seed=n, directed=True) for n, p in ((1, 0.5), (4, 0.6), (9, 0.3), (7, 0.0))]
    graphs.append(nx.DiGraph(nx.barabasi_albert_graph(10, 2, seed=1)))
    graphs[1].add_edge(0, 0)  # a self-loop
    for graph in graphs:
        for _, _, data in graph.edges(data=True):
            data["weight"] = float(rng.random())
    return graphs


def later_layers_on_the_mask(net: Any, params: Any, A: Any, x: Any) -> Any:
    """Wrong: a second step over the edges of A."""
    return message_passing_forward(net, params, A, x) @ A.T


def later_layers_identity(net: Any, params: Any, A: Any, x: Any) -> Any:
    """Wrong: later layers copy, so an output is the sum of the node's copies."""
    first = params.layers[0].reshape(net.n, -1, net.n).sum(axis=1)
    return x @ (A * first).T


def listens_to(says: Callable[[Any, int], set[int]], context: Context) -> Outcome:
    """says(graph, u): the inputs on which unit u depends, against the derivative of one masked layer, edge directions mixed."""
    effective = 0
    for number, graph in enumerate(_graphs(context)):
        A = nx.to_numpy_array(graph).T
        net = emn.Architecture(len(A), ())
        moved = emn.forward(net, net.init(context.rng(f"reach {number}")), A, np.eye(len(A)))
        for u in graph:
            effective += 1
            found = {int(v) for v in np.flatnonzero(moved[:, u])}
            if found != says(mask_graph(A), u):
                inputs = (tuples(sorted(v + 1 for v in part)) for part in (found, says(mask_graph(A), u)))
                shown = f"graph {number + 1}, unit {u + 1}: it depends on the inputs {', not '.join(inputs)}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=shown)
    return Outcome(True, Evidence.CERTIFIED, effective, detail="zero and nonzero derivatives, no tolerance")


CLAIMS = (
    Claim(
        id="message-passing-form",
        locator="Sec. 3, formula 1",
        statement="What a layer of a graph neural network is: messages from the neighbours, aggregated, then an update.",
        printed=Statement(r"h_u = \phi\Bigl(x_u, \bigoplus_{v \in N_u} \psi(x_u, x_v, e_{uv})\Bigr)"),
    ),
    Claim(
        id="message-passing-layer",
        locator="Sec. 3, formula 2",
        statement="The first hidden layer in that form. As printed the weights are summed over inputs before the mask acts; "
        "the mask must act on each message.",
        printed=Statement(
            r"h_u = \phi(x_u, A_u \odot \psi(W_{1_u} x))\quad(\text{entries summed})",
            lambda A, W, x: A.sum(axis=1) * (W @ x),
        ),
        corrected=Statement(
            r"h_u = \phi\Bigl(x_u, \sum_v \psi(A_{uv} W_{1,uv} x_v)\Bigr)",
            lambda A, W, x: [sum(A[u, v] * W[u, v] * x[v] for v in range(len(x))) for u in range(len(x))],
        ),
        test=hidden_unit_is,
        wrong={"mask after the sum, once": lambda A, W, x: np.diag(A) * (W @ x), "no mask": lambda A, W, x: W @ x},
        assumptions=("psi is the identity, phi returns the aggregate, as in the next formula",),
        oracle="messages summed edge by edge on a networkx graph, in symbols",
    ),
    Claim(
        id="message-passing-linear",
        locator="Sec. 3, formula 3",
        statement="Without activations the first hidden layer is the mask times the weights, applied to x.",
        printed=Statement(r"h_u = (A_u \odot W_{1_u})\, x", lambda A, W, x: (A * W) @ x),
        test=hidden_unit_is,
        wrong={
            "mask transposed": lambda A, W, x: (A.T * W) @ x,
            "weights transposed": lambda A, W, x: (A * W.T) @ x,
            "product of matrices": lambda A, W, x: A @ (W @ x),
        },
        oracle="messages summed edge by edge on a networkx graph, in symbols",
    ),
    Claim(
        id="message-passing-neighbours",
        locator="Sec. 3, sentence, neighbours",
        origin=Origin.READ,
        statement="One masked layer accumulates from immediate neighbours only: one message passing operation.",
        printed=Statement(r"\partial h_u / \partial x_v \ne 0 \iff v \to u", lambda g, u: set(g.predecessors(u))),
        test=listens_to,
        wrong={
            "edges leaving u": lambda g, u: set(g.successors(u)),
            "u itself as well": lambda g, u: {u, *g.predecessors(u)},
            "two steps": lambda g, u: {w for v in g.predecessors(u) for w in g.predecessors(v)},
        },
        assumptions=("weights different from 0",),
        oracle="derivatives of the network on directed networkx graphs",
    ),
    Claim(
        id="message-passing-later-layers",
        locator="Sec. 3, sentence, later layers",
        statement="Every later layer is message passing on the graph of self-loops, each node by its own block; its weights "
        "are not the identity in general.",
        printed=Statement(r"N_u = \{x_u\}\ \text{after the first layer}", message_passing_forward),
        test=network_is,
        wrong={"along the edges of A again": later_layers_on_the_mask, "identity weights": later_layers_identity},
        oracle="the forward pass; messages edge by edge on networkx graphs",
        cost=1,
    ),
)
