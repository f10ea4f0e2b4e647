"""A source's own names for what numbers equations are written out, and nothing else is."""

import pytest

from papers.commands.tex_equations import equations
from papers.commands.tex_numbering import spelled_out
from papers.commands.tex_source import without_definitions

BE = r"\begin{equation}"
EE = r"\end{equation}"
OWN = r"""
\newcommand{\be}{\begin{equation}}
\newcommand{\ee}{\end{equation}}
\newcommand\beq{\begin{equation}}
\def\eeq{\nonumber\end{equation}}
\newcommand{\bea}{\begin{eqnarray*}}
\DeclareRobustCommand{\bs}{\begin{subequations}\be}
\newcommand{\eqn}[2]{\be\label{#1} #2 \ee}
\newcommand{\eqo}[2][o]{\begin{equation}\label{#1} #2\end{equation}}
\newcommand{\reset}{\setcounter{equation}{0}}
\def\ba#1\ea{\begin{align}#1\end{align}}
\newenvironment{mine}{\be}{\ee}
\NewDocumentEnvironment{ours} {} {\be} {\ee}
\NewDocumentCommand{\num}{s m}{\IfBooleanTF{#1}{\[#2\]}{\begin{equation}#2\end{equation}}}
\newcommand{\x}{y}
\newcommand{\begins}{\begin{itemize}}
\newcommand{\loops}{\loops\be}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        (r"\be x \ee", f"{BE} x {EE}"),
        (r"\be\x\ee", rf"{BE}\x{EE}"),
        (r"\beq x\eeq", rf"{BE} x\nonumber{EE}"),
        (r"\bea a &=& b\end{eqnarray*}", r"\begin{eqnarray*} a &=& b\end{eqnarray*}"),
        (r"\bs x", rf"\begin{{subequations}}{BE} x"),
        (r"a \eqn {eq:a} {b {c}} d", rf"a {BE}\label{{eq:a}} b {{c}} {EE} d"),
        (r"\eqn ab c", rf"{BE}\label{{a}} b {EE} c"),
        (r"\eqo{a} \eqo[p]{b}[c]", rf"{BE}\label{{o}} a{EE} {BE}\label{{p}} b{EE}[c]"),
        (r"\reset", r"\setcounter{equation}{0}"),
        (r"\ba x \ea", r"\begin{align} x \end{align}"),
        (r"\begin{mine} x \end{mine}", f"{BE} x {EE}"),
        (r"\begin{ours} x \end{ours}", f"{BE} x {EE}"),
        (r"\num* {x} y \num{z}", rf"\[x\] y {BE}z{EE}"),
        (r"\bex \\be \\\be", rf"\bex \\be \\{BE}"),  # another command, a word after a break, and one of these
        (r"\begins \loops", r"\begins \loops"),
        (r"\eqn{a}", r"\eqn{a}"),
    ],
)
def test_spelled_out(text: str, found: str) -> None:
    assert spelled_out(text, without_definitions(OWN)[1]) == found


def test_equations_under_names_of_ones_own() -> None:
    source = OWN + (
        r"\be a \ee \beq no \eeq \begin{mine} b \end{mine} \eqn{eq:c}{c} \ba d &= e & f &= g \\ h \ea \eqo{i} \bea j\end{eqnarray*}"
        r"\reset\be k \ee"
    )
    assert [(e.number, e.latex, e.label) for e in equations(source)] == [
        ("1", "a", ""),
        ("2", "b", ""),
        ("3", "c", "eq:c"),
        ("4", r"d = e \quad f = g", ""),
        ("5", "h", ""),
        ("6", "i", "o"),
        ("1", "k", ""),
    ]


def test_a_group_after_a_definition_is_text() -> None:
    source = r"\newcommand{\x}{y} {\begin{equation} a \end{equation}} \def\z{y}" + "\n{\\bf b}"
    assert [e.number for e in equations(source)] == ["1"]
    assert without_definitions(source)[1] == [r"\newcommand{\x}{y}", r"\def\z{y}"]
