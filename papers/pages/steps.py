"""A claim's derivations on the HTML page: each step with its rule, its assumptions and how it was decided."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from theory.latex.derivations import display, letters

from ..ledger.registry import find_claim, load_paper
from ..ledger.uses import uses
from .mathml import formula
from .prose import prose

if TYPE_CHECKING:
    from theory.derivation import Derivation

    from ..ledger.paper_report import PaperReport
    from ..ledger.result import Result


def derivations(paper: PaperReport, r: Result) -> str:
    """All that the claim's test reaches, open; empty where it reaches none."""
    found = uses(find_claim(load_paper(paper.reference)[0], r.id)).derivations
    return "".join(map(_derived, found))


def _derived(derive: Callable[[], Derivation]) -> str:
    try:
        return steps(derive())
    except Exception as failed:  # the rest of the page must not be lost
        return f"<p>The derivation failed: {escape(f'{type(failed).__name__}: {failed}')}</p>"


def steps(derivation: Derivation) -> str:
    """The title and the steps, which are checked here."""
    known = letters(derivation)
    rows = []
    for step, decision in zip(derivation.steps, derivation.check(), strict=True):
        how = "given" if step.given else f"{decision.word}, by {decision.method}"
        words = f"{prose(step.words(), symbols=known)} <small>[{prose(how)}]</small>"
        rows.append(f'<li>{words}<div class="wide">{formula(display(step, "aligned"))}</div></li>')
    title = f"<summary>Derivation: {prose(derivation.title, symbols=known)}</summary>"
    return f'<details class="derivation" open>{title}<ol>{"".join(rows)}</ol></details>'
