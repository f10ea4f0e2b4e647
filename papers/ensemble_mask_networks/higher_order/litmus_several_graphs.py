"""Section 7: which orders data on several graphs can tell apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy as sp

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory.emn.higher_order.litmus import identifiable_up_to

from .characteristic_polynomial import square_free_polynomial
from .graphs import adjacency, six_nodes
from .litmus_answers import answers_about

MIXED = (
    ("complete",),
    ("complete", "complete"),
    ("complete", "cycle"),
    ("complete", "path"),
    ("cycle", "complete bipartite"),
    ("complete", "complete bipartite", "prism"),
    ("cycle", "path", "prism"),
)


def degree_of_all(masks: Sequence[Any]) -> int:
    """Of the least common multiple of the minimal polynomials, less one."""
    common = square_free_polynomial(masks[0])
    for A in masks[1:]:
        common = common.lcm(square_free_polynomial(A))
    return int(common.degree()) - 1


def several_graphs(says: Callable[[Sequence[Any]], int], context: Context) -> Outcome:
    """says(graphs): the highest order that data on these graphs together can tell from lower ones.

    As exact ranks; and as the test's own answer on data of one order below, which it must tell, and of that order, which it must
    call not identifiable, noiseless and noisy. A polynomial p(A) is 0 on all graphs exactly where all minimal polynomials divide p.
    """
    effective = 0
    for names in MIXED:
        graphs = [adjacency(six_nodes()[name]) for name in names]
        stated, rng = says(graphs), context.rng(f"several {names}")
        A = np.array([graphs[d % len(graphs)] for d in range(2 * len(graphs))])
        x = rng.integers(-9, 10, size=A.shape[:2])
        limit = identifiable_up_to(A.astype(object), x.astype(object), 12)
        effective += 1
        if limit != stated:
            found = f"{', '.join(names)}: orders up to {limit} are independent, not {stated}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                float(limit - stated),
                counterexample=found,
                level="order found less the one stated",
            )
        A, inputs = np.tile(A, (12, 1, 1)), rng.random((12 * len(A), 6))
        for told, right, result in answers_about(stated, A, inputs, rng):
            effective += 1
            if result.order != right:
                found = f"{', '.join(names)}, {told}: {result}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(
        True, Evidence.CERTIFIED, effective, 0.0, detail="exact ranks; the test on data of orders around the limit"
    )


CLAIMS = (
    Claim(
        id="litmus-several-graphs",
        locator="Sec. 7, remark, litmus test on several graphs",
        origin=Origin.OWN,
        statement="Data on several graphs can tell more orders apart than data on any one of them: up to the degree of the least "
        "common multiple of the minimal polynomials less one. A graph without an eigenvalue of its own adds nothing.",
        printed=Statement(r"r < \deg \mathrm{lcm}_d\, \mu_{A_d}", degree_of_all),
        test=several_graphs,
        wrong={
            "the best graph alone": lambda masks: max(degree_of_all([A]) for A in masks),
            "degrees added up": lambda masks: sum(degree_of_all([A]) + 1 for A in masks) - 1,
            "fewer than the nodes": lambda masks: len(masks[0]) - 1,
            "the minimal polynomial of the mean": lambda masks: degree_of_all(
                [sum(map(sp.Matrix, masks), sp.zeros(6, 6))]
            ),
        },
        assumptions=("symmetric A, generic inputs on each graph",),
        oracle="ranks in exact rationals; data of known order",
        cost=2,
    ),
)
