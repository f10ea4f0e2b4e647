"""A derivation as LaTeX that fits its column: long sums broken, and what cannot be broken drawn smaller."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy as sp

from .latex_words import latex_words

if TYPE_CHECKING:
    from .derivation import Derivation, Step

LINE = 110  # characters of LaTeX in a line of a sum
FITTED = (
    r"\providecommand{\fitted}[1]{\resizebox{\ifdim\width>.85\linewidth .85\linewidth\else\width\fi}{!}"
    r"{$\displaystyle #1$}}"
)


def align(derivation: Derivation, notation: Callable[[str], str]) -> str:
    """The title, and each step under the words that say why it holds; aligned for itself, since sides differ in width.

    Needs amsmath, and graphicx where a line is fitted. `notation` is applied to every formula.
    """
    text = f"\\paragraph{{{latex_words(derivation.title)}.}} " + "\n".join(
        f"{latex_words('; '.join((step.rule, *step.assumptions)))}\n\\begin{{align}}\n{_equation(step, notation)}\n\\end{{align}}"
        for step in derivation.steps
    )
    return f"{FITTED}\n{text}" if r"\fitted" in text else text


def _equation(step: Step, notation: Callable[[str], str]) -> str:
    """left &= right, long sums over several lines with one number."""
    left, right = (_lines(side, notation) for side in (step.lhs, step.rhs))
    if len(left) == 1 and len(left[0]) + max(map(len, right)) <= LINE:
        return f"{left[0]} &= " + " \\notag \\\\\n&\\quad ".join(right)
    return " \\notag \\\\\n".join(
        [f"& {left[0]}", *(f"&\\quad {more}" for more in left[1:]), f"& = {right[0]}"]
    ) + "".join(f" \\notag \\\\\n&\\quad {more}" for more in right[1:])


def _lines(side: Any, notation: Callable[[str], str]) -> list[str]:
    """A sum broken after `LINE` characters."""
    lines = [""]
    for term in side.as_ordered_terms() if isinstance(side, sp.Add) else [side]:
        latex = sp.latex(term)
        latex = latex if not any(lines) or latex.startswith("-") else f"+ {latex}"
        if lines[-1] and len(lines[-1]) + 1 + len(latex) > LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {latex}".strip()
    return [rf"\fitted{{{notation(line)}}}" if len(line) > LINE else notation(line) for line in lines]
