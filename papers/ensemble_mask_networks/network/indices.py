"""Sections 2 and 3: which way an entry of the mask points, and the shapes of layers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.words import tuples
from theory import emn


def edge_runs(says: Callable[[int, int], tuple[int, int]], context: Context) -> Outcome:
    """says(i, j) = (input, output) joined by the mask entry (i, j), against the network with that entry alone."""
    effective = 0
    for n in (1, 2, 3):
        net = emn.Architecture(n, (2,))
        params = net.init(context.rng("edges"))
        for i, j in np.ndindex(n, n):
            A = np.zeros((n, n))
            A[i, j] = 1
            moved = emn.forward(net, params, A, np.eye(n))  # row: input, column: output
            effective += 1
            if [tuple(map(int, e)) for e in np.argwhere(moved)] != [says(i, j)]:
                source, target = (int(v) for v in np.argwhere(moved)[0])
                stated = " to output ".join(str(v + 1) for v in says(i, j))
                found = f"n = {n}, A_{i + 1}{j + 1} = 1 alone: input {source + 1} reaches output {target + 1}, stated {stated}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, detail="every single-entry mask for n = 1, 2, 3")


def next_layer(says: Callable[[int], int], context: Context) -> Outcome:
    """says(i): the index of the weight matrix that takes hidden layer i to hidden layer i + 1, c_(i + 1) d units.

    The chain (d, c_m d)(c_m d, c_(m-1) d) ... (c_1 d, d) itself is checked against the architecture's shapes.
    """
    d, copies = 3, (2, 3, 5, 4)
    blocks = emn.Architecture(d, copies).shapes
    sizes = [blocks[0], *((d * out, d * inn) for _, out, inn in blocks[1:])]
    widths = [d, *(c * d for c in copies), d]
    if sizes != [(widths[l + 1], widths[l]) for l in range(len(copies) + 1)]:
        raise ArithmeticError(f"the chain of shapes fails: {sizes}")
    for i in range(1, len(copies)):
        out, inn = sizes[says(i) - 1]  # W_1 is the first
        if (inn, out) != (widths[i], widths[i + 1]):
            found = f"d = {d}, c = {tuples(copies)}, i = {i}: W_{says(i)} is {out} x {inn}, hidden layer {i} has {widths[i]} units"
            return Outcome(False, Evidence.CERTIFIED, i, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, len(copies) - 1, detail=f"shapes {tuples(sizes)}")


def first_layer_is(says: Callable[[int, int], tuple[int, int]], context: Context) -> Outcome:
    """says(n, c_1) is the shape of W_1, the smallest architectures first."""
    effective = 0
    for copies in ((), (1,), (2,), (1, 3), (3, 2)):
        for n in (1, 2, 3):
            shape, effective = emn.Architecture(n, copies).shapes[0], effective + 1
            stated = says(n, copies[0] if copies else 1)
            if stated != shape:
                found = f"n = {n}, copies {tuples(copies)}: W_1 is {shape[0]} x {shape[1]}, stated {stated[0]} x {stated[1]}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    return Outcome(True, Evidence.CERTIFIED, effective, detail="the masked layer of five architectures")


CLAIMS = (
    Claim(
        id="edge-direction",
        locator="Sec. 2, sentence, entries",
        statement="Entry (i, j) of A is the edge from index i of the input to index j of the next layer. With "
        "y = (A * W_1) x and Section 3's row of incoming neighbours it is the edge from input j to unit i.",
        printed=Statement(r"A_{ij}:\ x_i \to h_j", lambda i, j: (i, j)),
        corrected=Statement(r"A_{ij}:\ x_j \to h_i", lambda i, j: (j, i)),
        test=edge_runs,
        wrong={"always to unit j": lambda i, j: (j, j), "always from input i": lambda i, j: (i, i)},
        assumptions=("y = W_n ... W_2 (A * W_1) x",),
        oracle="the network with one mask entry, for every entry",
    ),
    Claim(
        id="layer-shapes",
        locator="Sec. 3, sentence, shapes",
        statement="Hidden layer i has c_i d units and the next one is W_i h. Counting W_1 as the first layer, it is W_(i+1) h.",
        printed=Statement(r"W_i h_i \in \mathbb R^{c_{i+1} d}", lambda i: i),
        corrected=Statement(r"W_{i+1} h_i \in \mathbb R^{c_{i+1} d}", lambda i: i + 1),
        test=next_layer,
        wrong={"two further": lambda i: i + 2},
        assumptions=("W_1 is the masked layer, as in the formula for y",),
        oracle="the shapes of an architecture with different c_i",
    ),
    Claim(
        id="first-layer-shape",
        locator="Sec. 3, sentence, shape of the masked layer",
        statement="W_1 has the shape of A. With c_1 copies it has c_1 n rows, and the mask is repeated for each copy of a node.",
        printed=Statement(r"W_1 \in \mathbb R^{n \times n}", lambda n, c: (n, n)),
        corrected=Statement(r"W_1 \in \mathbb R^{c_1 n \times n}", lambda n, c: (c * n, n)),
        test=first_layer_is,
        wrong={"copies of the inputs": lambda n, c: (n, c * n), "both": lambda n, c: (c * n, c * n)},
        oracle="the shapes of an architecture",
    ),
)
