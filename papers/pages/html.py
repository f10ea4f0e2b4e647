"""The ledger as one self-contained HTML page: statements, verdicts, evidence, plots."""

from __future__ import annotations

import io
from html import escape

from ..ledger.claim import Result
from ..ledger.registry import find_claim, load_paper
from ..ledger.report import PaperReport, Report
from ..ledger.verdict import Verdict
from .mathml import formula
from .page_style import SCRIPT, STYLE


def page(report: Report) -> str:
    """The whole page, nothing loaded from outside."""
    body = "".join(_paper(p) for p in report.papers)
    made = report.provenance
    versions = ", ".join(f"{k} {v}" for k, v in made["versions"].items())
    foot = f"Computed with {versions}; {made['platform']}; seed {made['seed']}; commit {made['commit']}."
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>gatelemma ledger</title><style>{STYLE}</style></head><body><h1>Which statements hold</h1>"
        f"{_summary(report)}{_filter(report)}{body}<p><small>{escape(foot)}</small></p><script>{SCRIPT}</script></body></html>\n"
    )


def tables(report: Report) -> str:
    """The summary tables alone, for Jupyter."""
    return f"<style>{_scoped()}</style>" + "".join(
        f'<div class="gatelemma"><h3>{escape(p.title)}</h3>{_table(p, link=False)}</div>' for p in report.papers
    )


def _scoped() -> str:
    keep = (line for line in STYLE.splitlines() if line.startswith((".holds", ".not", ".verdict")))
    return "\n".join(keep)


def _summary(report: Report) -> str:
    """How many claims of each paper have each verdict."""
    verdicts = _verdicts(report)
    head = "".join(f'<th scope="col">{v}</th>' for v in verdicts)
    rows = "".join(
        f'<tr><th scope="row"><a href="#{escape(p.slug)}">{escape(p.title)}</a></th>'
        + "".join(f'<td class="n">{p.counts().get(v, 0)}</td>' for v in verdicts)
        + "</tr>"
        for p in report.papers
    )
    return f'<table><thead><tr><th scope="col">paper</th>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _filter(report: Report) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" value="{_name(v)}" checked> {v}</label> ' for v in _verdicts(report)
    )
    return f"<fieldset><legend>Show the claims whose verdict is</legend>{boxes}</fieldset>"


def _verdicts(report: Report) -> list[Verdict]:
    return [v for v in Verdict if any(v in p.counts() for p in report.papers)]


def _paper(paper: PaperReport) -> str:
    claims = "".join(_claim(paper, r) for r in paper.claims)
    return (
        f'<h2 id="{escape(paper.slug)}">{escape(paper.title)}</h2><p>{escape(paper.citation)}</p>'
        f"{_table(paper, link=True)}{claims}"
    )


def _table(paper: PaperReport, link: bool) -> str:
    rows = []
    for r in paper.claims:
        where = escape(r.locator)
        where = f'<a href="#{escape(paper.slug)}-{r.id}">{where}</a>' if link else where
        rows.append(
            f'<tr data-verdict="{_name(r.verdict)}"><td>{where}</td><td>'
            f"{escape(r.statement)}</td><td>{_badge(r)}</td><td>{escape(r.evidence or '')}</td>"
            f'<td class="n">{r.effective if r.evidence else ""}</td><td class="n">{r.seconds:.1f}</td></tr>'
        )
    names = ("where", "statement", "verdict", "evidence", "instances", "seconds")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _claim(paper: PaperReport, r: Result) -> str:
    bar = f" ± {r.error_bar:.2g}" if r.error_bar is not None else ""
    formulas = f"<figure><figcaption>printed</figcaption>{formula(r.printed)}</figure>"
    if r.corrected:
        formulas += f'<figure class="right"><figcaption>corrected</figcaption>{formula(r.corrected)}</figure>'
    entries = {
        "assumptions": escape("; ".join(r.assumptions)),
        "evidence": escape(f"{r.evidence}, {r.effective} instances, by {r.oracle}") if r.evidence else "",
        "deviation": f"{r.deviation:.3g}{bar}" if r.deviation is not None else "",
        "counterexample": escape(r.counterexample),
        "found": escape(r.detail),
        "refuted variants": escape("; ".join(r.refuted_variants)),
        "error": escape(r.error or ""),
        "seconds": f"{r.seconds:.1f}",
        "alone": f"<code>gatelemma verify {escape(paper.slug)} --claim {r.id} --explain</code>",
    }
    shown = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in entries.items() if value)
    return (
        f'<section id="{escape(paper.slug)}-{r.id}" data-verdict="{_name(r.verdict)}">'
        f"<h3>{escape(r.locator)} {_badge(r)}</h3><p>{escape(r.statement)}</p>"
        f'<div class="formulas">{formulas}</div><dl>{shown}</dl>{_plot(paper, r)}</section>'
    )


def _badge(r: Result) -> str:
    return f'<span class="verdict {_name(r.verdict)}">{r.verdict}</span>'


def _name(verdict: Verdict) -> str:
    return verdict.replace(" ", "-")


def _plot(paper: PaperReport, r: Result) -> str:
    draw = find_claim(load_paper(paper.reference)[0], r.id).plot
    if draw is None or not r.data:
        return ""
    import matplotlib as mpl

    svg = io.StringIO()
    try:
        with mpl.rc_context({"svg.hashsalt": r.id, "svg.fonttype": "path"}):
            draw(r.data).savefig(svg, format="svg", metadata={"Date": None})
    except Exception as failed:  # the page of all other claims must not be lost
        return f"<p>The plot failed: {escape(f'{type(failed).__name__}: {failed}')}</p>"
    text = svg.getvalue()
    return text[text.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{escape(r.statement)}"', 1)
