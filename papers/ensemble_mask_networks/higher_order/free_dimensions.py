"""Section 7: what zero loss leaves free in several masked layers, for weights of any sign."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from theory.emn.higher_order.masked_layers import derivation
from theory.emn.higher_order.walk_classes import KINDS, ZeroLossSet, zero_loss_set
from theory.emn.higher_order.walk_classes import derivation as walk_derivation


def free_dimensions(says: Callable[[int, int], int], context: Context) -> Outcome:
    """says(n, r): the dimension of the weights of zero loss, of any sign, for all binary masks, directed, symmetric or distinct.

    Compared with exact ranks for n <= 4, r <= 4 (n <= 5 with `full`), undecided where weights off the orbit of the ones are not
    excluded; the derivations must be proved for any n.
    """
    if not (derivation().proved and walk_derivation().proved):
        return Outcome(None, Evidence.PROVED, 1, detail="the derivation is undecided")
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


CLAIMS = (
    Claim(
        id="fig-5-solution-set",
        locator="Sec. 7, sentence, masking layers",
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
)
