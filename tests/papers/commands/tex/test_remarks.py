"""What of a LaTeX source was not read is told; nothing is told of what was read or does not occur."""

import pytest

from papers.commands.tex.equations import equations
from papers.commands.tex.remarks import remarks

OPENS = (
    "is not expanded: an equation that it opens or closes is not seen; the numbers of the equations after it may be off"
)


def test_which_commands_stay() -> None:
    source = (
        r"\NewDocumentCommand{\norm}{t+ O{2} m}{|#3|_{#2}}\NewDocumentCommand{\other}{t+}{1}\newcommand{\E}{E}"
        r"\DeclareDocumentCommand\sq{m}{#1^2}\let\quad\qquad\let\eps\varepsilon\let\own\norm"
        r"\newcommand{\avg}[2][x]{<#2>_{#1}}\begin{equation} \norm{\E} + \avg{x} + \sq\eps \quad \end{equation}"
    )
    assert remarks(source) == (r"\norm is not expanded; replace it in the formulas of claims.py",)


@pytest.mark.parametrize(
    ("definition", "name"),
    [
        (r"\NewDocumentCommand{\be}{t+ m}{\begin{equation}}", r"\be"),
        (r"\newcommand{\be}{\be\begin{equation}}", r"\be"),
        (r"\def\be#1\ee{\begin{align} #1 \\ #1 \end{align}}", r"\be"),
        (r"\NewDocumentEnvironment{eqn}{m b}{\begin{equation}\label{#1}#2\end{equation}}{}", r"\begin{eqn}"),
        (r"\newenvironment{eqn}{\begin{eqn}\begin{equation}}{\end{equation}\end{eqn}}", r"\begin{eqn}"),
        (
            r"\newenvironment{eqn}[1]{\begin{inner}{#1#1}}{\end{inner}}"
            r"\newenvironment{inner}[1]{\begin{eqn}{#1#1}\begin{equation}}{\end{equation}\end{eqn}}",
            r"\begin{eqn}",
        ),
        (r"\def\be{\equation}", r"\be"),
        (r"\let\be=\equation", r"\be"),
        (r"\let\be\begin", r"\be"),
        (r"\NewDocumentEnvironment{eqn}{t+}{\begin{equation}}{\end{equation}}", r"\begin{eqn}"),
        (
            r"\def\eq{\begin{equation}}\DeclareDocumentEnvironment{eqn}{t+}{\eq\label{#1}}{\end{equation}}",
            r"\begin{eqn}",
        ),
    ],
)
def test_what_hides_an_equation(definition: str, name: str) -> None:
    assert remarks(rf"{definition} {name} x \ee \end{{eqn}}") == (f"{name} {OPENS}",)
    assert remarks(rf"{definition} \begin{{equation}} x \end{{equation}}") == ()


def test_subequations_that_nothing_closes() -> None:
    one = r"\begin{subequations} \begin{equation} x \end{equation}"
    told = r"\begin{subequations} is not closed; the numbers of the equations after it may be off"
    assert remarks(one) == remarks(rf"{one} \end{{subequations}} {one}") == (told,)
    assert remarks(rf"{one} \end{{subequations}}") == ()


@pytest.mark.parametrize("opens", [r"\equation", r"\align", r"\eqno"])
def test_equations_in_the_manner_of_tex(opens: str) -> None:
    told = f"equations with {opens} are not read; the numbers of the equations after it may be off"
    assert remarks(f"{opens}{{x}}") == (told,)
    assert remarks(rf"{opens}ed{{x}} \begin{{equation}} x \end{{equation}} \theequation") == ()


@pytest.mark.parametrize("used", [r"\be x \ee", r"\begin{eqn} x \end{eqn}", r"\ba x \ea", ""])
def test_what_is_written_out_needs_no_remark(used: str) -> None:
    definitions = (
        r"\NewDocumentCommand{\be}{o}{\begin{equation}}\let\ee\relax\def\ee{\end{equation}}\def\ba#1\ea{\begin{align}#1\end{align}}"
        r"\newenvironment{eqn}[1][]{\begin{equation}\label{#1}}{\end{equation}}"
    )
    assert remarks(definitions + used) == ()


