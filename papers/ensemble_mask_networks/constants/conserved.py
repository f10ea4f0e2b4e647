"""What gradient flow conserves in a mask network, behind the constants of Figure 4."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from theory import emn
from theory.emn.network.architecture import row_blocks

from ..rationals import small_positive
from .conserved_matrix import conserved_matrix

Quantity = Callable[[Any, Any], Any]


def between_layers(says: Quantity, context: Context) -> Outcome:
    """says(V, U) for a node's neighbouring blocks V (c, .), U (., c) above it does not move under the flow.

    Each entry of it is a quadratic form of the weights, so its derivative along -G is (f(W - G) - f(W + G)) / 2, exact in
    rationals; random architectures, parameters, weighted masks and inputs.
    """
    effective = 0
    for copies in ((1,), (2,), (3,), (1, 1), (2, 3), (2, 1, 2)):
        net, rng = emn.Architecture(2, copies), context.rng(f"conserved {copies}")
        params = net.parameters([small_positive(rng, *shape) for shape in net.shapes], exact=True)
        A, x = small_positive(rng, 2, 2), small_positive(rng, 2, 2)
        Q = (A[:, :, None] * A[:, None, :]) * (x.T @ x)
        gradient = emn.gradient(net, params, Q)
        pairs = zip(pairwise(row_blocks(net, params)), pairwise(row_blocks(net, gradient)), strict=True)
        for l, ((V, U), (gV, gU)) in enumerate(pairs):
            effective += 1
            moved = (says(V - gV, U - gU) - says(V + gV, U + gU)) / 2
            if np.any(moved != 0):
                entry = tuple(int(i) for i in np.argwhere(moved != 0)[0])
                found = f"{tuples(copies)}, hidden layer {l + 1}: entry {entry} moves at the rate {moved[entry]}"
                return Outcome(
                    False,
                    Evidence.CERTIFIED,
                    effective,
                    float(abs(moved[entry])),
                    counterexample=found,
                    level="rate of an entry that must not move",
                )
    if open_ := undecided(emn.conserved_derivation(), effective=effective):
        return open_
    return Outcome(
        True, Evidence.PROVED, effective, 0.0, detail="proved for any layers; exactly 0 for six architectures"
    )


def between_masked_layers(says: tuple[bool, bool], context: Context) -> Outcome:
    """says = (diagonal, rest): which entries of W W^T - N^T N are conserved in y = (C * N)(B * W) z for all masks B, C.

    Certified on a path of two hidden units, W = (1, 2), N = (3, 5), z = 1, target 0, over all sixteen pairs of binary
    masks, in rationals.
    """
    if open_ := undecided(emn.two_masked_derivation()):
        return open_
    moves = {"diagonal": "", "rest": ""}
    masks = [(Fraction(a), Fraction(b)) for a in (0, 1) for b in (0, 1)]
    for B in masks:
        for C in masks:
            W, N, b, c = (np.array(v, dtype=object) for v in ((1, 2), (3, 5), B, C))
            delta = (c * N) @ (b * W)
            gW, gN = b * c * N * delta, c * b * W * delta
            drift = np.outer(N, gN) + np.outer(gN, N) - np.outer(W, gW) - np.outer(gW, W)
            for which, moved in (("diagonal", np.diag(drift)), ("rest", drift[[0], [1]])):
                if np.any(moved != 0) and not moves[which]:
                    moves[which] = (
                        f"B = {tuple(map(int, B))}, C = {tuple(map(int, C))}: it moves at the rate {moved[0]}"
                    )
    for which, stays in zip(moves, says, strict=True):
        if stays != (not moves[which]):
            found = f"{which}: {moves[which] or 'it stays for all sixteen pairs of masks'}"
            return Outcome(False, Evidence.CERTIFIED, 16, counterexample=found)
    return Outcome(True, Evidence.PROVED, 16, 0.0, detail=f"the rest moves: {moves['rest']}")


CLAIMS = (
    Claim(
        id="fig-4-conserved",
        locator="Fig. 4, caption, conservation law",
        origin=Origin.OWN,
        statement="Behind the constants: |w_i|^2 - d_i^2 is conserved in every row of (1), and V V^T - U^T U, node by node, "
        "between any neighbouring layers V below U of which at most V is masked, whatever masks and inputs do.",
        printed=Statement(r"\frac{d}{dt}\big(V V^\top - U^\top U\big) = 0", conserved_matrix),
        test=between_layers,
        wrong={
            "plus": lambda V, U: V @ V.swapaxes(1, 2) + U.swapaxes(1, 2) @ U,
            "twice the upper layer": lambda V, U: V @ V.swapaxes(1, 2) - 2 * (U.swapaxes(1, 2) @ U),
            "the lower layer alone": lambda V, U: V @ V.swapaxes(1, 2),
            "between nodes": lambda V, U: V @ V[::-1].swapaxes(1, 2) - U.swapaxes(1, 2) @ U[::-1],
        },
        assumptions=("gradient flow of any loss of the outputs", "the copies of a node share their mask row"),
        oracle="noncommutative algebra; the gradient by hand in exact rationals",
        cost=1,
    ),
    Claim(
        id="fig-4-conserved-two-masks",
        locator="Fig. 5, conservation law",
        origin=Origin.OWN,
        statement="Between two masked layers only the diagonal is conserved: an entry off it survives only for units that both "
        "masks treat alike.",
        printed=Statement(r"\frac{d}{dt}\big(W W^\top - N^\top N\big)_{ab} = 0 \iff a = b", (True, False)),
        test=between_masked_layers,
        wrong={"the whole matrix": (True, True), "nothing": (False, False), "all but the diagonal": (False, True)},
        assumptions=("y = (C * N)(B * W) z with any masks B and C",),
        oracle="symbols; all binary masks of the smallest network in rationals",
        cost=1,
    ),
)
