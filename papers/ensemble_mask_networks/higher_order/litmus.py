"""Section 7 and Figure 6: a litmus test for the order of interaction in data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory.emn.higher_order.litmus import identifiable_up_to, litmus_test
from theory.emn.higher_order.locality_test import locality_test

from .characteristic_polynomial import different_eigenvalues
from .graphs import adjacency, special_graphs
from .litmus_answers import answers_about


def identifiability_is(says: Callable[[Any], int], context: Context) -> Outcome:
    """says(A): the highest order that data on one graph can tell from lower ones; what the test itself answers beyond it.

    Data of that order must come out as not identifiable, noiseless and noisy, since nothing tells it from higher ones; data of one
    order below must be told.
    """
    effective = 0
    for name, graph in special_graphs().items():
        A, stated = adjacency(graph), says(adjacency(graph))
        rng = context.rng(f"identifiable {name}")
        x = rng.integers(-9, 10, size=(4, len(A))).astype(object)
        if identifiable_up_to(A.astype(object), x, len(A)) != stated:
            limit = identifiable_up_to(A.astype(object), x, len(A))
            found = f"{name} graph: orders up to {limit} are independent, not {stated}"
            return Outcome(False, Evidence.CERTIFIED, effective + 1, counterexample=found)
        inputs = rng.random((40, len(A)))
        for told, right, result in answers_about(stated, A, inputs, rng):
            effective += 1
            if result.order != right or result.identifiable_up_to != stated:
                found = f"{name} graph, {told}: {result}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(
        True, Evidence.CERTIFIED, effective, detail="exact ranks; the test on data of orders around the limit"
    )


def eigenvalues_less_one(A: Any) -> int:
    return different_eigenvalues(A) - 1


def far_target_needs(says: Callable[[int], int], context: Context) -> Outcome:
    """says(diameter): the order that y = (x at the farthest node) needs, on graphs whose farthest nodes pair up.

    That map is a polynomial in A of degree the diameter there and of no lower one: an entry of A^l between nodes farther than l
    edges is 0. The F tests must choose it, with noise and without; the randomization test must reject every smaller radius at every
    tested node, and say that the diameter is untestable.
    """
    far = {
        "path": (nx.path_graph(5), [4, 3, 2, 1, 0]),
        "cycle": (nx.cycle_graph(8), [(i + 4) % 8 for i in range(8)]),
        "cube": (
            nx.convert_node_labels_to_integers(nx.hypercube_graph(3), ordering="sorted"),
            [7 - i for i in range(8)],
        ),
    }
    effective = 0
    for name, (graph, partner) in far.items():
        A, diameter, rng = adjacency(graph), nx.diameter(graph), context.rng(f"far {name}")
        x = rng.random((60, len(A)))
        stated = says(diameter)
        for noise in (0.0, 0.05):
            order = litmus_test(A, x, x[:, partner] + noise * rng.normal(size=x.shape), diameter, level=1e-4).order
            order = diameter if order is None else order  # it lost rank after the diameter, or there is nothing above
            effective += 1
            if order != stated:
                found = f"{name} of diameter {diameter}, noise {noise:g}: the F tests choose {order}, not {stated}"
                return Outcome(
                    False,
                    Evidence.SIMULATED,
                    effective,
                    float(order - stated),
                    counterexample=found,
                    level="order chosen less the one stated",
                )
        y = x[:, partner] + 0.05 * rng.normal(size=x.shape)
        for radius in range(diameter + 1):
            result = locality_test(A, x, y, 0, radius, resamples=199, rng=rng)
            effective += 1
            rejected = result.p_value is not None and result.p_value <= 1 / 200
            if rejected != (radius < stated) or result.testable != (radius < diameter):
                found = f"{name} of diameter {diameter}, radius {radius}: p = {result.p_value} {result.reason}"
                return Outcome(False, Evidence.SIMULATED, effective, counterexample=found)
    return Outcome(
        True, Evidence.SIMULATED, effective, detail="every smaller order and radius rejected, the diameter not tested"
    )


CLAIMS = (
    Claim(
        id="litmus-identifiable",
        locator="Sec. 7, remark, litmus test",
        origin=Origin.OWN,
        statement="Data can be explained by a finite order, and the test tells it. On one graph it can tell orders up to the "
        "number of different eigenvalues less one: 1 for complete graphs, 2 for strongly regular ones; beyond, it says "
        "not identifiable.",
        printed=Statement(r"r < n", lambda A: len(A) - 1),
        corrected=Statement(r"r < \#\{\lambda(A)\}", eigenvalues_less_one),
        test=identifiability_is,
        wrong={
            "the diameter": lambda A: nx.diameter(nx.from_numpy_array(A)),
            "one more": lambda A: eigenvalues_less_one(A) + 1,
        },
        assumptions=("one graph, symmetric A, generic inputs",),
        oracle="ranks in exact rationals; data of known order",
        cost=1,
    ),
    Claim(
        id="litmus-beyond-diameter",
        locator="Sec. 7, remark, degrees of separation",
        origin=Origin.OWN,
        statement="Interactions between components many degrees apart are captured: a target that no order below the diameter "
        "explains is given the diameter, and the randomization test rejects every radius below and cannot test the diameter.",
        printed=Statement(r"y_i = x_{\bar i}:\ \hat r = \mathrm{diam}", lambda diameter: diameter),
        test=far_target_needs,
        wrong={"one less": lambda diameter: diameter - 1, "order 1": lambda diameter: 1, "none": lambda diameter: 0},
        assumptions=("path, cycle and cube, whose farthest nodes pair up",),
        oracle="both tests, noiseless and noisy",
        cost=2,
    ),
)
