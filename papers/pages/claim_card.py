"""One claim on the HTML page: its formulas, its evidence, what refuted the planted variants, its plot."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING

from ..ledger.registry import find_claim, load_paper
from ..ledger.sources import sources
from ..ledger.verdict import Verdict
from .mathml import formula
from .prose import found, letters, prose
from .steps import derivations

if TYPE_CHECKING:
    from ..ledger.paper_report import PaperReport
    from ..ledger.report import Report
    from ..ledger.result import Result

ID = re.compile(r'( id="|href="#|url\(#)')


def card(report: Report, paper: PaperReport, r: Result, unfolded: bool = False) -> str:
    """A section of the page, with its plot; `unfolded` with the derivations behind it, and what refuted the variants open."""
    links = links_to(paper)
    more = {
        "code": ", ".join(f"<code>{escape(name)}</code>" for name in _code(paper, r)),
        "run it again": f"<code>{escape(report.command(paper, r))}</code> <small>({r.seconds:.1f}&nbsp;s)</small>",
    }
    shown = _list(_entries(r, links, unfolded) | more)
    here = f"{escape(paper.slug)}-{r.id}"
    return (
        f'<section id="{here}" data-verdict="{class_of(r.verdict)}"><h3>{escape(r.locator)} {badge(r)} '
        f'<a class="here" href="#{here}" aria-label="Link to this claim, {r.id}">#</a></h3><p>{said(r.statement, r, links)}</p>'
        f"{_formulas(r)}<dl>{shown}</dl>{_plot(paper, r, here)}{derivations(paper, r) if unfolded else ''}</section>"
    )


def card_alone(r: Result) -> str:
    """One claim without a page around it, for Jupyter."""
    return (
        f'<div class="gatelemma"><h3>{escape(r.locator)} {badge(r)}</h3>'
        f"<p>{said(r.statement, r, {})}</p>{_formulas(r)}<dl>{_list(_entries(r, {}))}</dl></div>"
    )


def said(words: str, r: Result, links: Mapping[str, str], drawn: Callable[..., str] = prose) -> str:
    """Words of a claim, with the letters of its formulas as such."""
    return drawn(words, links, letters(f"{r.printed} {r.corrected or ''}"))


def links_to(paper: PaperReport) -> dict[str, str]:
    """Where on the page the claims of a paper are."""
    return {r.id: f"#{paper.slug}-{r.id}" for r in paper.claims}


def badge(r: Result) -> str:
    """The verdict in its colour."""
    return f'<span class="verdict {class_of(r.verdict)}">{r.verdict}</span>'


def class_of(verdict: Verdict) -> str:
    """The verdict as a class of CSS."""
    return verdict.replace(" ", "-")


def _formulas(r: Result) -> str:
    formulas = f"<figure><figcaption>{r.origin}</figcaption>{formula(r.printed)}</figure>"
    if r.corrected:
        formulas += f'<figure class="right"><figcaption>corrected</figcaption>{formula(r.corrected)}</figure>'
    return f'<div class="formulas">{formulas}</div>'


def _entries(r: Result, links: Mapping[str, str], unfolded: bool = False) -> dict[str, str]:
    """What is told of a claim below its formulas, by name; empty where there is nothing to tell."""
    held = "corrected form" if r.verdict is Verdict.CORRECTED else "found"
    return {
        "assumptions": said("; ".join(r.assumptions), r, links),
        "evidence": escape(", by ".join(filter(None, (r.how(), r.oracle))) if r.how() else ""),
        "deviation": escape(r.measured()),
        "counterexample": said(r.counterexample, r, links, found),
        held: said(r.detail, r, links, found) if r.detail != r.counterexample else "",
        "refuted variants": _variants(r, links, unfolded),
        "error": escape(r.error or ""),
    }


def _variants(r: Result, links: Mapping[str, str], unfolded: bool) -> str:
    """Their names, and below them what refuted each."""
    if not r.refuted_variants:
        return ""
    names = said("; ".join(r.refuted_variants), r, links, found)
    how = "".join(f"<li>{said(f'{n}: {by}', r, links, found)}</li>" for n, by in r.refuted_variants.items())
    return f"<details{' open' if unfolded else ''}><summary>{names}</summary><ul>{how}</ul></details>"


def _list(entries: Mapping[str, str]) -> str:
    return "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in entries.items() if value)


def _code(paper: PaperReport, r: Result) -> tuple[str, ...]:
    return sources(find_claim(load_paper(paper.reference)[0], r.id))


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
