"""Papers in a folder that is edited, and papers of other distributions."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import papers
from papers.ledger.registry import known_papers


def test_an_edit_of_a_folder_is_seen(write: Callable[[str, str], Path]) -> None:
    source = """
    from .claims import SAYS
    PAPER = Paper("p", "P", "", (Claim("a", "Eq. (1)", "", Statement("", (SAYS, 1)), test=found, wrong=WRONG),))
    """
    folder = write("p", source)
    claims = folder / "claims.py"
    claims.write_text("SAYS = True\n", encoding="utf-8")
    assert papers.verify(folder).claim("a").verdict == "holds"
    claims.write_text("SAYS = None  # edited\n", encoding="utf-8")
    later = claims.stat().st_mtime_ns + 10**9
    os.utime(claims, ns=(later, later))
    assert papers.verify(folder).claim("a").verdict == "undecided"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        (
            "from law import Spikes",
            "No module named 'law'; inside the folder write from .law import (__init__.py, line ",
        ),
        ("from p.law import Spikes", "No module named 'p'; inside the folder write from .FILE import ("),
        ("from .laws import Spikes", "No module named '.laws'; did you mean law? ("),
        ("from gatelemma import Claim", "No module named 'gatelemma'; its packages are papers, theory and sims ("),
        ("import nowhere_else", "No module named 'nowhere_else' ("),
    ],
)
def test_an_import_that_fails_is_told_the_way(write: Callable[[str, str], Path], line: str, hint: str) -> None:
    folder = write("p", f"\n{line}\n")
    (folder / "law.py").write_text("Spikes = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(hint)):
        papers.verify(folder)


INSTALLED = """
from papers import Claim, Evidence, Outcome, Paper, Statement

PAPER = Paper("third", "Third", "", (Claim("third-model", "Eq. (1)", "", Statement("x")),))
"""


def install(site: Path, source: str) -> None:
    """What another distribution leaves behind: a module and an entry point."""
    (site / "third_paper.py").write_text(source, encoding="utf-8")
    info = site / "third-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: third\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[gatelemma.papers]\nthird = third_paper:PAPER\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "third_paper", raising=False)
    return tmp_path


def test_a_paper_of_another_distribution(site: Path) -> None:
    install(site, INSTALLED)
    assert known_papers() == ("ensemble_mask_networks", "gated_deep_linear_networks", "third")
    assert papers.verify("third").claim("third-model").verdict == "definition"
    assert papers.verify(claim="third-model").papers[0].slug == "third"


@pytest.mark.parametrize(
    "source", ["PAPER = (", "import no_such_module", "raise KeyError('x')", "1 / 0", "exit(0)", "PAPER = 1"]
)
def test_a_broken_paper_of_another_distribution(site: Path, source: str) -> None:
    install(site, source)
    with pytest.raises(ValueError, match=r"^paper third: ") as refused:
        papers.verify("third")
    assert len(str(refused.value).splitlines()) == 1
