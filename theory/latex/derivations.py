"""A derivation as LaTeX that fits a column of two: long formulas in lines, and what cannot be broken drawn smaller."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.function import AppliedUndef

from .folding import COLUMN, drawn, folded
from .words import latex_prose, letters_among

if TYPE_CHECKING:
    from ..derivation import Derivation, Step

LINE = 110  # characters of LaTeX in a line of a sum
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


def rows(step: Step, length: Callable[[str], int] = len, line: int = LINE) -> list[list[tuple[str, str]]]:
    """The lines of left = right: pieces of LaTeX, each after what aligns it. A sum is broken where `length` exceeds `line`."""
    left, right = _lines(step.lhs, length, line), _lines(step.rhs, length, line)
    if len(left) == 1 and length(left[0]) + max(map(length, right)) <= line:
        first = [[("", left[0]), (" &= ", right[0])]]
    else:
        first = [[("& ", left[0])], *([("&\\quad ", more)] for more in left[1:]), [("& = ", right[0])]]
    return [*first, *([("&\\quad ", more)] for more in right[1:])]


def _equation(step: Step, notation: Callable[[str], str]) -> str:
    """One number for all lines."""
    left, right = (notation(sp.latex(side)) for side in (step.lhs, step.rhs))
    if drawn(f"{left} = {right}") <= COLUMN:
        return f"{left} &= {right}"
    if drawn(left) <= SHORT:
        lines = folded(f"{left} = {right}")
    else:
        first, *rest = folded(right, COLUMN - EQUALS)
        lines = [*folded(left), f"= {first}", *rest]
    return " \\notag \\\\\n".join(f"& {_fitted(line)}" for line in lines)


def _fitted(latex: str) -> str:
    return rf"\fitted{{{latex}}}" if drawn(latex) > COLUMN else latex


def _lines(side: Any, length: Callable[[str], int], line: int) -> list[str]:
    lines = [""]
    for term in side.as_ordered_terms() if isinstance(side, sp.Add) else [side]:
        latex = sp.latex(term)
        latex = latex if not any(lines) or latex.startswith("-") else f"+ {latex}"
        if lines[-1] and length(lines[-1]) + 1 + length(latex) > line:
            lines.append("")
        lines[-1] = f"{lines[-1]} {latex}".strip()
    return lines
