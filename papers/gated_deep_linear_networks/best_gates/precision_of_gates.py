"""Section 3.3, the guess: which gates make the precision matrix A^+ block-diagonal."""

from __future__ import annotations

from collections.abc import Callable

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples

from .scored_gatings import scored
from .small_supports import Gating, Support


def overlaps_nowhere(support: Support, gates: Gating) -> bool:
    """No two gates are on together, except where x = 0."""
    return all(sum(on) <= 1 or not any(x) for x, on in zip(support.x, gates, strict=True))


def diagonal_exactly_for(says: Callable[[Support, Gating], bool], context: Context) -> Outcome:
    """says(support, gates) must be True exactly for the gates whose A^+ is block-diagonal, over all gatings of two gates."""
    effective = 0
    for support, found in scored(context):
        for index, _, gates in found:
            effective += 1
            if says(support, gates) != (index == 1):
                words = f"{support.words}, gates {tuples(gates)}: the diagonal blocks hold {index} of |A^+|^2"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=words)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all gatings of two gates, exactly")


CLAIMS = (
    Claim(
        id="tiling-makes-diagonal",
        locator="Sec. 3.3, tile",
        origin=Origin.READ,
        statement="Gates that tile the space without overlap make A^+ block-diagonal; and only gates without overlap do (but for "
        "x = 0): tr <g_j g_k x x^T> is the mean square of x where both are on, and A is block-diagonal if and only if A^+ is.",
        printed=Statement(r"A^+ = \mathrm{diag}(A_{11}^+, \dots, A_{KK}^+) \iff g_j(x) g_k(x) x = 0", overlaps_nowhere),
        test=diagonal_exactly_for,
        wrong={
            "gates that are nowhere equal": lambda support, gates: all(a != b for a, b in gates),
            "no overlap, not even at x = 0": lambda support, gates: all(sum(on) <= 1 for on in gates),
            "different gates": lambda support, gates: len(set(zip(*gates, strict=True))) == 2,
        },
        oracle="every pair of gates on small supports, in exact rationals",
        cost=4,
    ),
)
