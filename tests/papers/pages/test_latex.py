"""LaTeX for one's own paper: nothing in it can stop a compiler."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

import papers
from papers.cli import main
from papers.ledger.paper_report import PaperReport
from papers.ledger.registry import BUILT_IN, load_paper
from papers.ledger.report import Report
from papers.ledger.result import Result
from papers.ledger.verdict import Evidence, Verdict
from papers.pages.latex import ALL, NONE, checked, derivations, tables
from papers.pages.notation import Notation

from ...latex_documents import Compiler, compiles, document, too_wide


@pytest.fixture(scope="module")
def whole() -> Report:
    """All claims of both papers, each with its correction; verdicts and evidence in turn, for their widths."""
    found, verdicts, evidence = [], cycle(Verdict), cycle(Evidence)
    for slug in BUILT_IN:
        paper = load_paper(slug)[0]
        results = tuple(
            Result(
                c.id,
                c.locator,
                c.statement,
                next(verdicts),
                next(evidence),
                c.printed.latex,
                c.corrected.latex if c.corrected else None,
                None,
                None,
                "",
                1,
                0.0,
                None,
                "",
                "",
                (),
                "",
                {},
                {},
            )
            for c in paper.claims
        )
        found.append(PaperReport(slug, paper.title, paper.citation, results, {}, slug))
    return Report({"versions": {}, "seed": 0, "full": False}, tuple(found))


def test_the_tables_of_the_papers(whole: Report) -> None:
    text = tables(whole)
    compiles(text)
    assert text.count("\n") > 220
    assert r"\texttt" not in text  # every formula is set as one


def test_the_derivations_of_the_papers(whole: Report) -> None:
    text = derivations(whole)
    compiles(text)
    found = checked(whole)
    assert text.count(r"\paragraph") == len(found) > 20
    assert text.count(r"\begin{align}") == sum(len(derivation.steps) for derivation, _ in found)
    for derivation, claims in found:
        assert f"% {', '.join(claims)}\n{derivation.to_latex()}" in text


def test_in_the_readers_notation(whole: Report) -> None:
    notation = Notation({r"\tau": r"T_{\mathrm{c}}", "K": "N", r"\hat y": "f", r"\Lambda": "D"})
    compiles(tables(whole, notation))
    text = derivations(whole, notation)
    compiles(text)
    assert r"\tau" not in text
    assert r"\Lambda" not in text
    assert notation.unused() == ()


TOLD = (  # \fitted, which tells how wide the line would be
    r"\newcommand{\fitted}[1]{\setbox0\hbox{$\displaystyle #1$}\typeout{fitted \the\wd0: \the\linewidth}"
    r"\resizebox{\ifdim\wd0>.85\linewidth .85\linewidth\else\wd0\fi}{!}{\copy0}}"
)


def shrunk(said: str) -> set[float]:
    """To which parts of their size lines are fitted."""
    return {0.85 * float(room) / float(wide) for wide, room in re.findall(r"fitted ([\d.]+)pt: ([\d.]+)pt", said)}


@pytest.mark.parametrize("options", ["", "[twocolumn]"])
def test_derivations_fit_a_column(options: str, whole: Report, tmp_path: Path, pdflatex: Compiler) -> None:
    """No line and no page sticks out, nothing is drawn below 7/10 of its size, and next to nothing below its size."""
    said = pdflatex(document(TOLD + derivations(whole), options), tmp_path)
    assert too_wide(said) == []
    assert "Overfull" not in said
    sizes = shrunk(said)
    assert len(sizes) == 1  # a matrix of fractions
    assert min(sizes) > 0.85


def test_lines_that_do_not_fit_are_told(
    whole: Report, tmp_path: Path, pdflatex: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unbroken, the same formulas stick out of a column, or are drawn too small."""
    monkeypatch.setattr("theory.latex.derivations.folded", lambda latex, line=0: [latex])
    latex = derivations(whole)
    said = pdflatex(document(TOLD + latex, "[twocolumn]"), tmp_path)
    assert sum(size < 0.7 for size in shrunk(said)) > 50
    loose = re.sub(r"\\fitted(?=\{)", "", latex)
    assert len(too_wide(pdflatex(document(loose, "[twocolumn]"), tmp_path))) > 50


def test_a_compiler_takes_it_and_nothing_is_too_wide(whole: Report, tmp_path: Path, pdflatex: Compiler) -> None:
    assert too_wide(pdflatex(document(tables(whole)), tmp_path)) == []
    loose = re.sub(r"\\fitted\{\\textstyle", "{", tables(whole))
    assert len(too_wide(pdflatex(document(loose), tmp_path))) > 10  # the compiler would have told


def test_the_tables_in_a_document_of_two_columns(whole: Report, tmp_path: Path, pdflatex: Compiler) -> None:
    """They are set in one, and the document has its two columns again after them, and all that follows."""
    latex = tables(replace(whole, papers=whole.papers[1:]))
    shown = latex + r"\typeout{columns \the\columnwidth\space of \the\textwidth}"
    for options, ratio in (("[twocolumn]", 0.5), ("", 1)):
        said = pdflatex(document(shown, options), tmp_path)
        assert too_wide(said) == []
        found = re.search(r"columns ([\d.]+)pt of ([\d.]+)pt", said)
        assert found is not None
        assert abs(float(found[1]) / float(found[2]) - ratio) < 0.05