def test_which_environments_stay_in_a_formula() -> None:
    formula = r"\begin{equation}\begin{rows}{c}x\end{rows}\end{equation}"
    source = r"\NewDocumentEnvironment{%s}{t+ m}{(\begin{array}{#2}}{\end{array})}" + formula
    assert remarks(source % "rows") == (r"\begin{rows} is not expanded; replace it in the formulas of claims.py",)
    assert remarks(source % "lines") == ()


def test_environments_that_are_not_read() -> None:
    told = "equations in IEEEeqnarray are not read; the numbers of the equations after it may be off"
    assert remarks(r"\begin{IEEEeqnarray}{c} x \end{IEEEeqnarray}") == (told,)
    assert remarks(r"\newcommand{\be}{\begin{IEEEeqnarray}} \be{c} x \end{IEEEeqnarray}") == (told,)
    assert remarks(r"\newcommand{\be}{\begin{IEEEeqnarray}}") == ()


def test_a_file_that_a_command_inputs() -> None:
    definition = r"\newcommand{\part}[1]{\input{parts/#1}}"
    (told,) = remarks(definition + r"\part{one}")
    assert told.startswith(r"\part is not expanded: a file that it inputs is not read")
    assert remarks(definition) == ()


@pytest.mark.parametrize("tag", [r"\ref{gone}$'$", r"\thesection a", r"\ref{own}"])
def test_a_tag_that_stays(tag: str) -> None:
    source = rf"\begin{{equation}} x \tag{{{tag}}} \label{{own}} \end{{equation}} \begin{{equation}} \label{{y}} y \end{{equation}}"
    assert remarks(source) == (rf"\tag{{{tag}}} is not read; write its number in claims.py",)
    assert remarks(source.replace(tag, r"\ref{y}$'$\dag")) == ()


@pytest.mark.parametrize("command", [r"\numberwithin", r"\counterwithin"])
def test_numbers_within_what_is_not_counted(command: str) -> None:
    told = rf"{command}{{equation}}{{part}} is not read: the numbers here are those without it"
    assert remarks(rf"{command}{{equation}}{{part}}\begin{{equation}} x \end{{equation}}") == (told,)
    assert remarks(rf"{command}{{equation}}{{subsection}}\begin{{equation}} x \end{{equation}}") == ()


def test_numbers_of_ones_own() -> None:
    told = remarks(r"\renewcommand{\theequation}{\roman{equation}}\begin{equation} x \end{equation}")
    assert told == (r"\theequation is redefined: the numbers here are those without it",)


@pytest.mark.parametrize(
    ("definition", "name"),
    [
        (r"\newcommand{\E}[1]{\langle #1 \rangle", r"\E"),
        (r"\def\E#1{\langle {#1 \rangle }", r"\E"),
        (r"\NewDocumentCommand{\E}{m}{\langle #1 \rangle", r"\E"),
        (r"\newenvironment{eqn}{\begin{equation}{\end{equation}}", "eqn"),
        (r"\newenvironment{eqn}{\begin{equation}}{\end{equation}", "eqn"),
    ],
)
def test_a_definition_that_nothing_closes(definition: str, name: str) -> None:
    """It ends at its line, and all after it is read."""
    source = definition + "\n\\begin{equation} a = 1 \\end{equation}"
    told = f"the definition of {name} is not closed ({{); what follows may be misread"
    assert remarks(source) == (told,)
    assert [e.latex for e in equations(source)] == ["a = 1"]
    assert remarks(definition) == (told,)


def test_what_a_definition_without_its_last_brace_stands_for() -> None:
    source = "\\newcommand{\\E}[1]{\\langle #1 \\rangle\n\\begin{equation} \\E{x} \\end{equation}"
    assert [e.latex for e in equations(source)] == [r"\langle x \rangle"]


def test_a_brace_that_a_definition_has_by_right() -> None:
    assert remarks(r"\let\bgroup={ \newcommand{\set}{\{ x} \begin{equation} x \end{equation}") == ()
