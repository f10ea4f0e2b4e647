"""Sections 5 and 6: what depth does to the learned weights, and to the number of different subnetworks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import emn
from theory.emn.solutions.solution_set import later_product

from .generic_weights import generic_layer

NETWORKS: tuple[tuple[int, ...], ...] = ((), (1,), (1, 1), (1, 1, 1), (1, 2), (1, 3, 2), (2,), (3,), (2, 1), (2, 2))


def rows_are_constant(says: Callable[[tuple[int, ...]], bool], context: Context) -> Outcome:
    """says(copies): whether every zero-loss network has a first layer that is constant along its rows.

    Zero-loss parameters from random ones in exact rationals, on two and three nodes, and moved along the solution set where
    the units of a row have a direction v . W = 0 to spare.
    """
    rng = context.rng("transparency")
    for effective, copies in enumerate(NETWORKS, 1):
        constant = True
        for n in (2, 3):
            net = emn.Architecture(n, copies)
            layers = [np.array(rng.integers(1, 9, s), dtype=object) * Fraction(1, 3) for s in net.shapes]
            at = emn.nearest_solution(net, net.parameters(layers, exact=True))
            first = np.array(at.layers[0], dtype=object)
            if copies and copies[0] > 1:
                v = later_product(net, at)[0]
                first[0, 0], first[1, 0] = first[0, 0] + v[1], first[1, 0] - v[0]
            moved = net.parameters([first, *at.layers[1:]], exact=True)
            if not emn.is_zero_loss(net, moved):
                raise ArithmeticError(f"{copies}: the weights tried do not have zero loss")
            constant = constant and bool(np.all(first == first[:, :1]))
        if says(copies) is not constant:
            found = f"{tuples(copies)}: zero loss with rows of the first layer that are {'' if constant else 'not '}constant"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    detail = "beta_i = v_i . W_i = 1: with one copy below, each row of W is 1/v_i, however deep the network"
    return Outcome(True, Evidence.CERTIFIED, len(NETWORKS), detail=detail)


def maps_by_depth(says: Callable[[Sequence[int]], bool], context: Context) -> Outcome:
    """says(counts): whether the numbers of different maps with 1, 2, 3 masked layers grow as stated; by enumeration."""
    for effective, (n, depths) in enumerate(((1, 4), (2, 3)), 1):
        counts = context.once(f"maps {n}", partial(_counts, n, depths))
        if not says([1, *counts]):
            found = f"n = {n}: {', '.join(map(str, counts))} different maps with 1, 2, ... masked layers"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    detail = f"n = 2: {', '.join(map(str, counts))} of 16, 256, 4096; layers without masks add none (width-and-depth)"
    return Outcome(True, Evidence.CERTIFIED, 2, detail=detail)


def _counts(n: int, depths: int) -> list[int]:
    return [_maps(n, r) for r in range(1, depths + 1)]


def _maps(n: int, depth: int) -> int:
    return emn.distinct_subnetworks([generic_layer(n, n, skip=r * n * n) for r in range(depth)])[1]


CLAIMS = (
    Claim(
        id="depth-keeps-rows",
        locator="Sec. 5, sentence, transparency",
        origin=Origin.READ,
        statement="Increasing width and depth decreases the transparency of the learned weights. Only copies in the first hidden "
        "layer do: with one, its rows are constant at zero loss, however deep and wide the layers after it are.",
        printed=Statement(
            r"W_1\ \text{constant along rows} \iff m \le 1,\ c_1 = 1", lambda copies: copies in ((), (1,))
        ),
        corrected=Statement(r"W_1\ \text{constant along rows} \iff c_1 = 1", lambda copies: copies[:1] in ((), (1,))),
        test=rows_are_constant,
        wrong={
            "always": lambda copies: True,
            "only with one copy throughout": lambda copies: all(c == 1 for c in copies),
        },
        assumptions=("zero loss",),
        oracle="zero-loss parameters in exact rationals",
    ),
    Claim(
        id="diminishing-expressivity",
        locator="Sec. 6, sentence, depth",
        origin=Origin.READ,
        statement="Expressivity diminishes after the first layer, each masked layer multiplying the number of different maps by "
        "less. By less than the first does, but not by less and less: by 16, 6.25 and 7.12 on two nodes.",
        printed=Statement(
            r"\frac{\#_{m+1}}{\#_m} \le \frac{\#_m}{\#_{m-1}}",
            lambda counts: all(c * a <= b * b for a, b, c in zip(counts, counts[1:], counts[2:], strict=False)),
        ),
        corrected=Statement(
            r"\frac{\#_{m+1}}{\#_m} < \#_1", lambda counts: all(b < a * counts[1] for a, b in pairwise(counts[1:]))
        ),
        test=maps_by_depth,
        wrong={
            "as much by every layer": lambda counts: all(b == a * counts[1] for a, b in pairwise(counts)),
            "no more after the first": lambda counts: all(a == b for a, b in pairwise(counts[1:])),
        },
        assumptions=("one and two nodes", "generic weights"),
        oracle="enumeration of the masks",
        cost=1,
    ),
)
