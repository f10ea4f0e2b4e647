"""A claim after its run: every variant tested, the verdict computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from .claim import Claim, Origin
from .context import Context
from .misspelt import in_words
from .place import folder_of, place
from .verdict import FAILURES, Evidence, Outcome, Toothless, Verdict, decide
from .words import counted


@dataclass(frozen=True)
class Result:
    """A claim after its run, as plain data."""

    id: str
    locator: str
    statement: str
    verdict: Verdict
    evidence: Evidence | None
    printed: str
    corrected: str | None
    deviation: float | None
    error_bar: float | None
    level: str
    effective: int
    seconds: float
    error: str | None
    counterexample: str
    detail: str
    assumptions: tuple[str, ...]
    oracle: str
    refuted_variants: Mapping[str, str]
    data: Mapping[str, Any]
    origin: Origin = Origin.PRINTED

    def how(self) -> str:
        """The kind of evidence and how many instances there were; empty for what has none."""
        if self.verdict is Verdict.VACUOUS:
            return "no instance could have refuted it"
        return f"{self.evidence}, {counted(self.effective, 'instance')}" if self.evidence else ""

    def measured(self) -> str:
        """The deviation with its error bar and what they are; empty where nothing is measured."""
        if self.deviation is None:
            return ""
        bar = f" ± {self.error_bar:.2g}" if self.error_bar is not None else ""
        return f"{self.deviation:.3g}{bar}" + (f" ({self.level})" if self.level else "")

    def _repr_html_(self) -> str:
        from ..pages.html import alone

        return alone(self)


def _tested(claim: Claim, says: Any, context: Context) -> Outcome:
    outcome = claim.test(says, context) if claim.test else None
    if not isinstance(outcome, Outcome):
        raise TypeError(f"the test must return an Outcome; got {outcome!r}")
    return outcome


def run_claim(claim: Claim, context: Context) -> Result:
    """Test every variant of the claim and compute its verdict; an exception becomes the verdict `error`."""
    start = perf_counter()
    shown: Outcome | None = None
    verdict, error, refuted, tried = Verdict.DEFINITION, None, {}, ""
    printed: Outcome | None = None
    try:
        if claim.test is not None:
            printed = shown = _tested(claim, claim.printed.says, context)
            corrected = None
            if claim.corrected is not None and printed.passed is False:
                tried = "corrected: "
                corrected = _tested(claim, claim.corrected.says, context)
            wrong = {}
            for name, says in claim.wrong.items():
                tried = f"wrong variant {name!r}: "
                wrong[name] = _tested(claim, says, context)
            tried = ""
            refuted = {name: o.counterexample or o.detail for name, o in wrong.items() if o.passed is False}
            verdict = decide(printed, corrected, wrong, measurement=claim.measurement)
            if verdict is Verdict.UNDECIDED and claim.printed.says is None:  # nothing is written that could be mistaken
                refuted = {}
            shown = corrected if verdict is Verdict.CORRECTED else printed
    except (Exception, SystemExit) as raised:  # a sys.exit() in a test would end the ledger without a word
        said = str(raised) if isinstance(raised, Toothless) else in_words(raised)
        verdict, error = Verdict.ERROR, f"{tried}{' '.join(said.split())}{place(raised, folder_of(claim.test))}"
    return Result(
        id=claim.id,
        locator=claim.locator,
        statement=claim.statement,
        verdict=verdict,
        evidence=shown.evidence if shown and verdict not in FAILURES else None,
        printed=claim.printed.latex,
        corrected=claim.corrected.latex if claim.corrected and verdict is Verdict.CORRECTED else None,
        deviation=printed.deviation if printed else None,
        error_bar=printed.error_bar if printed else None,
        level=printed.level if printed and printed.deviation is not None else "",
        effective=shown.effective if shown and verdict is not Verdict.UNDECIDED else 0,
        seconds=perf_counter() - start,
        error=error,
        counterexample=printed.counterexample if printed else "",
        detail=shown.detail if shown else "",
        assumptions=claim.assumptions,
        oracle=claim.oracle,
        refuted_variants=refuted,
        data=dict(shown.data) if shown else {},
        origin=claim.origin,
    )
