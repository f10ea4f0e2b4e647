"""Verdicts follow from outcomes, and a check without teeth is no check."""

from typing import Any

import numpy as np
import pytest
import sympy as sp

from papers.ledger.verdict import FAILURES, Evidence, Outcome, Toothless, Verdict, decide


def outcome(passed: bool | None, effective: int = 1, counterexample: str = "n = 1") -> Outcome:
    return Outcome(passed, Evidence.PROVED, effective, counterexample=counterexample)


TRUE, FALSE, OPEN, EMPTY = outcome(True), outcome(False), outcome(None), outcome(True, effective=0)


@pytest.mark.parametrize(
    ("printed", "corrected", "measurement", "verdict"),
    [
        (TRUE, None, False, "holds"),
        (TRUE, None, True, "holds"),
        (OPEN, None, False, "undecided"),
        (OPEN, None, True, "undecided"),
        (FALSE, None, False, "refuted"),
        (FALSE, None, True, "not reproduced"),
        (FALSE, TRUE, False, "corrected"),
        (FALSE, TRUE, True, "corrected"),
        (FALSE, OPEN, False, "undecided"),
        (EMPTY, None, False, "vacuous"),
        (outcome(False, effective=0), None, False, "vacuous"),
        (outcome(None, effective=0), None, False, "vacuous"),
        (FALSE, EMPTY, False, "vacuous"),
        (outcome(False, counterexample=""), None, True, "not reproduced"),
        (outcome(False, counterexample=""), TRUE, False, "corrected"),
    ],
)
def test_verdict(printed: Outcome, corrected: Outcome | None, measurement: bool, verdict: str) -> None:
    assert decide(printed, corrected, {"wrong": FALSE}, measurement=measurement) is Verdict(verdict)


@pytest.mark.parametrize("missed", [TRUE, OPEN])
@pytest.mark.parametrize("printed", [TRUE, FALSE, OPEN])
def test_a_wrong_variant_that_is_not_refuted_is_an_error(printed: Outcome, missed: Outcome) -> None:
    with pytest.raises(Toothless, match="'second' was not refuted"):
        decide(printed, None, {"first": FALSE, "second": missed})


def test_without_a_wrong_variant_there_is_no_verdict() -> None:
    with pytest.raises(Toothless, match="no wrong variant"):
        decide(TRUE, None, {})


def test_a_correction_that_is_refuted_is_an_error() -> None:
    with pytest.raises(Toothless, match="corrected statement fails the test too: n = 7"):
        decide(FALSE, outcome(False, counterexample="n = 7"), {"wrong": FALSE})


def test_a_refutation_shows_a_counterexample() -> None:
    with pytest.raises(Toothless, match="without a counterexample"):
        decide(outcome(False, counterexample=""), None, {"wrong": FALSE})


@pytest.mark.parametrize("passed", [np.True_, np.False_, sp.true, sp.false, 1, 0, "yes"])
def test_passed_is_a_bool_or_none(passed: Any) -> None:
    """A numpy.False_ is not False: it would be taken for a variant that was not refuted."""
    with pytest.raises(TypeError, match="passed must be True, False or None"):
        Outcome(passed, Evidence.PROVED, 1)


@pytest.mark.parametrize("effective", [-1, 1.0, np.int64(3)])
def test_effective_is_a_count(effective: Any) -> None:
    with pytest.raises(ValueError, match="effective must be an int >= 0"):
        Outcome(True, Evidence.PROVED, effective)


@pytest.mark.parametrize("name", ["deviation", "error_bar"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), "0.1", np.float32(1)])
def test_deviations_are_finite_numbers_that_json_can_hold(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} must be a finite float or None"):
        Outcome(True, Evidence.PROVED, 1, **{name: value})


def test_the_words_and_their_order() -> None:
    assert [str(e) for e in Evidence] == ["proved", "certified", "corroborated", "simulated"]
    words = ["holds", "corrected", "refuted", "not reproduced", "undecided", "vacuous", "error", "definition"]
    assert [str(v) for v in Verdict] == words
    assert {str(v) for v in FAILURES} == {"undecided", "vacuous", "error"}


@pytest.mark.parametrize("name", ["counterexample", "detail", "level"])
def test_words_of_an_outcome_are_words(name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} must be words, '' for none; got None"):
        Outcome(True, Evidence.PROVED, 1, **{name: None})  # type: ignore[arg-type]
