"""`gatelemma new-paper SLUG` writes a folder that runs, or nothing."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import papers
from papers.cli import main
from papers.commands.new_paper import new_paper
from papers.commands.placeholders import citation, remark
from papers.ledger.paper_report import PaperReport


def test_the_written_folder_verifies(tmp_path: Path, command: Callable[..., Any]) -> None:
    made = command("new-paper", "my_paper")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == f"wrote {tmp_path / 'my_paper'}; run it with: gatelemma verify ./my_paper\n"
    done = command("verify", "./my_paper", "--json", "r.json")
    assert done.returncode == 0
    shown = "title and citation are placeholders of new-paper, and shown so; write the paper's own there"
    assert done.stderr == f"gatelemma: my_paper/__init__.py: {shown}\n"
    (paper,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["papers"]
    assert paper["slug"] == "my_paper"
    assert [claim["verdict"] for claim in paper["claims"]] == ["holds", "refuted"]
    assert all(claim["effective"] > 0 and claim["oracle"] and claim["refuted_variants"] for claim in paper["claims"])
    assert paper["claims"][1]["counterexample"]


def test_what_is_written(tmp_path: Path) -> None:
    folder = new_paper("my_paper", tmp_path)
    assert folder == tmp_path / "my_paper"
    assert sorted(p.name for p in folder.iterdir()) == ["__init__.py", "claims.py", "expected.json"]
    assert [p for p in folder.iterdir() if "SLUG" in p.read_text(encoding="utf-8")] == []
    assert [p.name for p in tmp_path.iterdir()] == ["my_paper"]


def test_the_claims_notice_a_broken_statement(tmp_path: Path) -> None:
    """Editing the folder, as its owner will, changes the verdicts."""
    claims = new_paper("my_paper", tmp_path) / "claims.py"
    text = claims.read_text(encoding="utf-8")
    assert text.count("lambda loss: loss)") == 1
    claims.write_text(text.replace("lambda loss: loss)", "lambda loss: 3 * loss)"), encoding="utf-8")
    assert papers.verify(tmp_path / "my_paper", claim="eq-1").claim("eq-1").verdict == "refuted"


@pytest.mark.parametrize(
    ("title", "citation", "fields"),
    [
        ("mine", "Author, Title, Year.", "title and citation are placeholders"),
        ("Mine", "Author, Title, Year.", "citation is a placeholder"),
        ("mine", "A. Person, Mine, 2024.", "title is a placeholder"),
        ("Mine", "A. Person, Mine, Year.", "citation is a placeholder"),
        ("Mine", "A. Person, Title, 2024.", "citation is a placeholder"),
        ("Mine", "Author, Mine.", "citation is a placeholder"),
        ("Mine", "A. Author, A Title, of the Year.", ""),
        ("Mine", "", ""),
    ],
)
def test_what_still_is_a_placeholder(title: str, citation: str, fields: str) -> None:
    found = remark(PaperReport("mine", title, citation, (), {}, "mine"))
    assert found.startswith(f"{Path('mine', '__init__.py')}: {fields}") if fields else found == ""


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (("", "", ""), "Author, Title, Year."),
        (("A. Person", "Mine", "2024"), "A. Person, Mine, 2024."),
        (("A. Person", "", ""), "A. Person, Title."),
        (("", "Mine", ""), "Author, Mine."),
    ],
)
def test_a_citation_of_what_is_known(known: tuple[str, str, str], found: str) -> None:
    assert citation(*known) == found


@pytest.mark.parametrize(
    "slug", ["", "My_paper", "my-paper", "my paper", "2024", "class", "a/b", "../a", "a.b", ".", "a\n"]
)
def test_refused_names(slug: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="slug must be a lower-case Python name such as my_paper; got"):
        new_paper(slug, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    for name in ("mine", "yours.partial"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "precious").write_text("x", encoding="utf-8")
    with pytest.raises(ValueError, match="mine exists already"):
        new_paper("mine", tmp_path)
    with pytest.raises(ValueError, match=r"cannot write .*yours\.partial: File exists"):
        new_paper("yours", tmp_path)
    found = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    assert found == ["mine/precious", "yours.partial/precious"]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for where in ("file", "missing"):
        with pytest.raises(ValueError, match="cannot write"):
            new_paper("mine", tmp_path / where)


def test_nothing_is_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = Path.write_text, []

    def full_disk(self: Path, text: str, encoding: str) -> int:
        written.append(self.name)
        if len(written) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, text, encoding=encoding)

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(ValueError, match=r"cannot write .*mine: No space left"):
        new_paper("mine", tmp_path)
    assert len(written) == 2
    assert list(tmp_path.iterdir()) == []


def test_it_is_written_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new-paper", "here"]) == 0
    assert (tmp_path / "here" / "claims.py").is_file()
    assert main(["new-paper", "here"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_float_in_an_exact_test_is_named(command: Callable[..., Any], tmp_path: Path) -> None:
    """And not told as a counterexample: 0.5 x is no other number than x / 2 to the person who wrote it."""
    assert command("new-paper", "mine", cwd=tmp_path).returncode == 0
    claims = tmp_path / "mine" / "claims.py"
    claims.write_text(claims.read_text(encoding="utf-8").replace("lambda loss: loss)", "lambda loss: 1.0 * loss)"))
    done = command("verify", "./mine", "--claim", "eq-1", cwd=tmp_path)
    assert done.returncode == 1
    assert "write Fraction(1, 2) for 1/2 and 0.5; the statement gave a float" in done.stdout


def test_a_mistyped_folder_gets_the_one_beside_it(command: Callable[..., Any], tmp_path: Path) -> None:
    assert command("new-paper", "my_paper", cwd=tmp_path).returncode == 0
    for typed in ("./mypaper", "my-paper"):
        told = command("verify", typed, cwd=tmp_path).stderr
        assert told == f"gatelemma: paper {typed!r} is not known; did you mean the folder ./my_paper?\n"


def test_a_correction_that_fails_is_shown(command: Callable[..., Any], tmp_path: Path) -> None:
    command("new-paper", "mine", cwd=tmp_path)
    claims = tmp_path / "mine" / "claims.py"
    halved, more = "lambda loss: loss / 2),", 'corrected=Statement(r"\\mathcal{L}^* + 1", lambda loss: loss + 1),'
    claims.write_text(claims.read_text(encoding="utf-8").replace(halved, f"{halved}\n        {more}"), encoding="utf-8")
    lines = command("verify", "./mine", "--claim", "eq-2", "--explain", cwd=tmp_path).stdout.splitlines()
    assert r"  corrected: \mathcal{L}^* + 1" in lines
    assert [line for line in lines if line.startswith("  error: the corrected statement fails the test too")]
