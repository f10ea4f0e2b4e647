"""Section 7: what zero loss leaves free in several masked layers, for weights of any sign."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from mpmath import iv

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from theory.emn.higher_order.masked_layers import derivation
from theory.emn.higher_order.walk_classes import KINDS, ZeroLossSet, zero_loss_set
from theory.emn.higher_order.walk_classes import derivation as walk_derivation


def free_dimensions(says: Callable[[int, int], int], context: Context) -> Outcome:
    """says(n, r): the dimension of the weights of zero loss, of any sign, for all binary masks, directed, symmetric or distinct.

    Compared with exact ranks for n <= 4, r <= 4 (n <= 5 with `full`), undecided where weights off the orbit of the ones are not
    excluded; the derivations must be proved for any n.
    """
    if open_ := undecided(derivation(), walk_derivation()):
        return open_
    sets, unclear, effective = context.once("sets", lambda: _sets(5 if context.full else 4)), [], 0
    for found in sets:
        if not found.gauge_only:
            unclear.append(_shown(found))
            continue
        effective += 1
        if says(found.n, found.r) != found.dimension:
            shown = f"{_shown(found)}: {found.dimension} dimensions, not {says(found.n, found.r)}"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=shown)
    if unclear:
        detail = f"other weights are not excluded at {'; '.join(unclear)}"
        return Outcome(None, Evidence.CERTIFIED, effective, detail=detail)
    more = context.once("two nodes", lambda: [zero_loss_set(2, r, masks) for r in range(5, 8) for masks in KINDS])
    flat = "; ".join(_shown(found) for found in [*sets, *more] if found.tangent > found.dimension)
    detail = (
        f"exact ranks, no other weights of any sign; flat to second order beyond the set at {flat} (n = 2 up to r = 7)"
    )
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail)


def _sets(most: int) -> list[ZeroLossSet]:
    return [zero_loss_set(n, r, masks) for r, n, masks in product(range(1, 5), range(1, most + 1), KINDS)]


def _shown(found: ZeroLossSet) -> str:
    return f"n = {found.n}, r = {found.r}, {found.masks} masks"


Matrix = tuple[tuple[Any, Any], tuple[Any, Any]]
NEAR = (0.4783, 1.0, -2.5305, 0.0762, 2.0335, -5.3321)  # b_l of six layers [[1, b_l], [b_l, 1]], found by a search
FREE = (0, 2, 3, 4, 5)
MASKS = tuple(product((0, 1), repeat=4))


def carried(b: Any, A: Any) -> Matrix:
    """What the layers [[1, b_l], [b_l, 1]] give under the mask A = (A_11, A_12, A_21, A_22), for any kind of number."""
    (p, q), (s, t) = (1, 0), (0, 1)
    for x in b:
        (p, q), (s, t) = (
            (A[0] * p + A[1] * x * s, A[0] * q + A[1] * x * t),
            (A[2] * x * p + A[3] * s, A[2] * x * q + A[3] * t),
        )
    return (p, q), (s, t)


def conditions(b: Any) -> list[Any]:
    """0 where six such layers with b_2 = 1 have no loss for any binary symmetric mask.

    Without the edge they give A^6 as they are. The edge alone asks for prod b_l = 1. With one self-loop the product is to be
    [[13, 8], [8, 5]]; its determinant prod b_l^2 = 1 is right, so its last entry is where the others are, and the other
    self-loop gives the same with the nodes swapped. With both its eigenvalues are to be prod (1 + b_l) = 2^6 and
    prod (1 - b_l) = 0, as b_2 = 1.
    """
    (p, q), (s, _) = carried(b, (1, 1, 1, 0))
    return [p - 13, q - 8, s - 8, np.prod(b) - 1, np.prod([1 + x for x in b]) - 64]


def certified(radius: float = 1e-9) -> list[Any]:
    """Intervals that hold a solution of `conditions` near NEAR, by Krawczyk's operator; raises where it proves none."""

    def jacobian(b: list[Any]) -> list[list[Any]]:  # exact differences, since the conditions are affine in each b_l
        ends = [[conditions([*b[:j], end, *b[j + 1 :]]) for end in (1, 0)] for j in FREE]
        return [[up[i] - down[i] for up, down in ends] for i in range(5)]

    b = list(NEAR)
    for _ in range(4):  # Newton's steps
        move = np.linalg.solve(np.array(jacobian(b), dtype=float), np.array(conditions(b), dtype=float))
        for j, change in zip(FREE, move, strict=True):
            b[j] -= float(change)
    inverse = iv.matrix(np.linalg.inv(np.array(jacobian(b), dtype=float)).tolist())
    exact, ball = [iv.mpf(x) for x in b], iv.mpf([-radius, radius])
    box = [x + ball if j in FREE else x for j, x in enumerate(exact)]
    moved = (iv.eye(5) - inverse * iv.matrix(jacobian(box))) * iv.matrix([ball] * 5)
    moved -= inverse * iv.matrix(conditions(exact))
    if not all(moved[i].a > -radius and moved[i].b < radius for i in range(5)):
        raise ArithmeticError(f"no zero is proved within {radius:g} of {b}")
    return box


