"""The ledger as one self-contained HTML page: statements, verdicts, evidence, plots."""

from __future__ import annotations

import io
from html import escape

from .claim import Result
from .registry import find_claim, load_paper
from .report import PaperReport, Report

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
h1, h2, h3 { line-height: 1.2; } h3 { margin-bottom: .2rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; }
tr { border-bottom: 1px solid #d0d0d0; } td.n { text-align: right; font-variant-numeric: tabular-nums; }
code { background: #f3f3f3; padding: .1rem .3rem; overflow-wrap: anywhere; }
.verdict { font-weight: 600; border: 1px solid; border-radius: .3rem; padding: 0 .4rem; white-space: nowrap; }
.holds { color: #0b6b3a; } .corrected { color: #7a4b00; } .refuted { color: #a3131f; }
.not-reproduced { color: #7b2a8b; } .definition { color: #555; } .undecided, .vacuous, .error { color: #fff; background: #a3131f; }
section { border-top: 1px solid #d0d0d0; margin-top: 1.2rem; } dt { font-weight: 600; } dd { margin: 0 0 .4rem 1.5rem; }
svg { max-width: 100%; height: auto; } @media print { section { break-inside: avoid; } }
"""


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
        f"{body}<p><small>{escape(foot)}</small></p></body></html>\n"
    )


def tables(report: Report) -> str:
    """The summary tables alone, for Jupyter."""
    return f"<style>{_scoped()}</style>" + "".join(
        f'<div class="gatelemma"><h3>{escape(p.title)}</h3>{_table(p, link=False)}</div>' for p in report.papers
    )


def _scoped() -> str:
    keep = (line for line in STYLE.splitlines() if line.startswith((".holds", ".not", ".verdict")))
    return "\n".join(keep)


def _paper(paper: PaperReport) -> str:
    counts = ", ".join(f"{n} {v}" for v, n in paper.counts().items())
    claims = "".join(_claim(paper, r) for r in paper.claims)
    return (
        f"<h2>{escape(paper.title)}</h2><p>{escape(paper.citation)}</p><p>{escape(counts)}</p>"
        f"{_table(paper, link=True)}{claims}"
    )


def _table(paper: PaperReport, link: bool) -> str:
    rows = []
    for r in paper.claims:
        where = escape(r.locator)
        where = f'<a href="#{escape(paper.slug)}-{r.id}">{where}</a>' if link else where
        rows.append(
            f"<tr><td>{where}</td><td>{escape(r.statement)}</td><td>{_badge(r)}</td><td>{escape(r.evidence or '')}</td>"
            f'<td class="n">{r.effective if r.evidence else ""}</td><td class="n">{r.seconds:.1f}</td></tr>'
        )
    names = ("where", "statement", "verdict", "evidence", "instances", "seconds")
    head = "".join(f"<th>{name}</th>" for name in names)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _claim(paper: PaperReport, r: Result) -> str:
    bar = f" ± {r.error_bar:.2g}" if r.error_bar is not None else ""
    entries = {
        "says": escape(r.statement),
        "printed": f"<code>{escape(r.printed)}</code>",
        "corrected": f"<code>{escape(r.corrected)}</code>" if r.corrected else "",
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
        f'<section id="{escape(paper.slug)}-{r.id}"><h3>{escape(r.locator)} {_badge(r)}</h3><dl>{shown}</dl>'
        f"{_plot(paper, r)}</section>"
    )


def _badge(r: Result) -> str:
    return f'<span class="verdict {r.verdict.replace(" ", "-")}">{r.verdict}</span>'


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
