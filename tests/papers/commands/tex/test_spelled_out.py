"""A source's own names for what numbers equations are written out, and nothing else is."""

import pytest

from papers.commands.tex.equations import equations
from papers.commands.tex.source import without_definitions
from papers.commands.tex.spelled_out import spelled_out

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
\newenvironment{eqn*}[1]{\begin{equation}\label{#1}}{\end{equation}}
\newenvironment{opt}[2][o]{\begin{eqn*}{#1:#2}}{\nonumber\end{eqn*}}
\renewenvironment{passed}{\begin{opt}}{\end{opt}}
\newcommand{\bp}{\begin{passed}}
\NewDocumentEnvironment{doc}{s m O{c} o}{\be\IfBooleanT{#1}{\notag}\label{#2}}{\IfValueT{#4}{#4}, #3\ee}
\DeclareDocumentEnvironment{two words 2}{+m}{\begin{doc}{#1}[d]}{\end{doc}}
\newenvironment{rows}[1]{\left(\begin{array}{#1}}{\end{array}\right)}
\newenvironment{round}[1]{\begin{about}{#1}\be}{\ee\end{about}}
\newenvironment{about}[1]{\begin{round}{#1#1}}{\end{round}}
\newenvironment{last}{\be}{\ee\begin{round}{y}}
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
        (r"\begin{eqn*} {eq:a}x \end{eqn*}", rf"{BE}\label{{eq:a}}x {EE}"),
        (r"\begin{opt}{a}x\end{opt}", rf"{BE}\label{{o:a}}x\nonumber{EE}"),
        (r"\begin{opt} [p] {a}x\end{opt}", rf"{BE}\label{{p:a}}x\nonumber{EE}"),
        (
            r"\bp[p]{a}x\end{passed} y",
            rf"{BE}\label{{p:a}}x\nonumber{EE} y",
        ),  # the arguments come after what takes them
        (r"\begin{doc}*{a}x\end{doc}", rf"{BE}\notag\label{{a}}x, c{EE}"),
        (r"\begin{doc}{a}[b][z]x\end{doc}", rf"{BE}\label{{a}}xz, b{EE}"),
        (r"\begin{doc}{a}\begin{doc}{b}[e]x\end{doc}\end{doc}", rf"{BE}\label{{a}}{BE}\label{{b}}x, e{EE}, c{EE}"),
        (r"\begin{two words 2}{a}x\end{two words 2}", rf"{BE}\label{{a}}x, d{EE}"),
        (r"\be\begin{rows}{cc}x&y\end{rows}\ee", rf"{BE}\left(\begin{{array}}{{cc}}x&y\end{{array}}\right){EE}"),
        (r"\begin{round}{a}x\end{round}\be", rf"\begin{{round}}{{a}}x\end{{round}}{BE}"),  # each calls the other
        (r"\begin{about}{a}x\end{about}\be", rf"\begin{{about}}{{a}}x\end{{about}}{BE}"),
        (r"\be\begin{last}x\end{last}", rf"{BE}\begin{{last}}x\end{{last}}"),  # its end is no end
        (r"\end{doc} x \begin{eqn*}", r"\end{doc} x \begin{eqn*}"),
        (r"\\\bp{a}", rf"\\{BE}\label{{o:a}}"),
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


def test_environments_without_end() -> None:
    """Thirty of which each begins with two of the next, and one that a whole document uses."""
    own = (
        "".join(rf"\newenvironment{{a{k}}}{{\begin{{a{k + 1}}}\begin{{a{k + 1}}}}}{{\be}}" for k in range(30))
        + r"\newenvironment{more}[1]{\begin{more}{#1#1}}{}"
    )
    text = r"\begin{a0}x\end{a0}\begin{more}{x}" * 300
    assert spelled_out(text, without_definitions(own)[1]) == text


def test_equations_of_environments_with_arguments() -> None:
    source = OWN + (
        r"\begin{document}\begin{eqn*}{eq:a}a\end{eqn*}\begin{opt}{b}none\end{opt}\begin{doc}*{c}none\end{doc}"
        r"\begin{two words 2}{eq:d}d\end{two words 2}\be\begin{rows}{c}e\end{rows}\ee\end{document}"
    )
    assert [(e.number, e.latex, e.label) for e in equations(source)] == [
        ("1", "a", "eq:a"),
        ("2", "d, d", "eq:d"),
        ("3", r"\left(\begin{array}{c}e\end{array}\right)", ""),
    ]


def test_a_group_after_a_definition_is_text() -> None:
    source = r"\newcommand{\x}{y} {\begin{equation} a \end{equation}} \def\z{y}" + "\n{\\bf b}"
    assert [e.number for e in equations(source)] == ["1"]
    assert without_definitions(source)[1] == [r"\newcommand{\x}{y}", r"\def\z{y}"]
