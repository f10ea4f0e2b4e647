"""Remarks on the formulas that pages show as text, since their LaTeX cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..ledger.expected import few
from ..ledger.paper_report import PaperReport
from .tex.equations import Equation


def remark(paper: PaperReport) -> str:
    """One line that names the claims and what is wrong; empty where all formulas can be drawn."""
    from ..pages.mathml import unreadable  # here, so that the command answers before it loads a library

    formulas = [
        (r.id, kind, latex)
        for r in paper.claims
        for kind, latex in (("printed", r.printed), ("corrected", r.corrected))
    ]
    found = [f"{id} {kind} ({wrong})" for id, kind, latex in formulas if latex and (wrong := unreadable(latex))]
    return f"{paper.slug}: LaTeX that a page shows as text: {few(found)}; mend it in the claim" if found else ""


def of_equations(equations: Iterable[tuple[str, Equation]], told: Iterable[str]) -> Iterator[str]:
    """A line for each equation of a source that ends elsewhere than it seems, and one for what else cannot be drawn.

    What `told`, the remarks on the source, begin with is not said again.
    """
    from ..pages.mathml import unreadable
    from ..pages.notation import unmatched

    known, others = {line.split()[0] for line in told}, []
    for id, equation in equations:
        if wrong := unmatched(equation.latex) or (f"{equation.open} is not closed" if equation.open else ""):
            yield f"{id}: {wrong}; the numbers after it may be off"
        elif (wrong := unreadable(equation.latex)) and wrong.split()[0] not in known:
            others.append(f"{id} ({wrong})")
    if others:
        yield f"LaTeX that a page shows as text: {few(others)}; mend it in claims.py"