def other_weights(says: Callable[[Any], Any], context: Context) -> Outcome:
    """says(A): what six layers of zero loss for binary symmetric masks give under A, or None where nothing is said.

    Compared, entry by entry, with intervals that hold what certain weights of zero loss give: all binary masks of two nodes and
    weighted ones. They refute where they exclude the stated entry; the conditions themselves prove those that hold.
    """
    b, effective = context.once("weights", certified), 0
    for A in (*MASKS, (0.5, 1, 1, 0.5), (1, 0.5, 0.5, 1), (0.5, 1, 0.25, 0)):
        stated = says(np.array(A).reshape(2, 2))
        if stated is None:
            continue
        effective += 1
        for found, value in zip(np.ravel(np.array(carried(b, A), dtype=object)), np.ravel(stated), strict=True):
            if float(value) not in iv.mpf(found):
                text = f"A = {tuples(np.array(A).reshape(2, 2))}: the layers give {float(iv.mpf(found).mid):.4g}, not {value:g}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=text)
    detail = f"b = {', '.join(f'{float(iv.mpf(x).mid):.4f}' for x in b)}, each proved to 1e-9"
    return Outcome(True, Evidence.CERTIFIED, effective, detail=detail)


def power(A: Any, r: int = 6) -> Any:
    """A^r."""
    return np.linalg.matrix_power(A, r)


def symmetric(A: Any) -> bool:
    return bool(np.array_equal(A, A.T))


def binary(A: Any) -> bool:
    return bool(np.array_equal(A, A * A))


CLAIMS = (
    Claim(
        id="fig-5-solution-set",
        locator="Sec. 7, remark, masking layers",
        origin=Origin.OWN,
        statement="Multiple masking layers can be implemented. Zero loss then leaves one factor for each unit between two masked "
        "layers: W_l = diag(g_l) 1 1^T diag(1/g_(l-1)), n (r - 1) dimensions for n nodes and r layers, and no other weights. "
        "For two nodes the loss is flat to second order in more directions: under symmetric masks from r = 4, directed r = 6.",
        printed=Statement(r"\dim = n (r - 1)", lambda n, r: n * (r - 1)),
        test=free_dimensions,
        wrong={
            "one factor a layer": lambda n, r: r - 1,
            "n r": lambda n, r: n * r,
            "ones only": lambda n, r: 0,
            "n (r - 1) less a common factor": lambda n, r: (n - 1) * (r - 1),
        },
        assumptions=(
            "zero loss for all binary masks",
            "weights of any sign: r <= 4 (computed for n <= 4); positive weights: any n and r",
        ),
        oracle="derivation for r = 2; exact ranks over the rationals and mod 2 of the conditions on walks, closed in rounds",
        cost=2,
    ),
    Claim(
        id="fig-5-solution-set-deeper",
        locator="Sec. 7, remark, masking layers",
        origin=Origin.OWN,
        statement="For up to four layers zero loss for the binary symmetric masks gives A^r for every A. Not for any number of "
        "layers: two nodes and six layers have weights, some negative, that give A^6 for every binary symmetric A, and something "
        "else for weighted and for unsymmetric ones.",
        printed=Statement(r"y = A^r x\ \text{for all } A", power),
        corrected=Statement(
            r"y = A^r x\ \text{for binary symmetric } A", lambda A: power(A) if symmetric(A) and binary(A) else None
        ),
        test=other_weights,
        wrong={
            "weighted symmetric masks too": lambda A: power(A) if symmetric(A) else None,
            "binary unsymmetric masks too": lambda A: power(A) if binary(A) else None,
            "r - 1 edges": lambda A: power(A, 5) if symmetric(A) and binary(A) else None,
        },
        assumptions=("zero loss for all binary symmetric masks", "weights of any sign, n = 2, r = 6"),
        oracle="interval arithmetic: Krawczyk's operator proves weights of zero loss",
    ),
)
