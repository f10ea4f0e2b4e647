"""How the subnetworks of the ensemble combine: introduction, Figure 1, and mechanism 3 of the companion."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import emn, exact
from theory.validation import Array

from ..layered_output import layered_output

Subnetwork = Callable[[Array], Array]
NETWORKS: tuple[tuple[int, ...], ...] = ((), (2,), (1, 2))


def network_is(says: Callable[[Subnetwork, Array], Array], context: Context) -> Outcome:
    """says(f, A): the matrix of the network under the mask A, made of its subnetworks f(binary mask).

    Layer by layer in exact rationals, for random weights, binary and weighted masks on two nodes. For the detail: the n^2
    masks of one edge span all masks, symmetric ones only n (n + 1) / 2 dimensions, and still every row's edges.
    """
    rng, effective, n = context.rng("superposition"), 0, 2
    for copies in NETWORKS:
        net = emn.Architecture(n, copies)
        layers = [np.array(rng.integers(1, 30, s), dtype=object) * Fraction(1, 7) for s in net.shapes]

        def subnetwork(A: Array, net: emn.Architecture = net, layers: list[Array] = layers) -> Array:
            return layered_output(net, layers, A, exact.identity(n))

        for entries in product((Fraction(0), Fraction(1, 3), Fraction(1)), repeat=n * n):
            A = np.array(entries, dtype=object).reshape(n, n)
            effective += 1
            stated, true = says(subnetwork, A), subnetwork(A)
            if not np.array_equal(stated, true):
                i, j = map(int, np.argwhere(stated != true)[0])
                found = f"{tuples(copies)}, A = {tuples(A)}: entry ({i + 1}, {j + 1}) is {true[i, j]}, "
                found += f"in the combination {stated[i, j]}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    symmetric = np.array([(E + E.T).ravel() for E in _edges(n)], dtype=object)
    spanned = exact.rank(symmetric * Fraction(1))
    detail = f"n^2 single edges give all 2^(n^2) subnetworks; symmetric masks span {spanned} of {n * n} dimensions at n = {n}"
    return Outcome(True, Evidence.CERTIFIED, effective, detail=detail)


def _edges(n: int) -> Array:
    return np.eye(n * n, dtype=int).reshape(-1, n, n).astype(object)


def sum_over_edges(f: Subnetwork, A: Array) -> Array:
    return np.asarray(sum(a * f(E) for a, E in zip(A.ravel(), _edges(len(A)), strict=True)))


def pooled(f: Subnetwork, A: Array) -> Array:
    """Wrong: the mean over all subsets of the active edges, weights kept, as ensembles of networks are pooled."""
    subsets = [A * np.array(bits, dtype=object).reshape(A.shape) for bits in product((0, 1), repeat=A.size)]
    return np.asarray(sum(f(S) for S in subsets) * Fraction(1, len(subsets)))


CLAIMS = (
    Claim(
        id="combined-subnetworks",
        locator="p. 1, companion notes, mechanism 3",
        origin=Origin.OWN,
        statement="The network learns to combine an ensemble of subnetworks, one for each subset of the entries. Nothing is "
        "pooled: the network under A is the sum of its single-edge subnetworks, weighted by A, so these n^2 fix all 2^(n^2), "
        "and training masks that open every edge reach them all.",
        printed=Statement(r"f_A = \sum_{ij} A_{ij} f_{\{ij\}}", sum_over_edges),
        test=network_is,
        wrong={
            "the mean over the subsets": pooled,
            "the edges without their weights": lambda f, A: sum_over_edges(f, (A > 0).astype(int)),
            "the nodes' subnetworks of all edges": lambda f, A: f(np.ones_like(A)) * A.any(axis=1)[:, None].astype(int),
        },
        assumptions=("no activation functions", "one masked layer"),
        oracle="the layers multiplied in exact rationals",
    ),
)
