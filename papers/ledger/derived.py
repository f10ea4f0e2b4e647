"""The outcome of a test that stands on derivations, where one of them is not proved."""

from __future__ import annotations

from theory.derivation import Derivation

from .verdict import Evidence, Outcome


def undecided(*derivations: Derivation, evidence: Evidence = Evidence.PROVED, effective: int = 1) -> Outcome | None:
    """None where all derivations are proved; else the outcome that leaves the statement open.

    Example:
    >>> import sympy as sp
    >>> from papers.ledger.derived import undecided
    >>> from theory import Derivation, Step
    >>> x = sp.Symbol("x")
    >>> square = Derivation("A square", (Step((x + 1) ** 2, x**2 + 2 * x + 1, "multiplied out"),))
    >>> slip = Derivation("A slip", (Step((x + 1) ** 2, x**2 + 1, "multiplied out"),))
    >>> undecided(square), undecided(square, slip).detail
    (None, 'a derivation is undecided')
    """
    if all(derivation.proved for derivation in derivations):
        return None
    which = "the" if len(derivations) == 1 else "a"
    return Outcome(None, evidence, effective, detail=f"{which} derivation is undecided")
