"""Formulas in cells: broken where a reader would break them, and never another formula."""

import re

import pytest

from papers.ledger.registry import BUILT_IN, load_paper
from papers.pages.latex_cells import SHORT, breakable
from papers.pages.notation import balanced
from theory.latex.formula import TOKEN


def undone(latex: str) -> str:
    """Without what `breakable` adds, and without spaces and the ends of words."""
    latex = re.sub(r"\\allowbreak|\\penalty600", "", latex)
    while (at := latex.find(r"\fitted{\textstyle ")) >= 0:
        inner = latex[at + len(r"\fitted{\textstyle ") :]
        depth, end = 1, 0
        for token in TOKEN.findall(inner):
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth == 0:
                break
            end += len(token)
        latex = latex[:at] + inner[:end] + inner[end + 1 :]
    while (fewer := re.sub(r"(\\text\{[^{}]*)\}\\ \\text\{", r"\1", latex)) != latex:
        latex = fewer
    return re.sub(r"\\ |\s", "", latex)


@pytest.mark.parametrize("slug", BUILT_IN)
def test_no_formula_of_the_papers_is_changed(slug: str) -> None:
    statements = [s for c in load_paper(slug)[0].claims for s in (c.printed, c.corrected) if s]
    changed = 0
    for latex in (s.latex for s in statements if balanced(s.latex)):
        found = breakable(latex)
        assert balanced(found), latex
        assert undone(found) == undone(latex)
        changed += found != latex
    assert changed > 50


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("", ""),
        ("a = b", "a = b"),
        (r"a,\quad b \iff c", r"a,\allowbreak\quad b \allowbreak\iff c"),
        (r"\text{if all } x", r"\text{if}\allowbreak\ \text{all}\allowbreak\  x"),
        (r"x_{\text{if all}}", r"x_{\text{if all}}"),  # no line ends in an index
        (r"\frac{a \iff b}{c \quad d}", r"\frac{a \iff b}{c \quad d}"),
        (r"A^+ b", r"A^+ b"),
        (r"\alpha * {b} * \beta", r"\alpha * {b} * \beta"),
    ],
)
def test_breaks(formula: str, found: str) -> None:
    assert breakable(formula) == found


LONG = "x_1" + "y" * SHORT


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        (f"a = {LONG} + b", rf"a = \fitted{{\textstyle {LONG}}} + b"),
        (f"{LONG}^+ {LONG} + b", rf"\fitted{{\textstyle {LONG}^+ {LONG}}} + b"),  # a power is no sum
        (f"f(- {LONG})", rf"\fitted{{\textstyle f(- {LONG})}}"),  # a sign is no difference
        (rf"\Bigl< {LONG} \Bigr>", rf"\fitted{{\textstyle \Bigl< {LONG} \Bigr>}}"),
        (rf"\left( {LONG} + b \right)", rf"\fitted{{\textstyle \left( {LONG} + b \right)}}"),
        (rf"\not= {LONG}", rf"\fitted{{\textstyle \not= {LONG}}}"),
        (rf"\hspace*{{{LONG}}}", rf"\fitted{{\textstyle \hspace*{{{LONG}}}}}"),  # the star is the command's
        (rf"\alpha * {LONG}", rf"\alpha * \fitted{{\textstyle {LONG}}}"),
        (f"f({LONG}, b)", rf"\fitted{{\textstyle f({LONG}}},\penalty600  b)"),
        (rf"{LONG}\, ,\, b", rf"\fitted{{\textstyle {LONG}\, }},\penalty600 \, b"),
        (rf"{LONG}\,", rf"\fitted{{\textstyle {LONG}\,}}"),
    ],
)
def test_what_cannot_be_broken_is_fitted(formula: str, found: str) -> None:
    assert breakable(formula) == found
