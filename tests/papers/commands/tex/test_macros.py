"""A source's own commands: expanded as TeX would, or left as they are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from papers.commands.tex.definitions import macros
from papers.commands.tex.macros import expanded
from papers.commands.tex.source import without_definitions

SOURCE = r"""
\let\arrow\vec
\newcommand{\E}{\mathbb{E}}
\newcommand*\relu{\operatorname{relu}\xspace}
\renewcommand{\vec}[1]{\mathbf{#1}}
\newcommand{\pair}[2]{\langle #2, #1\rangle}
\DeclareMathOperator{\var}{var}
\DeclareMathOperator*{\argmin}{arg\,min}
\def\R{\mathbb R}
\def\half#1{\tfrac{#1}2}
\providecommand{\E}{E}
\newcommand{\loss}{\ensuremath{\mathcal L}}
\newcommand{\Eloss}{\E\loss}
\newcommand{\opt}[1][2]{x^{#1}}
\newcommand{\avg}[2][x]{\langle #2\rangle_{#1}}
\newcommand{\loops}{\loops x}
\let\mean=\avg
\let\eps \varepsilon
\renewcommand{\avg}[2][x]{\langle #2\rangle_{#1}}
\NewDocumentCommand{\norm}{O{2} m}{\|#2\|_{#1}}
\NewDocumentCommand\law{m o +m}{p(#1\IfNoValueTF{#2}{}{, #2} | #3)\IfValueT{#2}{_{#2}}}
\DeclareDocumentCommand{\set}{ m O { n } }{\{#1\}_{#2}}
\RenewDocumentCommand{\set}{m O{m}}{\{#1\}^{#2}}
\ProvideDocumentCommand{\set}{m}{#1}
\NewDocumentCommand{\starred}{s m}{\IfBooleanTF{#1}{\bar}{\hat}{#2}\IfBooleanT{#1}{'}\IfBooleanF#1{_0}}
\newcommand{\gone}{x}
\RenewDocumentCommand{\gone}{t+ m}{#2}
"""
KNOWN = macros(without_definitions(SOURCE)[1])


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("x + y", "x + y"),
        (r"\E x", r"\mathbb{E} x"),
        (r"\Ex", r"\Ex"),  # another command
        (r"x_\E + x^\R", r"x_{\mathbb{E}} + x^{\mathbb R}"),
        (r"\frac\E\R", r"\frac{\mathbb{E}}{\mathbb R}"),
        (r"\frac{a}\E b", r"\frac{a}{\mathbb{E}} b"),
        (r"{a}\E", r"{a}\mathbb{E}"),
        (r"\R n", r"\mathbb R n"),
        (r"\relu(x)", r"\operatorname{relu}(x)"),
        (r"\vec x + \vec{y z}", r"\mathbf{x} + \mathbf{y z}"),
        (r"\vec\E", r"\mathbf{\mathbb{E}}"),
        (r"\pair{a}{\pair bc}", r"\langle \langle c, b\rangle, a\rangle"),
        (r"\var x, \argmin_x", r"\operatorname{var} x, \operatorname*{arg\,min}_x"),
        (r"\half3", r"\tfrac{3}2"),
        (r"\Eloss", r"\mathbb{E}{\mathcal L}"),
        (r"\opt x", r"x^{2} x"),
        (r"\opt [3] x", r"x^{3} x"),
        (r"a_\opt[{[}][3]", r"a_{x^{[}}[3]"),
        (r"\opt[3", r"\opt[3"),
        (r"\avg{y} + \avg[\E z]{\opt}", r"\langle y\rangle_{x} + \langle x^{2}\rangle_{\mathbb{E} z}"),
        (r"\avg y", r"\langle y\rangle_{x}"),
        (r"\avg[z]", r"\avg[z]"),
        (r"\loops", r"\loops"),
        (r"\arrow x + \eps", r"\vec x + \varepsilon"),
        (r"x_\eps", r"x_\varepsilon"),
        (r"\mean[z]{y}", r"\langle y\rangle_{z}"),
        (r"\norm{w} + \norm[1]{\E}", r"\|w\|_{2} + \|\mathbb{E}\|_{1}"),
        (r"\norm[a[1]]{w}", r"\|w\|_{a[1]}"),
        (r"\law{x}{y} + \law{x}[k]{y}", r"p(x | y) + p(x, k | y)_{k}"),
        (r"\set{x} \set{x} [k]", r"\{x\}^{m} \{x\}^{k}"),
        (r"\norm[2", r"\norm[2"),
        (r"\starred*{x} + \starred *x + \starred x", r"\bar{x}' + \bar{x}' + \hat{x}_0"),
        (r"\starred{x}*", r"\hat{x}_0*"),
        (r"\gone+{y}", r"\gone+{y}"),  # arguments that are not read here
        (r"\vec", r"\vec"),
        (r"{\vec}", r"{\vec}"),
    ],
)
def test_expanded(formula: str, found: str) -> None:
    assert expanded(formula, KNOWN) == found


def test_the_later_definition_counts() -> None:
    assert expanded(r"\a", macros([r"\newcommand{\a}{b}", r"\renewcommand{\a}{c}", r"\providecommand{\a}{d}"])) == "c"


def test_a_name_keeps_the_meaning_that_was_let() -> None:
    """As in TeX: what is redefined later does not change it, and a command may be written with its old meaning."""
    known = macros(
        [
            r"\newcommand{\a}{x}",
            r"\let\b\a",
            r"\renewcommand{\a}{y}",
            r"\let\old\vec",
            r"\renewcommand{\vec}[1]{\old{#1}'}",
        ]
    )
    assert expanded(r"\a \b \vec z", known) == r"y x \vec{z}'"


@pytest.mark.parametrize("given", [r"\let\a\b", r"\let\a=\b", r"\let\a =x", r"\RenewDocumentCommand\a{o m}{x}"])
def test_what_a_definition_is(given: str) -> None:
    """Nothing of what follows it."""
    assert without_definitions(given + " {kept}") == (" {kept}", [given])


def test_growth_without_end_is_left_alone() -> None:
    """Thirty commands of which each is two of the next, as `\\\\loops` above, which is itself and more."""
    known = macros([rf"\newcommand{{\a{'b' * k}}}{{\a{'b' * (k + 1)}\a{'b' * (k + 1)}}}" for k in range(30)])
    assert expanded(r"x + \a", known) == r"x + \a"
    known = macros([r"\newcommand{\a}[1]{\a{#1#1}}"])  # twice as long each time
    assert expanded(r"\a{xyz}", known) == r"\a{xyz}"


def test_as_tex_does_it(tmp_path: Path, pdflatex: Callable[[str, Path], str]) -> None:
    """Boxes of the formula, with the commands defined, and of what is found, without them, have the same size."""
    formulas = [
        r"\E x",
        r"x^\R",
        r"\frac\E\R",
        r"\vec\E",
        r"\pair{a}{\pair bc}",
        r"\var x \argmin_x y",
        r"\half3",
        r"a \Eloss",
        r"\opt x",
        r"\opt [3] x",
        r"\avg{y} + \avg[\E z]{\opt[{[}]}",
        r"\arrow x + x_\eps",
        r"\mean[z]{y}",
        r"\norm{w} + \norm[a[1]]{\E}",
        r"\law{x}{y} + \law{x}[k]{y}",
        r"\set{x} \set{x} [k]",
    ]
    boxes = [rf"\setbox0\hbox{{${{}}{f}$}}\typeout{{box \the\wd0 \the\ht0 \the\dp0}}" for f in formulas]
    plain = [
        rf"\setbox0\hbox{{${{}}{expanded(f, KNOWN)}$}}\typeout{{box \the\wd0 \the\ht0 \the\dp0}}" for f in formulas
    ]
    own = SOURCE.replace(r"\providecommand{\E}{E}", "")
    said = []
    for body, preamble in ((boxes, own), (plain, "")):
        text = "\n".join(
            [r"\documentclass{article}\usepackage{amsmath,amssymb,xspace}", preamble, r"\begin{document}", *body]
        )
        log = pdflatex(text + r"\end{document}", tmp_path)
        said.append([line for line in log.splitlines() if line.startswith("box ")])
    assert said[0] == said[1]
    assert len(said[0]) == len(formulas)
