"""A remark on the formulas that pages show as text, since their LaTeX cannot be read."""

from __future__ import annotations

from ..ledger.expected import few
from ..ledger.paper_report import PaperReport


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
