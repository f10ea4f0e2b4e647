"""A claim's test meets every variant, and whatever happens becomes a verdict."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from papers.ledger.claim import Claim, Origin, Paper, Statement
from papers.ledger.context import Context
from papers.ledger.result import Result
from papers.ledger.run_claim import run_claim
from papers.ledger.verdict import Evidence, Outcome, Verdict

WRONG = {"one": 1}


def is_two(says: Any, context: Context) -> Outcome:
    """Passes for 2 alone; None is undecided, "none" has no instance."""
    if says == "none":
        return Outcome(True, Evidence.PROVED, 0)
    if says is None:
        return Outcome(None, Evidence.PROVED, 1, detail="no decision")
    off = float(abs(says - 2))
    return Outcome(
        off == 0, Evidence.PROVED, 5, off, 0.5, f"{says} is not 2" if off else "", f"tried {says}", {"x": says}
    )


def claim(printed: Any, corrected: Any = None, test: Callable[..., Outcome] | None = is_two, **more: Any) -> Claim:
    right = None if corrected is None else Statement("x = 2", corrected)
    wrong = WRONG if test else {}
    given = {"test": test, "corrected": right, "wrong": wrong, "oracle": "counting", "assumptions": ("x real",)}
    return Claim("eq-1", "Eq. (1)", "Two.", Statement("x", printed), **{**given, **more})


def run(*arguments: Any, **more: Any) -> Result:
    return run_claim(claim(*arguments, **more), Context())


def test_holds() -> None:
    result = run(2, 3)
    assert (result.verdict, result.evidence, result.effective) == ("holds", "proved", 5)
    assert (result.deviation, result.error_bar, result.error, result.corrected) == (0.0, 0.5, None, None)
    assert (result.id, result.locator, result.statement, result.printed) == ("eq-1", "Eq. (1)", "Two.", "x")
    assert (result.oracle, result.assumptions, result.detail) == ("counting", ("x real",), "tried 2")
    assert result.refuted_variants == {"one": "1 is not 2"}
    assert result.data == {"x": 2}
    assert result.seconds > 0


def test_corrected_shows_how_far_the_print_is_off_and_what_holds() -> None:
    result = run(5, 2)
    assert (result.verdict, result.corrected, result.error) == ("corrected", "x = 2", None)
    assert (result.deviation, result.counterexample, result.detail) == (3.0, "5 is not 2", "tried 2")


def test_a_correction_that_is_wrong_too_is_an_error_and_is_not_shown() -> None:
    result = run(5, 4)
    assert (result.verdict, result.corrected) == ("error", None)
    assert "corrected statement fails the test too: 4 is not 2" in str(result.error)


def test_refuted() -> None:
    result = run(5)
    assert (result.verdict, result.counterexample, result.deviation) == ("refuted", "5 is not 2", 3.0)


def test_not_reproduced() -> None:
    result = run(5, measurement=True)
    assert (result.verdict, result.deviation, result.error_bar, result.detail) == (
        "not reproduced",
        3.0,
        0.5,
        "tried 5",
    )


def test_undecided() -> None:
    result = run(None)
    assert (result.verdict, result.detail, result.corrected) == ("undecided", "no decision", None)
    assert (result.evidence, result.effective) == (None, 0)  # nothing was proved


def test_what_is_not_written_yet_shows_no_refuted_variant() -> None:
    """The variant is tested all the same: one that is not refuted is an error."""
    assert run(None).refuted_variants == {}
    assert run(None, wrong={"two": 2}).verdict == "error"
    never = run("open", test=lambda says, context: is_two(None if says == "open" else says, context))
    assert (never.verdict, never.refuted_variants) == ("undecided", {"one": "1 is not 2"})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"printed": "L"}, r"claim eq-1: printed must be a Statement\(latex, says\); got 'L'"),
        ({"printed": None}, "claim eq-1: printed must be a Statement"),
        ({"printed": Statement("x"), "corrected": "L"}, "claim eq-1: corrected must be a Statement"),
        ({"printed": Statement("x"), "origin": "printed"}, "claim eq-1: origin must be one of Origin.PRINTED, "),
        ({"printed": Statement("x"), "test": is_two, "wrong": [1]}, r"claim eq-1: wrong must map .* got \[1\]"),
        (
            {"printed": Statement("x"), "assumptions": "A invertible"},
            "assumptions must be a tuple of texts; got 'A invertible'. Add a comma after it.",
        ),
        ({"printed": Statement("x"), "sweeps": (3,)}, r"claim eq-1: sweeps must be a tuple of texts; got \(3,\)\.$"),
    ],
)
def test_a_claim_of_the_wrong_parts_is_refused(given: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Claim("eq-1", "Eq. (1)", "Two.", **given)


@pytest.mark.parametrize("given", [{"wrong": {"one": 1}}, {"corrected": Statement("y", 2)}])
def test_what_nothing_tries_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="claim eq-1: wrong and corrected need a test that tries them; it has none"):
        Claim("eq-1", "Eq. (1)", "Two.", Statement("x", 2), **given)


@pytest.mark.parametrize("answer", [True, None, 2])
def test_a_test_that_returns_no_outcome(answer: Any) -> None:
    result = run(2, test=lambda says, context: answer)
    assert result.verdict == "error"
    assert f"the test must return an Outcome; got {answer!r}" in str(result.error)


def test_evidence_is_one_of_four() -> None:
    result = run(2, test=lambda says, context: Outcome(True, "certfied", 17))  # type: ignore[arg-type]
    assert result.verdict == "error"
    assert "evidence must be one of Evidence.PROVED, " in str(result.error)


def test_vacuous() -> None:
    result = run("none")
    assert (result.verdict, result.effective) == ("vacuous", 0)


def test_a_wrong_variant_that_is_not_refuted_is_an_error() -> None:
    result = run(2, wrong={"one": 1, "also two": 2})
    assert (result.verdict, result.evidence) == ("error", None)
    told = "the planted wrong variant 'also two' was not refuted; if it is right after all, plant"
    assert str(result.error).startswith(told)
    assert result.refuted_variants == {"one": "1 is not 2"}


@pytest.mark.parametrize("when", ["printed", "corrected", "wrong"])
def test_an_exception_is_captured_with_its_place(when: str) -> None:
    def stumbles(says: Any, context: Context) -> Outcome:
        if says == when:
            raise ZeroDivisionError("no inverse")
        return Outcome(says != "printed" and says != "wrong", Evidence.PROVED, 1, counterexample="n = 1")

    result = run("printed", "corrected", test=stumbles, wrong={"wrong": "wrong"})
    assert (result.verdict, result.evidence) == ("error", None)
    which = {"printed": "", "corrected": "corrected: ", "wrong": "wrong variant 'wrong': "}[when]
    assert str(result.error).startswith(f"{which}ZeroDivisionError: no inverse (test_claim.py, line ")


def test_a_test_that_asserts_is_told_what_to_return() -> None:
    def asserts(says: Any, context: Context) -> Outcome:
        raise AssertionError  # as `assert False` does, where pytest does not add to it

    assert "AssertionError: a test says what it found by the Outcome" in str(run(3, test=asserts).error)


def test_a_statement_without_a_function_is_told() -> None:
    calls = Claim(
        "eq-1",
        "Eq. (1)",
        "Two.",
        Statement("x"),
        test=lambda says, context: Outcome(says() == 2, Evidence.PROVED, 1),
        wrong={"one": lambda: 1},
    )
    told = (
        "TypeError: 'NoneType' object is not callable; says, what the statement gives the test, is None (test_claim.py"
    )
    assert str(run_claim(calls, Context()).error).startswith(told)


def test_a_test_that_exits_is_an_error() -> None:
    """It would end the whole command, with the status that it likes."""
    result = run(2, test=lambda says, context: sys.exit(0))
    assert (result.verdict, str(result.error).split(" (")[0]) == ("error", "SystemExit: 0")


def test_a_test_that_returns_no_outcome_is_an_error() -> None:
    assert run(2, test=lambda says, context: None).verdict is Verdict.ERROR


def test_the_result_says_where_the_statement_comes_from() -> None:
    assert run(2).origin is Origin.PRINTED
    assert run(2, origin=Origin.OWN).origin is Origin.OWN


def test_a_definition_is_never_counted_as_holding() -> None:
    result = run("anything", test=None)
    assert (result.verdict, result.evidence, result.effective, result.error) == ("definition", None, 0, None)


def test_variants_share_what_is_computed_once_and_draw_the_same_numbers() -> None:
    computed: list[int] = []
    drawn: list[float] = []

    def draws(says: Any, context: Context) -> Outcome:
        context.once("slow", lambda: computed.append(1))
        drawn.append(context.rng("name").random())
        return is_two(says, context)

    run(2, test=draws, wrong={"one": 1, "three": 3})
    assert (len(computed), len(drawn), len(set(drawn))) == (1, 3, 1)


def test_streams_differ_by_name_and_by_seed() -> None:
    draws = {(seed, name): Context(seed).rng(name).random() for seed in (0, 1) for name in ("a", "b")}
    assert len(set(draws.values())) == 4
    assert Context(1).rng("b").random() == draws[1, "b"]


def test_a_claim_with_a_test_plants_a_wrong_variant() -> None:
    with pytest.raises(ValueError, match="claim eq-1: wrong must plant at least one variant"):
        claim(2, wrong={})


@pytest.mark.parametrize("id", ["", "Eq-1", "eq 1", "eq_1", "-eq", "eq-", "eq--1", "eq-1\n", "é"])
def test_ids_are_plain_words(id: str) -> None:
    with pytest.raises(ValueError, match="id must be lower-case words"):
        Claim(id, "Eq. (1)", "", Statement("x"))


def test_a_paper_has_claims_with_different_ids() -> None:
    with pytest.raises(ValueError, match="paper p: claim ids must be unique; eq-1 is used twice"):
        Paper("p", "", "", (claim(2), claim(3)))
    with pytest.raises(ValueError, match="paper p: claims must hold at least one"):
        Paper("p", "", "", ())


@pytest.mark.parametrize(
    ("claims", "got"),
    [
        (claim(2), "one Claim. Add a comma after it."),
        (None, "None."),
        ("eq-1", "'eq-1'."),
        ({"eq-1": 1}, "{'eq-1': 1}."),
        ((claim(2), 3), "3 in it."),
        ((claim(2), (claim(3),)[:0]), "() in it."),
    ],
)
def test_claims_are_a_tuple_of_claims(claims: Any, got: str) -> None:
    with pytest.raises(TypeError) as raised:
        Paper("p", "", "", claims)
    assert str(raised.value) == f"paper p: claims must be a tuple of claims; got {got}"
    assert len(Paper("p", "", "", [claim(2)]).claims) == 1  # type: ignore[arg-type]