@pytest.mark.parametrize("formula", ["x & y", r"a \\ b", "{", r"\begin{x}", "$x$", "\\left(", "x\\"])
def test_a_formula_that_would_break_the_table_is_shown_as_source(formula: str, whole: Report) -> None:
    paper = whole.papers[0]
    odd = replace(paper, claims=(replace(paper.claims[0], printed=formula, corrected=None),))
    text = tables(replace(whole, papers=(odd,)))
    compiles(text)
    assert r"\texttt{" in text


def test_argmin_is_no_command_of_latex(whole: Report) -> None:
    paper = whole.papers[0]
    odd = replace(paper, claims=(replace(paper.claims[0], printed=r"\argmin_v \arg z", corrected=None),))
    text = tables(replace(whole, papers=(odd,)))
    assert r"\operatorname*{arg\,min}_v \operatorname{arg} z" in text
    compiles(text)


def test_a_long_formula_with_starred_commands_compiles(whole: Report, tmp_path: Path, pdflatex: Compiler) -> None:
    name = r"\operatorname*{arg\,min}_{w \in \mathbb{R}^n}"
    paper = whole.papers[0]
    latex = (
        rf"w^* = {name} \langle (y - w \cdot x)^2 \rangle, \hspace*{{1em}} v^* = {name} \lVert abcdefghijkl v \rVert"
    )
    odd = replace(paper, claims=(replace(paper.claims[0], printed=latex, corrected=None),))
    text = tables(replace(whole, papers=(odd,)))
    assert text.count(r"\fitted{\textstyle \operatorname*{arg\,min}_{") == 2
    assert too_wide(pdflatex(document(text), tmp_path)) == []


def test_a_file_without_derivations_says_so(good: Path) -> None:
    with_none = papers.verify(good, workers=1)
    with_one = papers.verify("ensemble_mask_networks", claim="fig-4-one")
    assert [NONE in derivations(report) for report in (with_none, with_one)] == [True, False]
    assert derivations(with_none).splitlines()[-1] == f"{NONE}."  # no other claim of the paper has one
    assert derivations(papers.verify(good, "eq-1", workers=1)).splitlines()[-1] == f"{NONE}{ALL}."


def test_the_folder(showcase: Path, tmp_path: Path) -> None:
    report = papers.verify(showcase, workers=1)
    (tmp_path / "symbols.toml").write_text("x = 'z'\n'\\mu' = 'm'\n", encoding="utf-8")
    remarks = report.write_latex(tmp_path / "tex", tmp_path / "symbols.toml")
    assert remarks == (r"no formula here has the symbol \mu",)
    files = sorted(p.relative_to(tmp_path / "tex").as_posix() for p in (tmp_path / "tex").rglob("*") if p.is_file())
    assert files == ["derivations.tex", "figures/showcase-measured.pdf", "verdicts.tex"]
    text = (tmp_path / "tex" / "verdicts.tex").read_text(encoding="utf-8")
    assert text == report.to_latex(symbols=tmp_path / "symbols.toml") != report.to_latex()
    assert r"$\frac12 z$" in text
    first = (tmp_path / "tex" / "figures" / "showcase-measured.pdf").read_bytes()
    assert report.write_latex(tmp_path / "tex") == ()
    assert (tmp_path / "tex" / "figures" / "showcase-measured.pdf").read_bytes() == first  # byte for byte
    assert first.startswith(b"%PDF-")


def test_no_folder_of_figures_without_one(good: Path, tmp_path: Path) -> None:
    papers.verify(good, workers=1).write_latex(tmp_path / "tex")
    assert sorted(p.name for p in (tmp_path / "tex").iterdir()) == ["derivations.tex", "verdicts.tex"]


def test_a_plot_that_fails_does_not_cost_the_rest(showcase: Path, tmp_path: Path) -> None:
    report = papers.verify(showcase, workers=1)
    (paper,) = report.papers
    claims = tuple(replace(r, data={"nothing": 1}) if r.id == "measured" else r for r in paper.claims)
    remarks = replace(report, papers=(replace(paper, claims=claims),)).write_latex(tmp_path)
    assert remarks == ("the plot of measured failed: KeyError: 'points'",)
    assert (tmp_path / "derivations.tex").is_file()


def test_the_command(good: Path, command: Callable[..., Any], tmp_path: Path) -> None:
    done = command("verify", "good", "--workers", "1", "--latex", "tex", "--symbols", "missing.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot read missing.toml" in done.stderr
    done = command("verify", "good", "--workers", "1", "--symbols", "missing.toml")
    assert "--symbols goes with --latex DIR only" in done.stderr
    assert not (tmp_path / "tex").exists()


def test_symbols_from_a_pipe_are_read_once(
    showcase: Path, tmp_path: Path, pipe: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--latex", str(tmp_path / "tex"), "--symbols", pipe("x = 'z'\n'\\mu' = 'm'\n")]
    assert main(["verify", str(showcase), "--claim", "corrected", "--workers", "1", *given]) == 1
    assert r"$\frac12 z$" in (tmp_path / "tex" / "verdicts.tex").read_text(encoding="utf-8")
    assert capsys.readouterr().err.splitlines() == [r"gatelemma: no formula here has the symbol \mu"]
