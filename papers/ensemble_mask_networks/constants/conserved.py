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
Bracket = Callable[[emn.Architecture, emn.Parameters], tuple[Any, Any]]


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


def later_weights(says: Bracket, context: Context) -> Outcome:
    """says(net, params) = (low, high) holds |v|^2 of every row of (2) and (3) at the end of the flow, to 1e-6.

    And it says something: a bracket that reaches past 0 or past 1.5 times the values found is refused.
    """
    rows = context.once("copies", lambda: _copies(context))
    effective, widest = 0, 0.0
    for net, params, square in rows:
        low, high = says(net, params)
        effective += net.n
        outside = np.maximum(low - square, square - high)
        worst = int(np.argmax(outside))
        if outside[worst] > 1e-6:
            found = f"{tuples(net.copies)}, row {worst}: |v|^2 = {square[worst]:.6g}, "
            found += f"not from {low[worst]:.6g} to {high[worst]:.6g}"
            return Outcome(
                False,
                Evidence.CORROBORATED,
                effective,
                float(outside[worst]),
                counterexample=found,
                level="beyond its bounds; at most 1e-6 allowed",
            )
        widest = max(widest, float(np.max((high - low) / square)))
    if open_ := undecided(emn.later_weights_derivation(), effective=effective):
        return open_
    detail = f"{effective} rows inside; the widest bracket is {widest:.2g} of |v|^2"
    passed = widest < 0.5
    return Outcome(passed, Evidence.CORROBORATED, effective, 0.0, None, "" if passed else detail, detail)


def _copies(context: Context) -> list[tuple[emn.Architecture, emn.Parameters, Any]]:
    found = []
    for c in (2, 3):
        net = emn.Architecture(5, (c,))
        for seed in range(4):
            params = net.init(context.rng(f"copies {c} {seed}"))
            end = emn.population_flow(net, params, 120.0)
            found.append((net, params, np.sum(end.layers[1] ** 2, axis=(1, 2))))
    return found


def _of_minus(net: emn.Architecture, params: emn.Parameters) -> tuple[Any, Any]:
    """The bracket with K of the other sign."""
    (K,) = emn.conserved_quantities(net, params)
    eigenvalues = -np.linalg.eigvalsh(K)
    low, high = ((np.hypot(e, 2 * np.sqrt(net.n)) - e) / 2 for e in (eigenvalues[:, 0], eigenvalues[:, -1]))
    return low, high


def _of_ones(net: emn.Architecture, params: emn.Parameters) -> tuple[Any, Any]:
    """A network that starts at 0: |v|^2 = sqrt n."""
    return np.full(net.n, np.sqrt(net.n)), np.full(net.n, np.sqrt(net.n))


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
    Claim(
        id="fig-4-copies-bracket",
        locator="Fig. 4, caption, several copies",
        origin=Origin.OWN,
        statement="With several copies there is no constant to a row. What the conserved matrix K leaves is |v|^4 + lambda "
        "|v|^2 = n for some lambda between its extreme eigenvalues, which brackets the later weights v.",
        printed=Statement(
            r"|v|^2 = \tfrac12\big(\sqrt{\lambda^2 + 4n} - \lambda\big),\ \lambda_{\min}(K) \le \lambda \le \lambda_{\max}(K)",
            emn.later_weight_bracket,
        ),
        test=later_weights,
        wrong={"K of the other sign": _of_minus, "the balanced value sqrt n": _of_ones},
        assumptions=("architecture (2) or (3)", "the flow reaches zero loss"),
        oracle="the flow integrated numerically",
        cost=3,
    ),
)
