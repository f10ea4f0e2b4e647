"""Claims that are written and not in PAPER."""

from collections.abc import Callable
from pathlib import Path

import pytest

from papers.ledger.left_out import left_out
from papers.ledger.registry import BUILT_IN, find_claim, load_paper
from papers.ledger.usage_error import UsageError

SOURCE = """
FIRST, SECOND, THIRD = (Claim(f"eq-{i}", "", "", Statement("x")) for i in (1, 2, 3))
LATER = [THIRD]
PAPER = Paper("p", "P", "", (FIRST,))
"""


def test_alone_and_in_a_list(write: Callable[[str, str], Path]) -> None:
    paper, _ = load_paper(str(write("p", SOURCE)))
    assert sorted(left_out(paper)) == ["eq-2", "eq-3"]
    with pytest.raises(UsageError, match="claim 'eq-2' is written in the files of p, but not in its PAPER; add it to"):
        find_claim(paper, "eq-2")


def test_in_another_file(write: Callable[[str, str], Path]) -> None:
    folder = write("p", "from . import claims\n" + SOURCE.replace("FIRST, SECOND, THIRD", "FIRST, *OTHERS"))
    (folder / "claims.py").write_text(
        "from papers import Claim, Statement\nEQ_4 = Claim('eq-4', '', '', Statement('x'))\n", encoding="utf-8"
    )
    (folder / "__init__.py").write_text(
        (folder / "__init__.py").read_text(encoding="utf-8").replace("[THIRD]", "OTHERS"), encoding="utf-8"
    )
    assert sorted(left_out(load_paper(str(folder))[0])) == ["eq-2", "eq-3", "eq-4"]


@pytest.mark.parametrize("slug", BUILT_IN)
def test_the_papers_leave_out_none(slug: str) -> None:
    assert left_out(load_paper(slug)[0]) == []


def test_verify_tells(write: Callable[[str, str], Path], command: Callable[..., object]) -> None:
    done = command("verify", str(write("p", SOURCE)), "--workers", "1")
    assert "gatelemma: p: written, but not in PAPER: eq-2, eq-3; add them to CLAIMS\n" in done.stderr  # type: ignore[attr-defined]
