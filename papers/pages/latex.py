"""The ledger for one's own paper: the table of verdicts, and the derivations behind them as `align`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from theory.latex.derivations import FITTED
from theory.latex.formulas_in_words import latex_words as text

from ..ledger.claim import Origin
from .latex_cells import breakable
from .mathml import named
from .notation import Notation, balanced

if TYPE_CHECKING:
    from theory.derivation import Derivation

    from ..ledger.paper_report import PaperReport
    from ..ledger.report import Report

NEEDS = r"\usepackage{amsmath,amssymb,array,longtable,graphicx}"
LEGEND = r"\noindent\emph{As read}: the paper says it in words only. \emph{Ours}: the paper does not say it."
ORIGINS = {Origin.READ: "as read", Origin.OWN: "ours"}  # narrow cells
NONE = "% No test of these claims goes through a derivation of theory"
ALL = "; gatelemma verify without --claim has those of the paper"
BLACKBOARD_ONE = re.compile(r"\\mathbb *(?:1|\{1\})")  # amssymb draws another sign in its place
LOOSE = r"\raggedright\lineskiplimit=2pt"  # lines with fractions do not touch
COLUMNS = "".join(rf">{{{LOOSE}}}p{{{width}\linewidth}}" for width in (".14", ".125", ".145", ".25")) + (
    rf">{{{LOOSE}\arraybackslash}}p{{.25\linewidth}}"
)
# longtable refuses two columns; \relax, since \twocolumn looks for a bracket in what follows.
SETTING = r"""\makeatletter\if@twocolumn\onecolumn\def\aftertables{\twocolumn\relax}\else\let\aftertables\relax\fi\makeatother
\begingroup\footnotesize\setlength{\tabcolsep}{3pt}\renewcommand{\arraystretch}{1.5}
\setlength{\normallineskip}{3pt}"""


def tables(report: Report, notation: Notation | None = None) -> str:
    """One `longtable` a paper: where, verdict, evidence, printed and corrected statement.

    A document in two columns has them on pages of one column.
    """
    found = "\n\n".join(_table(paper, notation or Notation()) for paper in report.papers)
    head = [
        f"% In the preamble: {NEEDS}",
        "% Where the document has two columns, these are pages of one; not inside multicols.",
    ]
    head += [FITTED] if r"\fitted" in found else []
    legend = [LEGEND, ""] if r"\emph{" in found else []
    return "\n".join([*head, SETTING, "", found, "", *legend, r"\endgroup\aftertables"]) + "\n"


def derivations(report: Report, notation: Notation | None = None) -> str:
    """Each derivation that a claim's test checks, as `align`, with the claims that it carries."""
    parts = [f"% {', '.join(claims)}\n{derivation.to_latex(notation)}" for derivation, claims in checked(report)]
    return "\n\n".join([f"% In the preamble: {NEEDS}", *(parts or [_none(report)])]) + "\n"


def _none(report: Report) -> str:
    from ..ledger.registry import load_paper

    whole = all(len(paper.claims) == len(load_paper(paper.reference)[0].claims) for paper in report.papers)
    return f"{NONE}{'' if whole else ALL}."


def checked(report: Report) -> list[tuple[Derivation, list[str]]]:
    """The derivations, in the order of the claims, with "slug id" of the claims whose tests check them."""
    from ..ledger.registry import find_claim, load_paper
    from ..ledger.uses import checked_derivations

    claims = [(p.slug, find_claim(load_paper(p.reference)[0], r.id)) for p in report.papers for r in p.claims]
    found = checked_derivations(claims)
    return [(derive(), [f"{slug} {id}" for slug, id in carried]) for derive, carried in found.items()]


def _table(paper: PaperReport, notation: Notation) -> str:
    rows = []
    for r in paper.claims:
        marked = "" if r.origin is Origin.PRINTED else rf"\emph{{{text(ORIGINS[r.origin])}:}} "
        formulas = (marked + _math(r.printed, notation), _math(r.corrected, notation))
        cells = (text(r.locator), text(r.verdict), text(r.evidence or ""), *formulas)
        rows.append(" & ".join(cells) + r" \\")
    head = r"where & verdict & evidence & statement & corrected \\ \hline \endhead"
    lines = [rf"% {paper.slug}", rf"\begin{{longtable}}{{{COLUMNS}}}", head, *rows, r"\end{longtable}"]
    return "\n".join(lines)


def _math(formula: str | None, notation: Notation) -> str:
    """The formula in a cell; its source in letters where it would break the table."""
    if not formula:
        return ""
    if not balanced(formula) or _ends_a_cell(formula) or "$" in formula.replace(r"\$", ""):
        return rf"\texttt{{{text(formula)}}}"
    formula = named(BLACKBOARD_ONE.sub(r"\\mathbf{1}", formula))
    return f"${breakable(notation(formula))}$"


def _ends_a_cell(formula: str) -> bool:
    """Whether & or \\\\ stands outside all braces and environments."""
    from theory.latex.formula import TOKEN

    depth = 0
    for token in TOKEN.findall(formula):
        depth += {"{": 1, r"\begin": 1, "}": -1, r"\end": -1}.get(token, 0)
        if token in ("&", r"\\") and depth <= 0:
            return True
    return False
