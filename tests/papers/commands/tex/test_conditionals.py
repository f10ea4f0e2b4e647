r"""What \iffalse and \iftrue print is read, and nothing else of them; of other conditionals both branches are, which is told."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from papers.commands.tex.equations import equations
from papers.commands.tex.files import joined
from papers.commands.tex.remarks import remarks

A, B, C, D = (rf"\begin{{equation}} {letter} \end{{equation}}" for letter in "abcd")
OFF = "the numbers of the equations after it may be off"


def read(source: str) -> str:
    return " ".join(f"{e.latex}{e.number}" for e in equations(source))


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        (rf"\iffalse {A} \fi {B}", "b1"),
        (rf"\iffalse {A} \else {B} \fi {C}", "b1 c2"),
        (rf"\iftrue {A} \else {B} \fi {C}", "a1 c2"),
        (rf"\iftrue {A} \fi {C}", "a1 c2"),
        (rf"\iffalse \ifx\a\b {A} \else {B} \fi {C} \else {D} \fi {A}", "d1 a2"),
        (rf"\iffalse \iftrue {A} \else {B} \fi {C} \fi {D}", "d1"),
        (rf"\iftrue \iffalse {A} \else {B} \fi {C} \else \iftrue {D} \fi \fi", "b1 c2"),
        (rf"\ifx\a\b {A} \iffalse {B} \else {C} \fi \else {D} \fi", "a1 c2 d3"),
        (rf"\newif\ifdraft \iffalse \ifdraft {{}} {A} \fi {B} \fi {C}", "c1"),
        (rf"\iffalse \iftoggle{{x}}{{{A}}}{{{B}}} $p \iff q$ \ifdef\x{{y}}{{}} \fi {C}", "c1"),
        (rf"\newif\iffast \let\ifslow\iffalse \def\ifso{{\iffalse}} {A} \fi {B}", "a1 b2"),
        (rf"\newcommand{{\x}}{{p\iffalse q\else r\fi}} \begin{{equation}} \x \end{{equation}} {B}", "p r1 b2"),
        (rf"{A} \\iffalse {B} \fi \verb|\iffalse| {C} % \iffalse", "a1 b2 c3"),
        (rf"\begin{{equation}} a \iffalse + b \else + c \fi \iftrue + d \fi \end{{equation}} {B}", "a + c + d1 b2"),
    ],
)
def test_what_is_printed(source: str, printed: str) -> None:
    assert read(source) == printed
    assert [line for line in remarks(source) if "branches" not in line] == []


def test_a_file_in_a_hidden_branch_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "b.tex").write_text(B, encoding="utf-8")
    (tmp_path / "p.tex").write_text(rf"\iffalse \input{{gone}} \else \input{{b}} \fi {C}", encoding="utf-8")
    text, told = joined(tmp_path / "p.tex")
    assert (read(text), told) == ("b1 c2", ())


PRINTED = r"""
\documentclass{article}\usepackage{amsmath}
\numberwithin{equation}{subsection}
\newif\ifdraft
\begin{document}
\iffalse \begin{equation} a \label{a} \end{equation} \else \begin{equation} b \label{b} \end{equation} \fi
\section{One}
\iftrue \begin{equation} c \label{c} \end{equation} \else \begin{equation} d \label{d} \end{equation} \fi
\subsection{Two}
\iffalse \ifdraft {} \begin{equation} e \label{e} \end{equation} \fi \begin{equation} f \label{f} \end{equation} \fi
\iffalse \ifx\a\b \else \begin{equation} g \label{g} \end{equation} \fi $p$ \else
\iftrue \begin{equation} h \label{h} \end{equation} \fi \fi
\subsection*{Three} \[ i \label{i} \tag{9} \]
\begin{align} j \label{j} \\ k \label{k} \tag{\theequation a} \end{align}
\subsection{Four} \begin{equation} l \label{l} \end{equation}
\section{Five} \begin{equation} m \label{m} \end{equation}
\appendix \section{Six} \subsection{Seven} \begin{equation} n \label{n} \end{equation}
\end{document}
"""


def test_numbers_as_latex_prints_them(tmp_path: Path, pdflatex: Callable[[str, Path], str]) -> None:
    pdflatex(PRINTED, tmp_path)
    notes = (tmp_path / "document.aux").read_text(encoding="utf-8")
    theirs = dict(re.findall(r"\\newlabel\{(\w+)\}\{\{+([^{}]+)\}", notes))
    assert {e.label: e.number for e in equations(PRINTED)} == theirs
    assert "".join(theirs) == "bchijklmn"
    assert remarks(PRINTED) == ()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (r"\ifarxiv", rf"\newif\ifarxiv \arxivfalse \ifarxiv {A} \fi"),
        (r"\ifarxiv", rf"\newif\ifarxiv \ifarxiv {{\it x}} \else {A} \fi \ifarxiv {B} \fi"),
        (r"\ifdefined", rf"\ifdefined\x {A} \fi"),
        (r"\ifnum", rf"\ifnum 1<2 \iffalse\else {A}\fi \fi"),
        (r"\iftoggle", rf"\iftoggle{{x}}{{}}{{{A}}}"),
        (r"\ifthenelse", rf"\ifthenelse{{\boolean{{x}}}} {{{A}}} {{}}"),
        (r"\ifdef", rf"\ifdef\x {{{A}}} {{}}"),
        (r"\IfFileExists", rf"\IfFileExists{{x}}{{{A}}}{{}}"),
        (r"\maybe", rf"\newcommand{{\maybe}}[1]{{\ifarxiv #1\fi}} \maybe{{{A}}} {B}"),
        (r"\ifx", rf"\newcommand{{\be}}{{\ifx\a\b\begin{{equation}}y\end{{equation}}\fi}} \be {A}"),
    ],
)
def test_an_equation_in_a_conditional_is_told(name: str, source: str) -> None:
    assert remarks(source) == (f"numbered equations in both branches of {name} are read; {OFF}",)


@pytest.mark.parametrize(
    "source",
    [
        r"\newif\ifarxiv \arxivfalse \ifarxiv text \else more \fi \iftoggle{x}{y}{z}",
        rf"\iffalse \ifarxiv {A} \fi \fi \iff \begin{{equation}} x \end{{equation}}",
        rf"\newcommand{{\maybe}}[1]{{\ifarxiv #1\fi}}\newcommand{{\red}}[1]{{#1 \iff}} \maybe{{y}} \red{{{A}}} {B}",
        r"\ifarxiv \begin{equation*} x \end{equation*} \[ y \] \fi",
        rf"\ifdefined\x text \fi {A} \ifarxiv \emph{{y}} \fi {B} \IfFileExists{{x}}{{}}{{}} {C}",
    ],
)
def test_a_conditional_without_one_needs_no_remark(source: str) -> None:
    assert remarks(source) == ()


def test_one_that_nothing_closes() -> None:
    assert read(rf"\iffalse {A}") == "a1"
    assert remarks(rf"\iffalse {A}") == (rf"\iffalse is not closed; {OFF}",)
