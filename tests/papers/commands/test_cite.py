"""The bibliography is whole, and a claim cites what its test uses."""

import re
import shutil
import subprocess
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from papers.commands.cite import FILE, Entry, bibliography, cite
from papers.ledger.registry import BUILT_IN, load_paper

ROOT = Path(__file__).resolve().parents[3]
REQUIRED = {
    "article": {"author", "title", "journal", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "misc": {"title"},
}
UNPUBLISHED = {"localizationnote"}  # without a year and a place


def keys(text: str) -> list[str]:
    return re.findall(r"^@\w+\{([^,]+),$", text, re.MULTILINE)


def read(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Another reader of BibTeX: braces counted letter by letter."""
    out = []
    for start in (m.start() for m in re.finditer(r"(?m)^@", text)):
        kind, rest = text[start + 1 :].split("{", 1)
        depth, end = 1, 0
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[end], 0)
            end += 1
        key, body = rest[: end - 1].split(",", 1)
        fields = dict(re.findall(r"(\w+)\s*=\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}", body))
        out.append((kind, key, fields))
    return out


def test_every_entry_is_whole() -> None:
    text = FILE.read_text(encoding="utf-8")
    entries = read(text)
    assert [key for _, key, _ in entries] == keys(text) == [entry.key for entry in bibliography()]
    assert len(set(keys(text))) == len(entries) > 10
    for kind, key, fields in entries:
        assert fields.keys() >= REQUIRED[kind] | {"uses"}, key
        assert all(value.strip() for value in fields.values()), key
        assert re.fullmatch(r"(19|20)\d\d", fields.get("year", "2000")), key
        assert re.fullmatch(r"10\.\d{4,}/\S+", fields.get("doi", "10.1000/1")), key
        assert fields.get("url", "https://").startswith("https://"), key
        assert fields.keys() & {"author", "key"}, key  # BibTeX sorts by one of them
        if key not in UNPUBLISHED:
            assert "year" in fields, key
            assert fields.keys() & {"doi", "url"} or key == "gatelemma", key
        if "eprint" in fields:
            assert fields["url"] == f"https://arxiv.org/abs/{fields['eprint']}", key
        assert "-" not in fields.get("pages", "").replace("--", ""), key
    assert text.isascii()  # BibTeX knows no other letters
    dois = [fields["doi"] for _, _, fields in entries if "doi" in fields]
    assert len(set(dois)) == len(dois)


def test_the_two_readers_agree() -> None:
    for (kind, key, fields), entry in zip(read(FILE.read_text(encoding="utf-8")), bibliography(), strict=True):
        assert (entry.kind, entry.key, ", ".join(entry.uses)) == (kind, key, fields.pop("uses"))
        assert entry.fields == fields
        assert read(str(entry)) == [(kind, key, fields)]


def test_every_module_exists() -> None:
    for entry in bibliography():
        for name in entry.uses:
            if name.split(".")[0] in ("theory", "sims", "papers"):
                import_module(name)
            elif name != "gatelemma":
                assert find_spec(name) is not None, name


def test_gatelemma_is_cited_as_it_asks_to_be() -> None:
    (entry,) = (e for e in bibliography() if e.key == "gatelemma")
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert entry.fields["note"] == f"Version {version('gatelemma')}"
    assert f"version: {version('gatelemma')}" in cff
    assert f"Copyright (c) {entry.fields['year']}," in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "url" not in entry.fields  # it stands nowhere yet
    assert entry.fields["author"].strip("{}") in cff
    assert entry.fields["title"].startswith("gatelemma: Derive, simulate and check the theory of masked and gated")


def test_a_module_is_used_by_its_whole_name() -> None:
    entry = Entry("misc", "k", {}, ("theory.inputs.nlgp",))
    assert entry.used_by(frozenset({"theory.inputs.nlgp"}))
    assert entry.used_by(frozenset({"numpy", "theory.inputs.nlgp.moments"}))
    assert not entry.used_by(frozenset({"theory.inputs", "theory.inputs.nlgp_other"}))


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("eq-3", ["localizationnote", "gatelemma"]),  # a definition has no test
        ("message-passing-neighbours", ["luntzel2023ensemble", "harris2020array", "hagberg2008exploring", "gatelemma"]),
        ("halfspace-target", ["localizationnote", "cho2009kernel", "harris2020array", "meurer2017sympy", "gatelemma"]),
    ],
)
def test_what_a_claim_cites(claim: str, cited: list[str]) -> None:
    assert keys(cite(claim)) == cited
    assert "uses" not in cite(claim)


def test_every_claim_cites_its_paper_and_gatelemma_and_every_entry_is_cited() -> None:
    cited = set()
    for slug, key in zip(BUILT_IN, ("luntzel2023ensemble", "localizationnote"), strict=True):
        other = {"luntzel2023ensemble", "localizationnote"} - {key}
        for claim in load_paper(slug)[0].claims:
            found = keys(cite(claim.id, slug))
            assert (found[0], found[-1]) == (key, "gatelemma"), claim.id
            assert not other & set(found), claim.id
            cited.update(found)
    assert {entry.key for entry in bibliography()} - cited == {"maciver2019hypothesis"}  # of the tests, not of a claim


def test_a_paper_of_ones_own(good: Path) -> None:
    text = cite("eq-1", str(good))
    assert keys(text) == ["good", "gatelemma"]
    assert "title = {Good}" in text
    assert "key = {good}" in text  # what BibTeX sorts by where there is no author


def test_special_characters(showcase: Path) -> None:
    (_, _, fields), *_ = read(cite("holds", str(showcase)))
    assert fields["title"] == r"Show cases \& 1 $<$ 2"


def test_a_title_with_a_formula(write: Callable[[str, str], Path], good: Path) -> None:
    source = (good / "__init__.py").read_text(encoding="utf-8")
    titled = source.replace('title="Good"', r'title="Of $x^2$ and x_1"')
    titled = titled.replace('citation="",', r'citation="A. Author, Of $x^2$ and x_1, 2026.",')
    (_, _, fields), *_ = read(cite("eq-1", str(write("titled", titled.replace('slug="good"', 'slug="titled"')))))
    assert (fields["title"], fields["note"]) == ("Of $x^2$ and $x_{1}$", "A. Author, 2026.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("eq-44",), "claim 'eq-44' is not known; did you mean eq-4, eq-"),
        (("eq-4", "--paper", "ensemble_mask_network"), "did you mean ensemble_mask_networks?"),
        (
            ("eq-4", "--paper", "ensemble_mask_networks"),
            "is none of ensemble_mask_networks; it is one of gated_deep_linear_networks.",
        ),
    ],
)
def test_unknown_names(arguments: tuple[str, ...], words: str, command: Callable[..., Any]) -> None:
    done = command("cite", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert words in line


@pytest.mark.parametrize("words", [("./mine", "eq-1"), ("eq-1", "./mine")])
def test_where_the_paper_goes(words: tuple[str, str], command: Callable[..., Any]) -> None:
    done = command("cite", *words)
    told = "cite takes one claim; the paper goes after --paper: gatelemma cite CLAIM --paper PAPER."
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"gatelemma: {told}\n")


def test_a_placeholder_is_told(command: Callable[..., Any], tmp_path: Path) -> None:
    command("new-paper", "mine", cwd=tmp_path)
    for words in (("eq-1", "--paper", "./mine"), ("--paper", "./mine", "eq-1")):
        done = command("cite", *words, cwd=tmp_path)
        assert (done.returncode, keys(done.stdout)[0]) == (0, "mine")
        shown = "title and citation are placeholders of new-paper, and shown so; write the paper's own there"
        assert done.stderr == f"gatelemma: {Path('mine', '__init__.py')}: {shown}\n"
    package = tmp_path / "mine" / "__init__.py"
    text = package.read_text(encoding="utf-8").replace('title="mine"', 'title="Mine"')
    package.write_text(text.replace("Author, Title, Year.", "A. Person, Mine, 2026."), encoding="utf-8")
    assert command("cite", "eq-1", "--paper", "./mine", cwd=tmp_path).stderr == ""
    assert command("cite", "eq-4").stderr == ""


def test_an_id_of_two_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    paper, folder = load_paper(BUILT_IN[1])
    monkeypatch.setattr("papers.commands.cite.load_paper", lambda reference: (paper, folder))
    with pytest.raises(ValueError, match="claim 'eq-3' is in .* and .*; choose one with --paper"):
        cite("eq-3")


@pytest.mark.skipif(shutil.which("bibtex") is None, reason="bibtex is not installed")
@pytest.mark.parametrize("as_printed", [False, True])
def test_bibtex_reads_every_entry(as_printed: bool, tmp_path: Path) -> None:
    """Of the file and as printed. Its only warning is on the note without an author, which it cannot sort."""
    text = "\n".join(map(str, bibliography())) if as_printed else FILE.read_text(encoding="utf-8")
    (tmp_path / "all.bib").write_text(text, encoding="utf-8")
    aux = r"\relax\citation{*}\bibstyle{plain}\bibdata{all}"
    (tmp_path / "main.aux").write_text("\n".join(aux.replace("\\", "\n\\").split()) + "\n", encoding="utf-8")
    done = subprocess.run(["bibtex", "main"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    warnings = [line for line in done.stdout.splitlines() if line.startswith("Warning")]
    assert (done.returncode, [line for line in warnings if "localizationnote" not in line]) == (0, [])
    listed = (tmp_path / "main.bbl").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\\bibitem\{(\w+)\}", listed)) == sorted(entry.key for entry in bibliography())
    assert "Version" in listed.partition(r"\bibitem{gatelemma}")[2].partition(r"\bibitem")[0]
