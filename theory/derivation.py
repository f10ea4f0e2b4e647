"""A derivation: equations in SymPy, each with its rule, its assumptions and a check that runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import sympy as sp

from .zero import Decision, is_zero

GIVEN = "given"


@dataclass(frozen=True)
class Step:
    """One equation lhs = rhs and why it holds.

    `rule` names what was done; `assumptions` are words. `using` rewrites the difference before it is compared with 0
    (for noncommutative symbols: P^T P -> 1). A step whose rule begins with "given" is a hypothesis or a definition: it
    is shown, not checked.

    Example:
    >>> import sympy as sp
    >>> from theory import Step
    >>> x = sp.Symbol("x", positive=True)
    >>> Step(sp.Derivative(x**2, x), 2 * x, "power rule").check().holds
    True
    >>> Step(sp.Derivative(x**2, x), x, "a lost factor").check().holds
    False
    """

    lhs: sp.Basic
    rhs: sp.Basic
    rule: str
    assumptions: tuple[str, ...] = ()
    using: Callable[[Any], Any] | None = field(default=None, compare=False)

    @property
    def given(self) -> bool:
        return self.rule.startswith(GIVEN)

    def words(self) -> str:
        """The rule and, marked as such, what it assumes."""
        return f"{self.rule}; assumed: {'; '.join(self.assumptions)}" if self.assumptions else self.rule

    def check(self) -> Decision:
        """Whether lhs - rhs is zero once derivatives, limits and sums are carried out."""
        if self.given:
            return Decision(True, GIVEN)
        difference = _done(self.lhs) - _done(self.rhs)
        return is_zero(self.using(sp.expand(difference)) if self.using else difference)


@dataclass(frozen=True)
class Derivation:
    """A titled list of steps; `check()` runs them all, and it renders in a notebook and in a terminal.

    Example:
    >>> import sympy as sp
    >>> from theory import Derivation, Step
    >>> x = sp.Symbol("x")
    >>> square = Derivation("A square", (Step((x + 1) ** 2, x**2 + 2 * x + 1, "multiplied out"),))
    >>> square.proved, square.result
    (True, x**2 + 2*x + 1)
    """

    title: str
    steps: tuple[Step, ...]

    def check(self) -> tuple[Decision, ...]:
        return tuple(step.check() for step in self.steps)

    @property
    def holds(self) -> bool | None:
        """True where every step holds, False where one is refuted, None where one is undecided."""
        results = [d.holds for d in self.check()]
        return False if False in results else None if None in results else True

    @property
    def proved(self) -> bool:
        """Every step holds, and none by sampling."""
        return all(d.holds and d.proved for d in self.check())

    @property
    def result(self) -> sp.Basic:
        """The right-hand side of the last step."""
        return self.steps[-1].rhs

    def to_latex(self, notation: Callable[[str], str] | None = None) -> str:
        """Each step as an `align` under its words; needs amsmath and graphicx. `notation` maps every formula, if given."""
        from .latex.derivations import align

        return align(self, notation or str)

    def to_markdown(self) -> str:
        """Rule, assumptions, how it was decided, and the equation of each step, for `IPython.display.Markdown`.

        What is surely a formula among the words is set as one.
        """
        from .latex.derivations import display, letters

        known = letters(self)
        blocks = [f"**{_prose(self.title, known, _plain)}**"]
        for i, (step, decision) in enumerate(zip(self.steps, self.check(), strict=True), 1):
            why = step.words()
            blocks.append(f"{i}\\. {_prose(why, known, _plain)} (*{_plain(_mark(decision))}*)")
            blocks.append(f"$$\n{display(step, 'aligned')}\n$$")
        return "\n\n".join(blocks) + "\n"

    def _repr_html_(self) -> str:
        from .latex.derivations import display, letters

        known = letters(self)
        rows = "".join(
            f"<tr><td>{i}</td><td>$${escape(display(s, 'aligned'))}$$</td>"
            f"<td>{_prose(s.words(), known, escape)}</td><td>{escape(_mark(d))}</td></tr>"
            for i, (s, d) in enumerate(zip(self.steps, self.check(), strict=True), 1)
        )
        return f"<table><caption>{_prose(self.title, known, escape)}</caption>{rows}</table>"

    def __str__(self) -> str:
        lines = [self.title]
        for i, (step, decision) in enumerate(zip(self.steps, self.check(), strict=True), 1):
            why = step.words()
            lines += [f"{i:3d}. {step.lhs} = {step.rhs}", f"     {why}  [{_mark(decision)}]"]
        return "\n".join(lines)


def _done(side: Any) -> Any:
    return side.doit() if hasattr(side, "doit") else side


def _plain(text: str) -> str:
    """`text` for Markdown, with its own signs escaped: they are the formulas' here."""
    return re.sub(r"([\\`*_~$])", r"\\\1", escape(text, quote=False))


def _prose(words: str, symbols: frozenset[str], plain: Callable[[str], str]) -> str:
    """The words through `plain`, and the formulas among them in dollars."""
    from .latex.formulas_in_words import formulas

    return "".join(_inline(part) if math else plain(part) for part, math in formulas(words, symbols))


def _inline(formula: str) -> str:
    """In dollars, which must not have a space inside; without the signs that start a tag of HTML."""
    shown = re.sub("> ?", r"\\gt ", re.sub("< ?", r"\\lt ", formula))
    return re.sub(r"\A(\s*)(.*?)(\s*)\Z", r"\1$\2$\3", shown, flags=re.DOTALL)


def _mark(decision: Decision) -> str:
    if decision.method == GIVEN:
        return GIVEN
    return f"{decision.word}: {decision.method}" + (f", {decision.detail}" if decision.detail else "")
