"""What a check can find, how strong its evidence is, and the verdict that follows. Verdicts are computed here only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Any


class Evidence(StrEnum):
    """Strongest first.

    Example:
    >>> from papers import Evidence
    >>> [str(e) for e in Evidence]
    ['proved', 'certified', 'corroborated', 'simulated']
    """

    PROVED = "proved"
    CERTIFIED = "certified"
    CORROBORATED = "corroborated"
    SIMULATED = "simulated"


class Verdict(StrEnum):
    """What testing a claim came to; `decide` computes it.

    Example:
    >>> from papers import Verdict
    >>> [str(v) for v in Verdict][:3]
    ['holds', 'corrected', 'refuted']
    """

    HOLDS = "holds"
    CORRECTED = "corrected"
    REFUTED = "refuted"
    NOT_REPRODUCED = "not reproduced"
    UNDECIDED = "undecided"
    VACUOUS = "vacuous"
    ERROR = "error"
    DEFINITION = "definition"


FAILURES = frozenset({Verdict.UNDECIDED, Verdict.VACUOUS, Verdict.ERROR})


@dataclass(frozen=True)
class Outcome:
    """What testing one statement found.

    `passed`: True, False, or None for undecided. `effective`: the instances that satisfied the assumptions and could
    have refuted the statement. `deviation`: how far the statement is off, with its `error_bar` where it is measured; a
    tolerance is no bar. `level` says in words what they are: "largest z-score", "Student interval at level 1e-6".
    `counterexample`: the smallest instance that refutes it, in words. `data`: plain numbers for the plot.

    Example:
    >>> from papers import Evidence, Outcome
    >>> Outcome(False, Evidence.CERTIFIED, effective=3, counterexample="n = 2").passed
    False
    """

    passed: bool | None
    evidence: Evidence
    effective: int
    deviation: float | None = None
    error_bar: float | None = None
    counterexample: str = ""
    detail: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    level: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.passed, bool | None):  # `is False` would take numpy.False_ for no refutation
            kind = f"{type(self.passed).__module__}.{type(self.passed).__name__}"
            raise TypeError(
                f"passed must be True, False or None; got {self.passed!r} of type {kind}: wrap it in bool()."
            )
        if not isinstance(self.evidence, Evidence):
            known = ", ".join(f"Evidence.{e.name}" for e in Evidence)
            raise TypeError(f"evidence must be one of {known}; got {self.evidence!r}.")
        if not isinstance(self.effective, int) or self.effective < 0:
            raise ValueError(f"effective must be an int >= 0; got {self.effective!r}.")
        for name in ("deviation", "error_bar"):
            value = getattr(self, name)
            if value is not None and not (isinstance(value, float | int) and isfinite(value)):
                raise ValueError(f"{name} must be a finite float or None; got {value!r}.")
        for name in ("counterexample", "detail", "level"):
            if not isinstance(getattr(self, name), str):
                raise TypeError(f"{name} must be words, '' for none; got {getattr(self, name)!r}.")


class Toothless(AssertionError):
    """A check that did not refute what it must."""


def decide(
    printed: Outcome, corrected: Outcome | None, wrong: Mapping[str, Outcome], *, measurement: bool = False
) -> Verdict:
    """The verdict on a printed statement, from the outcomes of the printed, corrected and planted wrong variants.

    Raises `Toothless` where a wrong variant was not refuted, where none was planted, where the correction fails too, or
    where a refutation shows no counterexample.
    """
    if printed.effective == 0 or (corrected is not None and corrected.effective == 0):
        return Verdict.VACUOUS
    if not wrong:
        raise Toothless("no wrong variant is planted; give the check one that it must refute")
    missed = [name for name, outcome in wrong.items() if outcome.passed is not False]
    if missed:
        raise Toothless(
            f"the planted wrong variant {missed[0]!r} was not refuted; if it is right after all, plant one that is wrong, "
            "else sharpen the test"
        )
    if printed.passed is None:
        return Verdict.UNDECIDED
    if printed.passed:
        return Verdict.HOLDS
    if corrected is not None:
        if corrected.passed is False:
            raise Toothless(
                f"the corrected statement fails the test too: {corrected.counterexample or corrected.detail}"
            )
        return Verdict.CORRECTED if corrected.passed else Verdict.UNDECIDED
    if measurement:
        return Verdict.NOT_REPRODUCED
    if not printed.counterexample:
        raise Toothless("the statement is refuted without a counterexample; return one with the Outcome")
    return Verdict.REFUTED
