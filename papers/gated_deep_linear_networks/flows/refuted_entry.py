"""The outcome of a stated flow that differs from the derived one in an entry."""

from __future__ import annotations

from typing import Any

from papers import Evidence, Outcome


def refuted_entry(derived: Any, stated: Any, effective: int, found: str) -> Outcome:
    """Refuted by `found`, off by the relative error of the entry; by its absolute error where the derived one is 0.

    Example:
    >>> from papers.gated_deep_linear_networks.flows.refuted_entry import refuted_entry
    >>> refuted_entry(4, 5, 1, "dw/dt = 4, the statement gives 5").deviation
    0.25
    """
    error = abs(stated - derived)
    return Outcome(
        False,
        Evidence.PROVED,
        effective,
        deviation=float(error / abs(derived) if derived != 0 else error),
        counterexample=found,
        level="relative error of an entry" if derived != 0 else "absolute error of an entry that is 0",
    )
