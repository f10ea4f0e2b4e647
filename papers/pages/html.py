"""The ledger as one self-contained HTML page: statements, verdicts, evidence, plots."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape

from ..ledger.claim import Origin
from ..ledger.registry import find_claim, load_paper
from ..ledger.report import PaperReport, Report
from ..ledger.result import Result
from ..ledger.sources import sources
from ..ledger.verdict import Verdict
from .mathml import formula
from .page_style import SCRIPT, STYLE
from .prose import found, letters, prose

ORIGINS = (
    "<p>Above a formula: <em>printed</em>, the paper has it; <em>as we read it</em>, the paper says so in words that one could "
    "read otherwise; <em>ours</em>, the paper does not say it: it asks, leaves a section empty, notes beside it say it, or we "
    "go on from what it says. Ours and corrected: what one would expect of the paper, and what holds instead.</p>"
)
ID = re.compile(r'( id="|href="#|url\(#)')


def page(report: Report) -> str:
    """The whole page, nothing loaded from outside."""
    body = "".join(_paper(report, p) for p in report.papers)
    made = report.provenance
    versions = ", ".join(f"{k} {v}" for k, v in made["versions"].items())
    foot = f"Computed with {versions}; {made['platform']}; seed {made['seed']}; commit {made['commit']}."
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>gatelemma ledger</title><style>{STYLE}</style></head><body><h1>Which statements hold</h1>"
        f"{_summary(report)}{_filter(report)}<main>{body}</main>"
        f"<footer><p>{escape(foot)}</p></footer><script>{SCRIPT}</script></body></html>\n"
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
    """How many claims of each paper have each verdict; definitions claim nothing and stand apart."""
    verdicts = [v for v in _verdicts(report) if v != Verdict.DEFINITION]
    head = "".join(
        f'<th scope="col" class="n">{v}</th>' for v in (*verdicts, "claims", "of them ours", "definitions beside them")
    )
    rows = "".join(
        f'<tr><th scope="row"><a href="#{escape(p.slug)}">{escape(p.title)}</a></th>'
        + "".join(f'<td class="n">{counts.get(v, 0)}</td>' for v in verdicts)
        + f'<td class="n">{len(p.claims) - counts.get(Verdict.DEFINITION, 0)}</td>'
        + f'<td class="n">{p.ours()}</td><td class="n">{counts.get(Verdict.DEFINITION, 0)}</td></tr>'
        for p in report.papers
        for counts in [p.counts()]
    )
    head = f'<thead><tr><th scope="col">paper</th>{head}</tr></thead>'
    return f'<div class="wide"><table>{head}<tbody>{rows}</tbody></table></div>{ORIGINS}'


def _filter(report: Report) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" value="{_name(v)}" checked> {v}</label> ' for v in _verdicts(report)
    )
    entries = sum(len(p.claims) for p in report.papers)
    return (
        f'<div class="filter"><fieldset><legend>Show what is marked as</legend>{boxes}'
        f'<output aria-live="polite">{entries} of {entries} entries</output></fieldset></div>'
    )


def _verdicts(report: Report) -> list[Verdict]:
    return [v for v in Verdict if any(v in p.counts() for p in report.papers)]


def _paper(report: Report, paper: PaperReport) -> str:
    claims = "".join(_claim(report, paper, r) for r in paper.claims)
    return (
        f'<h2 id="{escape(paper.slug)}">{escape(paper.title)}</h2><p>{escape(paper.citation)}</p>'
        f"{_table(paper, link=True)}{claims}"
    )


def _table(paper: PaperReport, link: bool) -> str:
    rows, links = [], _links(paper) if link else {}
    for r in paper.claims:
        where = escape(r.locator)
        where = f'<a href="#{escape(paper.slug)}-{r.id}">{where}</a>' if link else where
        rows.append(
            f'<tr data-verdict="{_name(r.verdict)}"><td>{where}</td><td>{_badge(r)}{_mark(r)}</td><td>'
            f"{_said(r.statement, r, links)}</td><td>{escape(r.evidence or '')}</td>"
            f'<td class="n">{r.effective if r.evidence else ""}</td><td class="n">{r.seconds:.1f}</td></tr>'
        )
    kinds = {"where": "", "verdict": "", "statement": "", "evidence": "", "instances": "n", "seconds": "n"}
    head = "".join(f'<th scope="col"{f" class={k}" if k else ""}>{name}</th>' for name, k in kinds.items())
    return f'<div class="wide"><table class="claims"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def alone(r: Result) -> str:
    """One claim without a page around it, for Jupyter."""
    return (
        f'<style>{_scoped()}</style><div class="gatelemma"><h3>{escape(r.locator)} {_badge(r)}</h3>'
        f"<p>{_said(r.statement, r, {})}</p>{_formulas(r)}<dl>{_list(_entries(r, {}))}</dl></div>"
    )


def _claim(report: Report, paper: PaperReport, r: Result) -> str:
    links = _links(paper)
    more = {
        "code": ", ".join(f"<code>{escape(name)}</code>" for name in _code(paper, r)),
        "run it again": f"<code>{escape(report.command(paper, r))}</code> <small>({r.seconds:.1f}&nbsp;s)</small>",
    }
    shown = _list(_entries(r, links) | more)
    here = f"{escape(paper.slug)}-{r.id}"
    return (
        f'<section id="{here}" data-verdict="{_name(r.verdict)}"><h3>{escape(r.locator)} {_badge(r)} '
        f'<a class="here" href="#{here}" aria-label="Link to this claim, {r.id}">#</a></h3><p>{_said(r.statement, r, links)}</p>'
        f"{_formulas(r)}<dl>{shown}</dl>{_plot(paper, r, here)}</section>"
    )


def _formulas(r: Result) -> str:
    formulas = f"<figure><figcaption>{r.origin}</figcaption>{formula(r.printed)}</figure>"
    if r.corrected:
        formulas += f'<figure class="right"><figcaption>corrected</figcaption>{formula(r.corrected)}</figure>'
    return f'<div class="formulas">{formulas}</div>'


def _entries(r: Result, links: Mapping[str, str]) -> dict[str, str]:
    """What is told of a claim below its formulas, by name; empty where there is nothing to tell."""
    held = "corrected form" if r.verdict is Verdict.CORRECTED else "found"
    return {
        "assumptions": _said("; ".join(r.assumptions), r, links),
        "evidence": escape(", by ".join(filter(None, (f"{r.evidence}, {r.effective} instances", r.oracle))))
        if r.evidence
        else "",
        "deviation": escape(r.measured()),
        "counterexample": _said(r.counterexample, r, links, found),
        held: _said(r.detail, r, links, found) if r.detail != r.counterexample else "",
        "refuted variants": _said("; ".join(r.refuted_variants), r, links, found),
        "error": escape(r.error or ""),
    }


def _list(entries: Mapping[str, str]) -> str:
    return "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in entries.items() if value)


def _code(paper: PaperReport, r: Result) -> tuple[str, ...]:
    return sources(find_claim(load_paper(paper.reference)[0], r.id))


def _said(words: str, r: Result, links: Mapping[str, str], drawn: Callable[..., str] = prose) -> str:
    """Words of a claim, with the letters of its formulas as such."""
    return drawn(words, links, letters(f"{r.printed} {r.corrected or ''}"))


def _links(paper: PaperReport) -> dict[str, str]:
    """Where on the page the claims of a paper are."""
    return {r.id: f"#{paper.slug}-{r.id}" for r in paper.claims}


def _badge(r: Result) -> str:
    return f'<span class="verdict {_name(r.verdict)}">{r.verdict}</span>'


def _mark(r: Result) -> str:
    """In the table, where a claim is not printed in the paper."""
    words = {Origin.READ: "as we read it", Origin.OWN: "ours"}.get(r.origin)
    return f"<br><small>{words}</small>" if words else ""


def _name(verdict: Verdict) -> str:
    return verdict.replace(" ", "-")


def _plot(paper: PaperReport, r: Result, here: str) -> str:
    """The plot inline; its ids begin with those of the claim, because a page has many plots."""
    from ..plot_style import saved

    try:
        figure = paper.figure(r.id)
        if figure is None:
            return ""
        text = saved(figure, "svg").decode()
    except Exception as failed:  # the page of all other claims must not be lost
        return f"<p>The plot failed: {escape(f'{type(failed).__name__}: {failed}')}</p>"
    text = ID.sub(lambda found: f"{found[1]}plot-{here}-", text[text.index("<svg") :])
    text = text.replace("<svg", f'<svg role="img" aria-label="{escape(r.statement)}"', 1)
    return f'<div class="wide plot">{text}</div>'
