"""Section 7 and Figure 5: what several masked layers compute: walks, powers of A, products of two masks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import networkx as nx
import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory.emn.higher_order.masked_layers import masked_product, with_self_loops
from theory.emn.higher_order.walks import count_walks, mask_graph, walks

from ..small_masks import binary_masks


def multiplicity_is(says: Callable[[Any, int, int], int], context: Context) -> Outcome:
    """says(graph, j, i): what two layers with one mask and unit weights carry from input j to output i, every graph n <= 3.

    The network's side is a product of masked weights in integers; says counts on the networkx graph, edge by edge.
    """
    effective = 0
    for n in (1, 2, 3):
        ones = np.ones((2, n, n), dtype=np.int64)
        for A in binary_masks(n):
            carried, graph = masked_product(ones, np.array([A, A])), mask_graph(A)
            for i, j in np.ndindex(n, n):
                effective += 1
                if carried[i, j] != says(graph, j, i):
                    edges = ", ".join(f"{a + 1} -> {b + 1}" for a, b in graph.edges)
                    found = f"edges {edges}: the network carries {carried[i, j]:g} from {j + 1} to {i + 1}, not {says(graph, j, i)}"
                    return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all directed graphs with n <= 3")


def count(graph: Any, j: int, i: int) -> int:
    """Walks of two edges."""
    return sum(1 for _ in walks(graph, j, i, 2))


def simple_paths(graph: Any, j: int, i: int) -> int:
    """Paths of two edges and three different nodes."""
    return sum(len(set(walk)) == 3 for walk in walks(graph, j, i, 2))


def powers_are(says: Callable[[Any, int], Any], context: Context) -> Outcome:
    """says(graph, r): the matrix of numbers of walks, against r masked layers, larger networkx graphs."""
    graphs = [
        nx.gnp_random_graph(7, 0.4, seed=2, directed=True),
        nx.DiGraph(nx.watts_strogatz_graph(8, 4, 0.3, seed=1)),
        nx.DiGraph(nx.barabasi_albert_graph(8, 2, seed=3)),
        nx.DiGraph(nx.convert_node_labels_to_integers(nx.grid_2d_graph(3, 3))),
    ]
    effective = 0
    for graph in graphs:
        A = nx.to_numpy_array(graph, dtype=np.int64).T
        for r in range(1, 5):
            carried = masked_product(np.ones((r, *A.shape)), np.array([A] * r))
            effective += 1
            if len(off := np.argwhere(carried != (stated := np.asarray(says(mask_graph(A), r))))):
                i, j = map(int, off[0])
                found = f"a graph of {len(A)} nodes and {graph.number_of_edges()} edges, r = {r}: the layers "
                found += f"carry {carried[i, j]:g} from {j + 1} to {i + 1}, not {stated[i, j]:g}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, detail="every walk enumerated, r = 1, ..., 4")


def two_layers_give(says: Callable[[Any, Any], Any], context: Context, second: str) -> Outcome:
    """says(A_1, A_2) against two layers of unit weights, in integers: every pair of masks n = 2, or every mask n <= 3.

    `second` is what the second layer's mask is: "any" other, or the first with "self-loops".
    """
    effective = 0
    for n in (1, 2) if second == "any" else (1, 2, 3):
        ones = np.ones((2, n, n))
        pairs = (
            product(binary_masks(n), repeat=2)
            if second == "any"
            else ((A, with_self_loops(A)) for A in binary_masks(n))
        )
        for first, last in pairs:
            effective += 1
            network, stated = masked_product(ones, np.array([first, last])), says(first, last)
            if not np.array_equal(network, stated):
                found = f"A_1 = {tuples(first)}, second mask {tuples(np.asarray(last, dtype=int))}: the layers give "
                found += f"{tuples(network.astype(int))}, not {tuples(np.asarray(stated))}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all binary masks")


CLAIMS = (
    Claim(
        id="fig-5-multiplicity",
        locator="Fig. 5, caption, multiplicity",
        statement="Two layers with the same A give the number of length-2 paths from i to j. They count walks: back and forth "
        "i -> k -> i and self-loops count too. Between different nodes of a graph without self-loops both agree.",
        printed=Statement(r"\#\{i \to k \to j\}\ \text{paths}", simple_paths),
        corrected=Statement(r"\#\{i \to k \to j\}\ \text{walks} = (A^2)_{ji}", count),
        test=multiplicity_is,
        wrong={
            "from j to i": lambda graph, j, i: count(graph, i, j),
            "common targets, A A^T": lambda graph, j, i: len(set(graph.predecessors(i)) & set(graph.predecessors(j))),
            "whether there is one": lambda graph, j, i: min(1, count(graph, j, i)),
        },
        assumptions=("unit weights", "information runs along the edge from input j to unit i, A_ij"),
        oracle="enumeration of walks on every directed graph of up to 3 nodes",
        cost=2,
    ),
    Claim(
        id="fig-5-powers",
        locator="Fig. 5, r layers",
        origin=Origin.READ,
        statement="r masked layers with the same A give A^r, the number of walks of r edges, on graphs of 7 to 9 nodes.",
        printed=Statement(r"y = A^r x,\ (A^r)_{ij} = \#\{\text{walks } j \to i\}", count_walks),
        test=powers_are,
        wrong={
            "r - 1 edges": lambda graph, r: count_walks(graph, r - 1),
            "edges reversed": lambda graph, r: count_walks(graph, r).T,
            "self-loops added": lambda graph, r: count_walks(nx.compose(graph, nx.DiGraph([(v, v) for v in graph])), r),
        },
        assumptions=("unit weights",),
        oracle="enumeration of walks on networkx graphs: random directed, small world, scale free, lattice",
        cost=2,
    ),
    Claim(
        id="fig-5-self-loops",
        locator="Fig. 5, caption, self loops",
        origin=Origin.READ,
        statement="Self-loops in the second layer give first plus second order. So they do for A without self-loops; a node "
        "that has one already gets no first-order term, since the mask stays 1 there.",
        printed=Statement(r"y = (A + A^2)\, x", lambda A, loops: A + A @ A),
        corrected=Statement(
            r"y = (A^2 + (I - \mathrm{diag} A) A)\, x", lambda A, loops: A @ A + A - np.diag(A)[:, None] * A
        ),
        test=partial(two_layers_give, second="self-loops"),
        wrong={
            "A A^T for A^2": lambda A, loops: A @ A.T + A - np.diag(A)[:, None] * A,
            "zeroth and second order": lambda A, loops: A @ A + np.eye(len(A)),
            "no first-order term": lambda A, loops: A @ A,
        },
        assumptions=("unit weights", "masks stay in [0, 1]: the second is max(A, I)"),
        oracle="products of every binary mask with n <= 3, in integers",
    ),
    Claim(
        id="fig-5-two-masks",
        locator="Fig. 5, caption, two masks",
        origin=Origin.READ,
        statement="A time-varying A uses two different masks: the first acts first.",
        printed=Statement(r"y = A_2 A_1 x", lambda first, last: last @ first),
        test=partial(two_layers_give, second="any"),
        wrong={
            "the other order": lambda first, last: first @ last,
            "a sum": lambda first, last: first + last,
            "entry by entry": lambda first, last: first * last,
        },
        assumptions=("unit weights",),
        oracle="products of every pair of binary masks with n <= 2, in integers",
    ),
)
