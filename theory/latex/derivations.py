"""A derivation as LaTeX that fits its column: long formulas in lines, and in a paper what cannot be broken drawn smaller."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.function import AppliedUndef

from .folding import COLUMN, drawn, folded
from .formulas_in_words import latex_prose, letters_among

if TYPE_CHECKING:
    from ..derivation import Derivation, Step

PAGE = 340.0  # points of a page of the documentation and of a notebook, whose letters are wider
LONG = 6  # lines of a step that may go on in the next column
BREAKING = r"\begingroup\allowdisplaybreaks[2]"
SHORT = 40.0  # points of a left side that has no line of its own
EQUALS = 15.0  # points of the sign and the space around it
FITTED = (
    r"\providecommand{\fitted}[1]{\resizebox{\ifdim\width>.85\linewidth .85\linewidth\else\width\fi}{!}"
    r"{$\displaystyle #1$}}"
)


def align(derivation: Derivation, notation: Callable[[str], str]) -> str:
    """The title, and each step under the words that say why it holds; aligned for itself, since sides differ in width.

    Needs amsmath, and graphicx where a line is fitted. `notation` is applied to every formula.
    """
    known = letters(derivation)
    text = f"\\paragraph{{{latex_prose(derivation.title, known, notation)}.}} " + "\n".join(
        f"{latex_prose(step.words(), known, notation)}\n\\begin{{align}}\n{_equation(step, notation)}\n\\end{{align}}"
        for step in derivation.steps
    )
    if any(step.count("\n") > LONG + 1 for step in text.split(r"\begin{align}")):
        text = f"{BREAKING}\n{text}\n\\endgroup"
    return f"{FITTED}\n{text}" if r"\fitted" in text else text


def letters(derivation: Derivation) -> frozenset[str]:
    """The letters of the symbols in the equations, without their indices, and of those in the formulas among the words."""
    sides = [side for step in derivation.steps for side in (step.lhs, step.rhs) if isinstance(side, sp.Basic)]
    names = {str(s) for side in sides for s in side.free_symbols} | {
        str(f.func) for side in sides for f in side.atoms(AppliedUndef)
    }
    known = {match[0] for name in names if (match := re.match("[a-zA-Z]+", name))}
    return letters_among("; ".join(word for step in derivation.steps for word in (step.rule, *step.assumptions)), known)


def lines(step: Step, column: float = COLUMN, notation: Callable[[str], str] = str) -> list[str]:
    """left = right in the lines of a column, in points at letters of ten, each with the sign that aligns it."""
    left, right = (notation(sp.latex(side)) for side in (step.lhs, step.rhs))
    if drawn(f"{left} = {right}") <= column:
        return [f"{left} &= {right}"]
    if drawn(left) <= SHORT:
        found = folded(f"{left} = {right}", column)
    else:
        first, *rest = folded(right, column - EQUALS)
        found = [*folded(left, column), f"= {first}", *rest]
    return [f"& {line}" for line in found]


def display(step: Step, environment: str) -> str:
    """left = right for a notebook or a page of the documentation: as it is, or in the lines of an environment."""
    found = lines(step, PAGE)
    if len(found) == 1:
        return found[0].replace(" &= ", " = ", 1)
    return "\n".join([rf"\begin{{{environment}}}", " \\\\\n".join(found), rf"\end{{{environment}}}"])


def _equation(step: Step, notation: Callable[[str], str]) -> str:
    """One number for all lines."""
    return " \\notag \\\\\n".join(map(_fitted, lines(step, COLUMN, notation)))


def _fitted(line: str) -> str:
    latex = line.removeprefix("& ")
    return rf"& \fitted{{{latex}}}" if latex != line and drawn(latex) > COLUMN else line
