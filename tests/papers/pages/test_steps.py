"""Derivations on the page of a claim: every step with its rule, its decision and its equation as MathML."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import sympy as sp

import papers
from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.uses import uses
from papers.pages.mathml import unreadable
from papers.pages.steps import steps
from theory import Derivation, Step
from theory.latex.derivations import display

x = sp.Symbol("x")


def test_steps() -> None:
    derivation = Derivation(
        "A square of x < y",
        (
            Step(sp.Symbol("y"), x + 1, "given, the shift"),
            Step((x + 1) ** 2, x**2 + 2 * x + 1, "multiplied out", ("x is real",)),
            Step((x + 1) ** 2, x**2 + 1, "a slip"),
        ),
    )
    html = unescape(steps(derivation))
    assert html.startswith('<details class="derivation" open><summary>Derivation: A square of ')
    assert [html.count(words) for words in ("<li>", "[given]", "[holds, by ", "[refuted, by ")] == [3, 1, 1, 1]
    assert "multiplied out; assumed: " in html
    assert 'aria-label="y = x + 1"' in html


def test_one_that_fails_does_not_cost_the_page(write: Callable[[str, str], Path]) -> None:
    source = """
    from theory import Derivation

    def lost_derivation() -> "Derivation":
        raise ArithmeticError("no <inverse>")

    def test(says, context):
        return found(says, lost_derivation if says is None else context)

    PAPER = Paper("lost", "Lost", "", (Claim("eq-1", "Eq. (1)", "One.", Statement("1", (True, 1)), test, wrong=WRONG),))
    """
    html = papers.verify(write("lost", source)).to_html()
    assert "<p>The derivation failed: ArithmeticError: no &lt;inverse&gt;</p>" in html
    assert ">holds</span>" in html


@pytest.mark.full
def test_every_step_of_the_papers_is_drawn() -> None:
    derivations = {d for slug in BUILT_IN for claim in load_paper(slug)[0].claims for d in uses(claim).derivations}
    drawn = [display(step, "aligned") for derive in derivations for step in derive().steps]
    assert [latex for latex in drawn if unreadable(latex)] == []
    assert len(drawn) > 100
