"""A misspelt keyword is answered with the one that was meant, wherever what is called comes from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import papers
import theory
from papers import Context, Evidence, Outcome
from papers.ledger.misspelt import in_words
from theory import GatedRegression


class Mine:
    def method(self, *, number: int = 0) -> None: ...

    @property
    def own(self) -> None:
        raise AttributeError("rng is closed")


def local() -> None:
    def inner(number: int) -> None: ...

    inner(numbr=1)  # type: ignore[call-arg]


CALLS: dict[str, tuple[Callable[[], Any], str]] = {
    "a class": (lambda: Outcome(efective=1), "Outcome has no argument 'efective'; did you mean effective?"),  # type: ignore[call-arg]
    "a class of a module": (
        lambda: papers.Claim(Locator="Eq. (1)"),  # type: ignore[call-arg]
        "Claim has no argument 'Locator'; did you mean locator?",
    ),
    "a function of a module": (
        lambda: theory.gradient_flow(None, None, 0, taw=1),  # type: ignore[call-arg]
        "gradient_flow has no argument 'taw'; did you mean tau?",
    ),
    "a method of a class": (
        lambda: GatedRegression.from_samples(sample_wieght=1),  # type: ignore[call-arg]
        "GatedRegression.from_samples has no argument 'sample_wieght'; did you mean sample_weight?",
    ),
    "a method": (lambda: Mine().method(numbr=1), "Mine.method has no argument 'numbr'; did you mean number?"),  # type: ignore[call-arg]
    "none near": (
        lambda: papers.Statement(words="x"),  # type: ignore[call-arg]
        "Statement has no argument 'words'; it takes latex, says",
    ),
    "a local function": (local, "inner has no argument 'numbr'; did you mean number?"),
    "another": (lambda: Outcome(), "Outcome.__init__() missing 3 required positional arguments: 'passed', "),  # type: ignore[call-arg]
}


ATTRIBUTES: dict[str, tuple[Callable[[], Any], str]] = {
    "an object": (lambda: Context().rgn, "'Context' object has no attribute 'rgn'; did you mean rng?"),  # type: ignore[attr-defined]
    "an enum": (lambda: Evidence.CERTFIED, "Evidence has no attribute 'CERTFIED'; did you mean CERTIFIED?"),  # type: ignore[attr-defined]
    "an enum, none near": (lambda: Evidence.QED, "Evidence has no attribute 'QED'"),  # type: ignore[attr-defined]
    "a module": (lambda: papers.Statment, "module 'papers' has no attribute 'Statment'; did you mean Statement?"),  # type: ignore[attr-defined]
    "none near": (lambda: None.xyz, "'NoneType' object has no attribute 'xyz'"),  # type: ignore[attr-defined]
    "a matter of its own": (lambda: Mine().own, "rng is closed"),
}


@pytest.mark.parametrize("case", ATTRIBUTES)
def test_attributes(case: str) -> None:
    read, said = ATTRIBUTES[case]
    with pytest.raises(AttributeError) as raised:
        read()
    assert in_words(raised.value) == f"AttributeError: {said}"


@pytest.mark.parametrize("case", CALLS)
def test_in_words(case: str) -> None:
    call, said = CALLS[case]
    with pytest.raises(TypeError) as raised:
        call()
    assert in_words(raised.value).startswith(f"TypeError: {said}")


def test_what_was_never_raised_has_no_place_to_look() -> None:
    message = "f() got an unexpected keyword argument 'x'"
    assert in_words(TypeError(message)) == f"TypeError: {message}"
    assert in_words(ValueError(message)) == f"ValueError: {message}"


def test_in_a_test_of_a_claim(write: Callable[[str, str], Path]) -> None:
    source = """
    def found(says, context):
        return Outcome(True, Evidence.PROVED, effectiv=1)

    PAPER = Paper("slip", "Slip", "", (Claim("eq-1", "Eq. (1)", "One.", Statement("1"), found, wrong={"two": 2}),))
    """
    error = str(papers.verify(write("slip", source)).claim("eq-1").error)
    assert error.startswith(
        "TypeError: Outcome has no argument 'effectiv'; did you mean effective? (__init__.py, line "
    )
