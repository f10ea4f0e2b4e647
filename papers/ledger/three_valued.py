"""Findings that are True, False, or None for undecided, taken together."""

from __future__ import annotations

from collections.abc import Iterable


def all_of(findings: Iterable[bool | None]) -> bool | None:
    """False where one is False, else None where one is undecided, else True.

    Example:
    >>> from papers.ledger.three_valued import all_of
    >>> all_of([True, True]), all_of([True, None]), all_of([None, False])
    (True, None, False)
    """
    found = list(findings)
    return False if False in found else None if None in found else True


def all_above(sides: Iterable[int]) -> bool | None:
    """`all_of` for sides of a threshold: 1 is above it, -1 below, and 0 an interval that holds it.

    Example:
    >>> from papers.ledger.three_valued import all_above
    >>> all_above([1, 1]), all_above([1, 0]), all_above([0, -1])
    (True, None, False)
    """
    return all_of(None if side == 0 else side > 0 for side in sides)
