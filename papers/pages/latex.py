"""The table of verdicts as LaTeX."""

from __future__ import annotations

from ..ledger.report import PaperReport, Report

_SPECIAL = str.maketrans(
    {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}", "~": r"\~{}", "^": r"\^{}"}
)


def tables(report: Report) -> str:
    """One `tabular` a paper: where, verdict, evidence, printed and corrected statement. Needs amsmath."""
    return "\n\n".join(_table(paper) for paper in report.papers) + "\n"


def _table(paper: PaperReport) -> str:
    rows = []
    for r in paper.claims:
        cells = (text(r.locator), text(r.verdict), text(r.evidence or ""), _math(r.printed), _math(r.corrected))
        rows.append(" & ".join(cells) + r" \\")
    head = r"where & verdict & evidence & printed & corrected \\ \hline"
    lines = [rf"% {paper.slug}", r"\begin{tabular}{lllll}", head, *rows, r"\end{tabular}"]
    return "\n".join(lines)


def text(words: str) -> str:
    """`words` with LaTeX's special characters escaped."""
    return words.replace("\\", r"\textbackslash ").translate(_SPECIAL)


def _math(formula: str | None) -> str:
    return f"${formula}$" if formula else ""
