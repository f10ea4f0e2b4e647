"""Section 7: whether patterned masks help to leave the places where training sticks."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import emn
from theory.validation import Array


def masks_move(says: Callable[[Array], bool], context: Context) -> Outcome:
    """says(w): whether single masks move a row of (1) that sits at the saddle (w, d = 0), w . Q 1 = 0, of the risk.

    All such w with entries in -3, ..., 3 on up to three nodes, all masks of the row, in exact rationals: the mean gradient
    over the masks must vanish, as that of the risk does, and the gradients under single masks are seen to vanish or not.
    """
    effective = 0
    for n in (1, 2, 3):
        net = emn.Architecture(n)
        S = emn.uniform_inputs(n, exact=True)
        rows = [np.array(bits, dtype=object) for bits in product((0, 1), repeat=n)]
        moments = [np.multiply.outer(a, a) * S for a in rows]
        Q = sum(moments) * Fraction(1, len(moments))
        for entries in product(range(-3, 4), repeat=n):
            w = np.array([Fraction(v) for v in entries], dtype=object)
            if w @ Q.sum(axis=1) != 0:
                continue
            layers = [np.tile(w, (n, 1)), np.full((n, 1, 1), Fraction(0))]
            saddle = net.parameters(layers, exact=True)
            if _moves(net, saddle, Q):
                raise ArithmeticError(f"w = {entries}, d = 0 is no critical point of the risk")
            moved = any(_moves(net, saddle, q) for q in moments)
            effective += 1
            if says(w) is not moved:
                found = f"n = {n}, w = {tuples(entries)}, d = 0: a mask {'moves' if moved else 'never moves'} it"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    detail = "no local minimum is there to be escaped (critical-points); only all weights 0 hold still under every mask"
    return Outcome(True, Evidence.CERTIFIED, effective, detail=detail)


def _moves(net: emn.Architecture, params: emn.Parameters, Q: Array) -> bool:
    gradient = emn.gradient(net, params, np.array([Q] * net.n))
    return any(np.any(layer != 0) for layer in gradient.layers)


CLAIMS = (
    Claim(
        id="masks-escape",
        locator="Sec. 7, sentence, local minima",
        origin=Origin.READ,
        statement="Patterned masks can be a tool to escape local minima and overcome stickiness. (1) has no local minima to "
        "escape; where descent on the risk sticks, at its saddles, single masks do move the network, but for w = 0, d = 0.",
        printed=Statement(
            r"\exists\, a:\ \nabla L_a \ne 0\ \text{where}\ \nabla \langle L_a \rangle = 0", lambda w: True
        ),
        corrected=Statement(
            r"\nabla \langle L_a \rangle = 0 \ne L:\quad \exists\, a:\ \nabla L_a \ne 0 \iff w \ne 0",
            lambda w: bool(np.any(w)),
        ),
        test=masks_move,
        wrong={
            "never": lambda w: False,
            "only where all weights differ from 0": lambda w: bool(np.all(w != 0)),
            "only where all weights do not vanish in sum": lambda w: bool(sum(w) != 0),
        },
        assumptions=("a row of (1)", "all binary mask rows, equally likely"),
        oracle="gradients under every mask in exact rationals",
    ),
)
