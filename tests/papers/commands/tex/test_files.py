"""The files that a LaTeX source inputs are read at their places, as LaTeX itself numbers what is in them."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from papers.commands.tex.equations import equations
from papers.commands.tex.files import joined
from papers.commands.tex.remarks import remarks

MAIN = r"""
\documentclass{article}
\usepackage{amsmath,subfiles}
\newcommand{\be}{\begin{equation}}
\newcommand{\ee}{\end{equation}}
\newcommand\beq{\begin{equation}}
\newcommand{\bea}{\begin{eqnarray}}
\def\eea{\end{eqnarray}}
\newcommand{\eqn}[2]{\be\label{#1} #2 \ee}
\newcommand{\eqo}[2][o1]{\begin{equation}\label{#1}#2\end{equation}}
\newenvironment{mine}{\begin{equation}}{\end{equation}}
\newcommand{\unused}{\begin{align}\input{nothing}}
\let\bq\be
\let\eq = \ee
\NewDocumentCommand{\xeq}{o +m O{x}}{\begin{equation}\IfValueT{#1}{\label{#1}}#2^{#3}\end{equation}}
\input{preamble}
\begin{document}
\bq \label{l1} x \eq \xeq{u\label{l4}}[y] \xeq[l2]{v} \bq \label{l3} x \eq
\be \label{a} \avg{x} \ee text \be\label{b} \avg[z]{x} \ee
\input second
% \input{second}
\begin{verbatim}
\input{second}
\end{verbatim}
\include{third.x}
\eqn{m1}{a = b} \eqo{a = b} \eqo[o2]{c}
\begin{mine}\label{mine1} q \end{mine}
\subfile{sections/sub}
\begin{align} \input{rows.txt} \end{align}
\begin{alignat}{2} a &= b & c &= d \label{al1} \\ e &= f &\quad g &= h \label{al2}\end{alignat}
\bea \label{ea1} x &=& y \\ z &=& w \label{ea2} \eea
\end{document}
\newcommand{\late}{x}
\input{nothing}
\be \label{never} \ee
"""
FILES = {
    "main.tex": MAIN,
    "preamble.tex": r"\newcommand{\avg}[2][y]{\langle #2\rangle_{#1}}\def\ba#1\ea{\begin{align}#1\end{align}}",
    "second.tex": "\\ba \\label{s1} x &= y \\\\ z & = w \\label{s2} \\ea % tail\n"
    "\\input{sections/nested}\n\\beq\\label{s3} u \\ee\n"
    "\\endinput\n\\beq\\label{never} u \\ee\n",
    "third.x.tex": "\\section{T}\n\\beq\\label{t} u \\ee\n",
    "sections/nested.tex": "\\beq\\label{n} u \\ee % no end of line",
    "sections/sub.tex": "\\documentclass[../main.tex]{subfiles}\\input{nothing}\n\\begin{document}\n\\beq\\label{sub} u \\ee\n"
    "\\end{document}\n\\beq\\label{never} u \\ee",
    "rows.txt": "p &= q \\label{r1} \\\\ r &= s \\label{r2}",
}


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "main.tex"


def test_numbers_as_latex_prints_them(tmp_path: Path, pdflatex: Callable[[str, Path], str]) -> None:
    path = written(tmp_path, FILES)
    pdflatex(MAIN, tmp_path)
    notes = "".join(p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.aux"))
    theirs = dict(re.findall(r"\\newlabel\{(\w+)\}\{\{(\w+)\}", notes))
    text, told = joined(path)
    assert (told, remarks(text)) == ((), ())
    assert {e.label: e.number for e in equations(text)} == theirs
    assert len(theirs) == 22


def test_formulas_of_other_files(tmp_path: Path) -> None:
    found = {e.label: e.latex for e in equations(joined(written(tmp_path, FILES))[0])}
    assert found["l2"] == "v^{x}"
    assert found["b"] == r"\langle x\rangle_{z}"  # a command that another file defines
    assert (found["r1"], found["s2"], found["al1"]) == ("p = q", "z = w", r"a = b \quad c = d")


@pytest.mark.parametrize(
    "command", [r"\input{gone}", r"\input gone ", r"\include{gone}", r"\subfile{ gone }", r'\input{"gone"}']
)
def test_a_missing_file_is_told(command: str, tmp_path: Path) -> None:
    text, told = joined(written(tmp_path, {"main.tex": rf"a {command} b {command}"}))
    off = "the numbers of the equations after it may be off"
    assert told == (f"main.tex: 'gone', which it inputs, is not found in {tmp_path}; {off}",)
    assert text.split() == ["a", "b"]


@pytest.mark.parametrize(
    "text", [r"\\input{gone}", r"\includegraphics{gone}", r"\includeonly{gone}", r"\verb|\input{gone}|"]
)
def test_what_inputs_nothing(text: str, tmp_path: Path) -> None:
    assert joined(written(tmp_path, {"main.tex": text}))[1] == ()


def test_another_way_to_input_is_told(tmp_path: Path) -> None:
    (told,) = joined(written(tmp_path, {"main.tex": r"\import{a/}{b}"}))[1]
    assert told.startswith(r"main.tex: \import{a/}{b} is not followed; the numbers")


def test_a_file_within_itself_is_told(tmp_path: Path) -> None:
    path = written(
        tmp_path, {"main.tex": r"1 \input{a/b} 5", "a/b.tex": r"2 \input{c} 4", "c.tex": r"3 \input{a/../main}"}
    )
    text, (told,) = joined(path)
    assert text.split() == ["1", "2", "3", "4", "5"]
    assert told.startswith(
        "c.tex: 'a/../main' is not read again within itself (main.tex -> b.tex -> c.tex -> main.tex); "
    )


def test_a_file_may_be_input_twice(tmp_path: Path) -> None:
    text, told = joined(written(tmp_path, {"main.tex": r"\input{a}\input{a.tex}", "a.tex": "x"}))
    assert (text.split(), told) == (["x", "x"], ())


def test_files_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papers.commands.tex.files.MOST", 50)
    names = ["main", *(f"f{k}" for k in range(6))]
    files = {f"{a}.tex": rf"\input{{{b}}}\input{{{b}}}" for a, b in pairwise(names)}
    with pytest.raises(ValueError, match=r"main\.tex inputs more than 50 files"):
        joined(written(tmp_path, {**files, "f5.tex": "x"}))


def test_the_document_may_be_in_another_file(tmp_path: Path) -> None:
    body = r"\newcommand{\x}{y}\begin{document}\begin{equation}\x\end{equation}\end{document}"
    text = joined(written(tmp_path, {"main.tex": r"\documentclass{article}\input{body}", "body.tex": body}))[0]
    assert [e.latex for e in equations(text)] == ["y"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, {"main.tex": r"\input{a}"})
    (tmp_path / "a.tex").write_bytes(b"\xe9")
    with pytest.raises(ValueError, match=r"a\.tex must be UTF-8; byte 0 is not"):
        joined(path)
