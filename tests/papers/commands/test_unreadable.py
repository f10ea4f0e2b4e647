"""A formula that a page shows as text is told, with its claim and what is wrong; one that is drawn is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

import papers
from papers.cli import main
from papers.commands.unreadable import remark
from papers.ledger.registry import BUILT_IN, load_paper
from papers.pages.mathml import unreadable

SOURCE = r"""
PAPER = Paper(
    slug="slips",
    title="Slips",
    citation="",
    claims=(
        Claim("eq-1", "Eq. (1)", "One.", Statement(r"\frac{a}{b", (True, 1)), test=found, wrong=WRONG),
        Claim("eq-2", "Eq. (2)", "Two.", Statement(r"x^2", (False, 1)), found, Statement(r"\foo x", (True, 1)), WRONG),
        Claim("eq-3", "Eq. (3)", "Three.", Statement(r"\frac{a}{b}", (True, 1)), test=found, wrong=WRONG),
        Claim("eq-4", "Eq. (4)", "No formula.", Statement("", (True, 1)), test=found, wrong=WRONG),
    ),
)
"""
TOLD = (
    "slips: LaTeX that a page shows as text: eq-1 printed ({ is not closed), eq-2 corrected (\\foo is not known); "
    "mend it in the claim"
)


def test_it_is_told_in_one_line(
    write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = write("slips", SOURCE)
    main(["verify", str(folder), "--workers", "1", "--report", str(tmp_path / "out")])
    assert capsys.readouterr().err == f"gatelemma: {TOLD}\n"
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert r"<code>\frac{a}{b</code>" in page
    assert r"<code>\foo x</code>" in page


def test_nothing_is_told_of_what_is_drawn(good: Path) -> None:
    (paper,) = papers.verify(good, workers=1).papers
    assert remark(paper) == ""


def test_the_papers_here_are_drawn() -> None:
    formulas = [s.latex for slug in BUILT_IN for c in load_paper(slug)[0].claims for s in (c.printed, c.corrected) if s]
    assert [latex for latex in formulas if unreadable(latex)] == []
    assert len(formulas) > 200
