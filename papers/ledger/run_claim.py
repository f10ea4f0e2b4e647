"""One claim: the printed statement, the corrected one and the planted variants tested, the verdict computed."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from .claim import Claim
from .context import Context
from .misspelt import in_words
from .place import folder_of, place
from .result import Result
from .verdict import FAILURES, Outcome, Toothless, Verdict, decide


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
    says = claim.printed.says
    try:
        if claim.test is not None:
            printed = shown = _tested(claim, says, context)
            corrected = None
            if claim.corrected is not None and printed.passed is False:
                tried = "corrected: "
                says = claim.corrected.says
                corrected = _tested(claim, says, context)
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
        if isinstance(raised, TypeError) and "not callable" in said and not callable(says):
            said += f"; says, what the statement gives the test, is {says!r}"
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
