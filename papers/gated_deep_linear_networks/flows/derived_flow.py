"""What theory derives of the flow, for any K, beside the instances that the tests of this folder go through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from papers import Outcome
from papers.ledger.derived import undecided
from papers.ledger.words import by_hand
from theory.derivation import Derivation, Step
from theory.zero import is_zero


def agrees(derivation: Derivation, derived: Any, stated: Any, passed: Outcome, where: str = "any K") -> Outcome:
    """`passed`, where the derivation is proved and what it derives is what is stated; with what differs otherwise.

    `derived` and `stated` are columns, or one formula each, for one sample and any K; `where` tells their symbols.
    """
    if open_ := undecided(derivation):
        return open_
    for right, claimed in zip(*(e if isinstance(e, list) else [e] for e in (derived, stated)), strict=True):
        decision = is_zero(right - claimed)
        if decision.holds is False:
            found = f"{where}: derived {by_hand(sp.factor(right))}, the statement gives {by_hand(sp.factor(claimed))}"
            return Outcome(False, passed.evidence, passed.effective, counterexample=found)
        if not decision.proved:
            return Outcome(None, passed.evidence, passed.effective, detail="undecided whether it is what is derived")
    return replace(passed, effective=passed.effective + 1)


def limit_of(derivation: Derivation) -> Step:
    """The first step that is a limit."""
    return next(step for step in derivation.steps if isinstance(step.lhs, sp.Limit))
