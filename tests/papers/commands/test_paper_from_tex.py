"""`gatelemma new-paper SLUG --from paper.tex` writes a claim for each numbered equation, which runs as it is."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import papers
from papers.cli import main
from papers.commands.new_paper import new_paper
from papers.commands.tex.claims import identified
from papers.ledger.registry import load_paper
from papers.ledger.result import Result

TEX = r"""
\documentclass{article}
\begin{document}
\begin{equation}\label{eq:square}
  (x + 1)^2 = x^2 + 2 x + 1
\end{equation}
\begin{align}
  \text{"quoted"} &= y \tag{2'} \\
  z &= w \nonumber \\
  u &= v
\end{align}
\input{appendix}
\end{document}
"""


@pytest.fixture
def tex(tmp_path: Path) -> Path:
    path = tmp_path / "paper.tex"
    path.write_text(TEX, encoding="utf-8")
    return path


def test_from_a_latex_source(tmp_path: Path, tex: Path, command: Callable[..., Any]) -> None:
    made = command("new-paper", "mine", "--from", "paper.tex")
    assert (made.returncode, len(made.stdout.splitlines())) == (0, 1)
    missing = f"gatelemma: paper.tex: 'appendix', which it inputs, is not found in {tmp_path}; "
    assert made.stderr == f"{missing}the numbers of the equations after it may be off\n"
    assert sorted(p.name for p in (tmp_path / "mine").iterdir()) == ["__init__.py", "claims.py"]  # no verdict is typed
    done = command("verify", "./mine", "--json", "r.json", "--report", "html", "--latex", "tex")
    assert done.returncode == 1  # undecided is no pass
    assert done.stderr.startswith("gatelemma: mine/__init__.py: title and citation are placeholders of new-paper")
    assert "mine eq-1: undecided (the sides are not written as code yet) [" in done.stdout
    claims = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["papers"][0]["claims"]
    assert [(c["id"], c["locator"], c["verdict"]) for c in claims] == [
        ("eq-1", "Eq. (1)", "undecided"),
        ("eq-2-prime", "Eq. (2')", "undecided"),
        ("eq-2", "Eq. (2)", "undecided"),
    ]
    assert [c["printed"] for c in claims] == ["(x + 1)^2 = x^2 + 2 x + 1", r'\text{"quoted"} = y', "u = v"]
    assert claims[0]["statement"] == "Not written in our own words yet (label `eq:square`)."
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert "Not written in our own words yet (label <code>eq:square</code>)." in page


def test_a_source_from_a_pipe_is_read_once(
    tmp_path: Path, pipe: Callable[[str], str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new-paper", "mine", "--from", pipe(TEX)]) == 0
    assert "'appendix', which it inputs, is not found" in capsys.readouterr().err
    assert "(x + 1)^2" in (tmp_path / "mine" / "claims.py").read_text(encoding="utf-8")


def test_files_that_the_source_inputs(tmp_path: Path, tex: Path, command: Callable[..., Any]) -> None:
    (tmp_path / "appendix.tex").write_text(r"\begin{equation} p = q \end{equation}", encoding="utf-8")
    made = command("new-paper", "mine", "--from", "paper.tex")
    assert (made.returncode, made.stderr) == (0, "")
    found = papers.verify(tmp_path / "mine", "eq-3").claim("eq-3")
    assert (found.locator, found.printed) == ("Eq. (3)", "p = q")


@pytest.mark.parametrize(
    ("says", "verdict", "detail"),
    [
        ("lambda: (x + 1)**2 - (x**2 + 2*x + 1)", "holds", "SymPy: expansion"),
        ("lambda: (x + 1)**2 - (x**2 + 2*x + 2)", "refuted", "SymPy: exact counterexample"),
        ("None", "undecided", "the sides are not written as code yet"),
    ],
)
def test_a_stub_becomes_a_claim(tmp_path: Path, tex: Path, says: str, verdict: str, detail: str) -> None:
    claims = new_paper("mine", tmp_path, tex) / "claims.py"
    text = claims.read_text(encoding="utf-8")
    before = '"(x + 1)^2 = x^2 + 2 x + 1", None'
    assert text.count(before) == 1
    text = text.replace(before, f'"(x + 1)^2 = x^2 + 2 x + 1", {says}').replace(
        "ONE_OFF = ", 'x = sp.Symbol("x")\nONE_OFF = ', 1
    )
    claims.write_text(text, encoding="utf-8")
    found = papers.verify(tmp_path / "mine", "eq-1").claim("eq-1")
    assert (found.verdict, found.detail) == (verdict, detail)
    planted = ["sides that differ by one"] if verdict != "undecided" else []  # there are no sides yet
    assert list(found.refuted_variants) == planted


@pytest.mark.parametrize("says", ["1/2 - 0.5", "0.1*x + 0.2*x - 0.3*x", "sp.Matrix([x - 0.5])", "1/3*x - x/3"])
def test_a_float_is_refused(tmp_path: Path, tex: Path, says: str) -> None:
    found = _with_sides(tmp_path, tex, says)
    assert found.verdict == "error"
    assert "write sp.Rational(1, 2) for 1/2 and 0.5" in str(found.error)


@pytest.mark.parametrize("says", ["None", "[x - x, x + 1 - x]", "'x - x'"])
def test_what_is_no_difference_is_refused(tmp_path: Path, tex: Path, says: str) -> None:
    found = _with_sides(tmp_path, tex, says)
    assert found.verdict == "error"
    assert "TypeError: return left - right, one expression or sp.Matrix; got " in str(found.error)


def test_a_limit_that_differs_is_told_by_its_value(tmp_path: Path, tex: Path) -> None:
    found = _with_sides(tmp_path, tex, "sp.Limit((1 - x**2)/(1 - x), x, 1) - 1")
    assert (found.verdict, found.counterexample) == ("refuted", "the sides differ by 1")


def test_what_differs_is_told_in_few_signs(tmp_path: Path, tex: Path) -> None:
    found = _with_sides(tmp_path, tex, "(x - 1)**2 - (x**2 - 2*x - 1)")
    assert (found.verdict, found.counterexample) == ("refuted", "the sides differ by 2")
    (tmp_path / "again").mkdir()
    found = _with_sides(tmp_path / "again", tex, "sp.exp(x)/(1 + sp.exp(x)) - 1/(1 + sp.exp(x))")
    assert found.counterexample == "the sides differ by (exp(x) - 1)/(exp(x) + 1)"


def _with_sides(folder: Path, tex: Path, says: str) -> Result:
    """What the first stub finds with these sides, functions of x."""
    claims = new_paper("mine", folder, tex) / "claims.py"
    text = claims.read_text(encoding="utf-8").replace("ONE_OFF = ", 'x = sp.Symbol("x")\nONE_OFF = ', 1)
    claims.write_text(text.replace('+ 1", None', f'+ 1", lambda: {says}', 1), encoding="utf-8")
    return papers.verify(folder / "mine", "eq-1").claim("eq-1")


@pytest.mark.parametrize("says", ["sp.Eq(x, 1)", "sp.Eq(x, x)", "sp.Eq(sp.Integer(1), 2)", "x == 1", "x < 1"])
def test_a_relation_is_no_difference(tmp_path: Path, tex: Path, says: str) -> None:
    found = _with_sides(tmp_path, tex, says)
    assert found.verdict == "error"
    assert "return left - right, not Eq(left, right)" in str(found.error)


MACROS = r"""
\documentclass{article}
\newcommand{\E}{\mathbb{E}}
\DeclareMathOperator{\relu}{relu}
\DeclareMathOperator*{\argmin}{arg\,min}
\renewcommand{\vec}[1]{\mathbf{#1}}
\title[Short]{Gates \& \emph{masks} of {G}r\"un, $K = 2$\thanks{Nobody}}
\author{Andr\'e M\"uller\inst{1} \and B. C.~{\O}d$^{1,2}$}
\begin{document}\maketitle
\begin{equation}\begin{split} \E[\relu(\vec w\cdot x)] &= \frac\E2 \\ &\quad + \argmin_v f(v) \end{split}\end{equation}
\begin{equation} x = y \tag{$\ast$} \end{equation}
\begin{multline} x_\E \\ = y \tag{$2^\prime$} \end{multline}
\end{document}
"""


def test_commands_of_the_source_are_not_needed(tmp_path: Path, command: Callable[..., Any]) -> None:
    """Title, authors, tags and formulas stand without the preamble, on a page and in a terminal."""
    (tmp_path / "paper.tex").write_text(MACROS, encoding="utf-8")
    made = command("new-paper", "mine", "--from", "paper.tex")
    assert (made.returncode, made.stderr) == (0, "")
    assert command("verify", "./mine", "--report", "html", "--json", "r.json").stderr == ""  # no placeholder
    claims = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["papers"][0]["claims"]
    assert [c["locator"] for c in claims] == ["Eq. (1)", "Eq. (*)", "Eq. (2')"]
    paper = papers.verify(tmp_path / "mine", workers=1).papers[0]
    assert paper.title == "Gates & masks of Grün, $K = 2$"
    assert paper.citation == "André Müller, B. C. Ød, Gates & masks of Grün, $K = 2$."
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert page.count("<math ") == 3 + 3  # the equations; the title in the summary, as a heading, and in the citation


def test_a_compiler_needs_no_command_of_the_source(
    tmp_path: Path, command: Callable[..., Any], pdflatex: Callable[[str, Path], str]
) -> None:
    (tmp_path / "paper.tex").write_text(MACROS, encoding="utf-8")
    command("new-paper", "mine", "--from", "paper.tex")
    command("verify", "./mine", "--latex", "tex")
    latex = (tmp_path / "tex" / "verdicts.tex").read_text(encoding="utf-8")
    needed = re.findall(r"\\usepackage\{.*\}", latex)[0]
    said = pdflatex(rf"\documentclass{{article}}{needed}\begin{{document}}{latex}\end{{document}}", tmp_path)
    assert "Output written" in said


def test_a_stub_has_teeth(tmp_path: Path, tex: Path) -> None:
    """A test that passes whatever it is given is found out by the planted variant."""
    claims = new_paper("mine", tmp_path, tex) / "claims.py"
    text = claims.read_text(encoding="utf-8")
    claims.write_text(text.replace("is_zero(difference)", "is_zero(sp.Integer(0))"), encoding="utf-8")
    assert papers.verify(tmp_path / "mine", "eq-1").claim("eq-1").verdict == "error"


@settings(deadline=None, max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "a", "1", "1.2", r"$\ast$", "3'", "0"]),
            st.text(
                st.characters(codec="utf-8", exclude_characters="\\%{}&$\0", exclude_categories=["Cs"]), min_size=1
            ),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_source_says_the_folder_runs(rows: list[tuple[str, str]]) -> None:
    source = "\n".join(rf"\begin{{equation}} {text} \tag{{{tag}}} \end{{equation}}" for tag, text in rows)
    printed = [" ".join(text.split()) for _, text in rows]
    with TemporaryDirectory() as name:
        (Path(name) / "p.tex").write_text(source, encoding="utf-8", newline="")
        if not any(printed):
            with pytest.raises(ValueError, match="no numbered equation"):
                new_paper("mine", Path(name), Path(name) / "p.tex")
            return
        folder = new_paper("mine", Path(name), Path(name) / "p.tex")
        found = papers.verify(folder, workers=1).papers[0].claims
    assert [r.printed for r in found] == [text for text in printed if text]
    assert {str(r.verdict) for r in found} == {"undecided"}


WANTED = 'give the LaTeX source, a .tex file, as arXiv offers it under "TeX Source".'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot read"),
        (b"\\section{No equation}", "p.tex has no numbered equation; equation, align, gather, "),
        (b"\\input{gone}", "p.tex has no numbered equation; p.tex: 'gone', which it inputs, is not found in "),
        (b"\\begin{dmath} x \\end{dmath}", "p.tex has no numbered equation; equations in dmath are not read"),
        (b"\\begin{equation} \xe9 \\end{equation}", "must be UTF-8; byte 17 is not"),
        (b"%PDF-1.7\n%\xe2\xe3", f"p.tex is a PDF; {WANTED}"),
        (b"%PDF-1.7\n1 0 obj", f"p.tex is a PDF; {WANTED}"),
        (b"\x1f\x8b\x08", f"p.tex is a compressed archive; {WANTED}"),
        (b"x\0\xe9", f"p.tex is no text; {WANTED}"),
    ],
)
def test_refused_sources(content: bytes | None, words: str, tmp_path: Path, command: Callable[..., Any]) -> None:
    if content is not None:
        (tmp_path / "p.tex").write_bytes(content)
    done = command("new-paper", "mine", "--from", "p.tex")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert words in line
    assert ("convert" in line) == ("UTF-8" in line)
    assert not (tmp_path / "mine").exists()


OFF = "the numbers after it may be off"
THREE = r"\begin{align} b &= 2 \\ c &= 3 \end{align} \begin{equation} d = 4 \end{equation}"


@pytest.mark.parametrize(
    ("source", "printed", "told"),
    [
        (
            r"\begin{equation} a = 1 " + THREE,
            ["a = 1", "b = 2", "c = 3", "d = 4"],
            [rf"eq-1: \begin{{equation}} is not closed; {OFF}"],
        ),
        (
            rf"{THREE} \begin{{align*}} a &= 1 \tag{{A}}",
            ["b = 2", "c = 3", "d = 4", "a = 1"],
            [rf"eq-a: \begin{{align*}} is not closed; {OFF}"],
        ),
        (
            r"\begin{equation} a = 1 \end{equaton} " + THREE,
            [r"a = 1 \end{equaton}", "b = 2", "c = 3", "d = 4"],
            [rf"eq-1: \end{{equaton}} closes nothing; {OFF}"],
        ),
        (
            r"\begin{equation} a = \frac{1}{2 \label{x} \end{equation} " + THREE,
            [r"a = \frac{1}{2", "b = 2", "c = 3", "d = 4"],
            [f"eq-1: {{ is not closed; {OFF}"],
        ),
        (
            r"\begin{equation} \foo x \end{equation} \begin{equation} x_a_b \end{equation} " + THREE,
            [r"\foo x", "x_a_b", "b = 2", "c = 3", "d = 4"],
            [
                r"LaTeX that a page shows as text: eq-1 (\foo is not known), eq-2 (double subscripts); mend it in claims.py"
            ],
        ),
        (
            r"\NewDocumentCommand{\foo}{t+ m}{#2}\begin{equation} \foo x \end{equation}",
            [r"\foo x"],
            [
                r"\foo is not expanded; replace it in the formulas of claims.py"
            ],  # and that it is not known is not said too
        ),
    ],
)
def test_what_a_source_does_not_close_is_told(
    source: str,
    printed: list[str],
    told: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.tex").write_text(source, encoding="utf-8")
    assert main(["new-paper", "mine", "--from", "p.tex"]) == 0
    assert capsys.readouterr().err.splitlines() == [f"gatelemma: {line}" for line in told]
    assert [c.printed.latex for c in load_paper("./mine")[0].claims] == printed


@pytest.mark.parametrize(
    ("numbers", "ids"),
    [
        (["$*$", "1", "2"], ["eq-star", "eq-1", "eq-2"]),
        (["2$'$", "2", "2"], ["eq-2-prime", "eq-2", "eq-2-2"]),
        (["1'", "1.2", "1-2"], ["eq-1-prime", "eq-1-2", "eq-1-2-2"]),
        (["1-2", "1.2"], ["eq-1-2-2", "eq-1-2"]),
        (["?", "2"], ["eq-3", "eq-2"]),
    ],
)
def test_an_id_is_of_its_number(numbers: list[str], ids: list[str]) -> None:
    """eq-2 is (2), whatever other numbers would have the same words."""
    latex = "".join(rf"\begin{{equation}} a \tag{{{n}}} \end{{equation}}" for n in numbers)
    assert [id for id, _ in identified(latex)] == ids
