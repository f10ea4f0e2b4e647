"""The ledger as one self-contained HTML page: summary, filter, a table and a card a claim."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..ledger.claim import Origin
from ..ledger.verdict import Verdict
from .claim_card import badge, card, card_alone, class_of, links_to, said
from .page_style import SCRIPT, STYLE
from .prose import prose

if TYPE_CHECKING:
    from ..ledger.paper_report import PaperReport
    from ..ledger.report import Report
    from ..ledger.result import Result

ORIGINS = (
    "<p>Above a formula: <em>printed</em>, the paper has it; <em>as we read it</em>, the paper says so in words that one could "
    "read otherwise; <em>ours</em>, the paper does not say it: it asks, leaves a section empty, notes beside it say it, or we "
    "go on from what it says. Ours and corrected: what one would expect of the paper, and what holds instead.</p>"
)


def page(report: Report) -> str:
    """The whole page, nothing loaded from outside."""
    body = "".join(_paper(report, p) for p in report.papers)
    script = f"<script>{SCRIPT}</script>" if len(_verdicts(report)) > 1 else ""
    made = report.provenance
    versions = ", ".join(f"{k} {v}" for k, v in made["versions"].items())
    foot = f"Computed with {versions}; {made['platform']}; seed {made['seed']}; commit of gatelemma {made['commit']}."
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>gatelemma ledger</title><style>{STYLE}</style></head><body><h1>Which statements hold</h1>"
        f"{_summary(report)}{_filter(report)}<main>{body}</main>"
        f"<footer><p>{escape(foot)}</p></footer>{script}</body></html>\n"
    )


def tables(report: Report) -> str:
    """The summary tables alone, for Jupyter."""
    return f"<style>{_scoped()}</style>" + "".join(
        f'<div class="gatelemma"><h3>{prose(p.title)}</h3>{_table(p, link=False)}</div>' for p in report.papers
    )


def alone(r: Result) -> str:
    """One claim without a page around it, for Jupyter."""
    return f"<style>{_scoped()}</style>{card_alone(r)}"


def _scoped() -> str:
    keep = (line for line in STYLE.splitlines() if line.startswith((".holds", ".not", ".verdict", "mtd", "mtable")))
    return "\n".join(keep)


def _summary(report: Report) -> str:
    """How many claims of each paper have each verdict; definitions claim nothing and stand apart."""
    verdicts = [v for v in _verdicts(report) if v != Verdict.DEFINITION]
    head = "".join(
        f'<th scope="col" class="n">{v}</th>' for v in (*verdicts, "claims", "of them ours", "definitions beside them")
    )
    rows = "".join(
        f'<tr><th scope="row"><a href="#{escape(p.slug)}">{prose(p.title)}</a></th>'
        + "".join(f'<td class="n">{counts.get(v, 0)}</td>' for v in verdicts)
        + f'<td class="n">{len(p.claims) - counts.get(Verdict.DEFINITION, 0)}</td>'
        + f'<td class="n">{p.ours()}</td><td class="n">{counts.get(Verdict.DEFINITION, 0)}</td></tr>'
        for p in report.papers
        for counts in [p.counts()]
    )
    head = f'<thead><tr><th scope="col">paper</th>{head}</tr></thead>'
    return f'<div class="wide"><table>{head}<tbody>{rows}</tbody></table></div>{ORIGINS}'


def _filter(report: Report) -> str:
    """A box for each verdict; none where all have the same."""
    if len(_verdicts(report)) < 2:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" value="{class_of(v)}" checked> {v}</label> ' for v in _verdicts(report)
    )
    entries = sum(len(p.claims) for p in report.papers)
    return (
        f'<div class="filter"><fieldset><legend>Show what is marked as</legend>{boxes}'
        f'<output aria-live="polite">{entries} of {entries} entries</output></fieldset></div>'
    )


def _verdicts(report: Report) -> list[Verdict]:
    return [v for v in Verdict if any(v in p.counts() for p in report.papers)]


def _paper(report: Report, paper: PaperReport) -> str:
    alone = sum(len(p.claims) for p in report.papers) == 1
    claims = "".join(card(report, paper, r, unfolded=alone) for r in paper.claims)
    return (
        f'<h2 id="{escape(paper.slug)}">{prose(paper.title)}</h2><p>{prose(paper.citation)}</p>'
        f"{_table(paper, link=True)}{claims}"
    )


def _table(paper: PaperReport, link: bool) -> str:
    rows, links = [], links_to(paper) if link else {}
    for r in paper.claims:
        where = escape(r.locator)
        where = f'<a href="#{escape(paper.slug)}-{r.id}">{where}</a>' if link else where
        rows.append(
            f'<tr data-verdict="{class_of(r.verdict)}"><td>{where}</td><td>{badge(r)}{_mark(r)}</td><td>'
            f"{said(r.statement, r, links)}</td><td>{escape(r.evidence or '')}</td>"
            f'<td class="n">{r.effective if r.evidence else ""}</td><td class="n">{r.seconds:.1f}</td></tr>'
        )
    kinds = {"where": "", "verdict": "", "statement": "", "evidence": "", "instances": "n", "seconds": "n"}
    head = "".join(f'<th scope="col"{f" class={k}" if k else ""}>{name}</th>' for name, k in kinds.items())
    return f'<div class="wide"><table class="claims"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _mark(r: Result) -> str:
    """In the table, where a claim is not printed in the paper."""
    words = {Origin.READ: "as we read it", Origin.OWN: "ours"}.get(r.origin)
    return f"<br><small>{words}</small>" if words else ""
