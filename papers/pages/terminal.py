"""The ledger in a terminal: a table and progress for a person, plain lines for a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ..ledger.expected import few, gone
from ..ledger.registry import find_claim, load_paper
from ..ledger.sources import sources
from ..ledger.verdict import FAILURES, Verdict
from .log_line import log_line

if TYPE_CHECKING:
    from ..ledger.paper_report import PaperReport
    from ..ledger.report import Report
    from ..ledger.result import Result
    from ..ledger.run import Progress as Listener

COLOURS = {
    Verdict.HOLDS: "green",
    Verdict.CORRECTED: "yellow",
    Verdict.REFUTED: "red",
    Verdict.NOT_REPRODUCED: "magenta",
    Verdict.DEFINITION: "dim",
}


def plain_line(slug: str, result: Result) -> str:
    """One claim in one line of a log."""
    parts = [f"{slug} {result.id}: {result.verdict}"]
    how = result.how()
    how = (result.detail or how) if result.verdict is Verdict.UNDECIDED else how
    parts += [f"({how})"] if how else []
    parts += [f"- {result.error}"] if result.error else []
    return f"{' '.join(parts)} [{result.seconds:.1f} s]"


def plain_lines(report: Report) -> list[str]:
    return [plain_line(p.slug, r) for p in report.papers for r in p.claims] + [_summary(p) for p in report.papers]


@contextmanager
def listener(console: Console, total: int, lines: bool = True) -> Iterator[Listener]:
    """Progress while claims run: a line a claim where `lines`, and below them a bar on a terminal."""
    if not console.is_terminal:
        yield lambda slug, result: log_line(console, plain_line(slug, result)) if lines else None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("claims", total=total)

        def heard(slug: str, result: Result) -> None:
            if lines:
                log_line(bar.console, plain_line(slug, result))
            bar.update(task, advance=1)

        yield heard


def show(console: Console, report: Report) -> None:
    """The table of each paper, what differs from the accepted verdicts, and the counts."""
    total = sum(len(p.claims) for p in report.papers)
    for paper in report.papers:
        if console.is_terminal:
            console.print(_table(paper))
        for result in paper.claims:
            if result.error and total > 1:  # its own line may be far up by now
                log_line(console, f"{result.id}: {result.error}", style="red")
        for result, accepted in paper.drift() if paper.expected else ():
            line = f"{paper.slug} {result.id}: {result.verdict}, accepted: {accepted}"
            log_line(console, line, style="bold")
        if ids := gone(paper.expected, [c.id for c in load_paper(paper.reference)[0].claims]):
            line = f"{paper.slug}: accepted before, no claims any longer: {ids}; rename them back, or drop them by --accept."
            log_line(console, line, style="bold")
        log_line(console, _summary(paper))
        if failed := [f"{r.id} ({r.verdict})" for r in paper.claims if r.verdict in FAILURES]:
            line = f"{paper.slug}: no pass, accepted or not: {few(failed)}"
            log_line(console, line, style="bold")
    drifted = [p for p in report.papers if any(r.verdict not in FAILURES for r, _ in p.drift())]
    if drifted:
        first = not any(p.expected for p in drifted)
        what = "No verdicts are accepted yet" if first else "Verdicts differ from the accepted ones"
        log_line(console, f"{what}; after a review, record them with --accept.")
    if console.is_terminal and total > 1:
        log_line(console, "One claim in full: gatelemma verify --claim ID --explain. A page to read: --report DIR.")


def explain(console: Console, report: Report) -> None:
    """Everything about each claim that ran: statement, assumptions, oracle, refuted variants, versions."""
    for paper in report.papers:
        for r in paper.claims:
            claim = find_claim(load_paper(paper.reference)[0], r.id)
            lines = [
                (f"{paper.slug} {r.id}, {r.locator}", f"{r.verdict} [{r.seconds:.1f} s]"),
                ("says", r.statement),
                (r.origin, r.printed),
                ("corrected", r.corrected or (claim.corrected.latex if r.error and claim.corrected else None)),
                ("assumptions", "; ".join(r.assumptions)),
                ("oracle", r.oracle),
                ("evidence", r.how()),
                ("deviation", r.measured().replace("±", "+-")),
                ("counterexample", r.counterexample),
                ("corrected form" if r.verdict is Verdict.CORRECTED else "found", r.detail),
                ("error", r.error),
                ("code", ", ".join(sources(claim))),
                *((f"refutes {name!r}", how) for name, how in r.refuted_variants.items()),
            ]
            for i, (name, text) in enumerate(lines):
                if text:
                    line = f"{'' if i == 0 else '  '}{name}: {text}"
                    log_line(console, line, style="bold" if i == 0 else None)
    versions = ", ".join(f"{name} {v}" for name, v in report.provenance["versions"].items())
    log_line(
        console,
        f"computed with {versions}; SymPy ground types {report.provenance['sympy_ground_types']}; "
        f"seed {report.provenance['seed']}; commit of gatelemma {report.provenance['commit']}",
    )


def _table(paper: PaperReport) -> Table:
    table = Table(title=paper.title, title_justify="left", caption=None, expand=False)
    for name in ("where", "claim"):
        table.add_column(name, overflow="fold")  # these two alone wrap where the terminal is narrow
    for name in ("verdict", "evidence"):
        table.add_column(name, no_wrap=True)
    for name in ("instances", "seconds"):
        table.add_column(name, justify="right", no_wrap=True)
    for r in paper.claims:
        colour = "bold red" if r.verdict in FAILURES else COLOURS[r.verdict]
        instances = str(r.effective) if r.evidence else ""
        row = (r.locator, r.id, Text(r.verdict, style=colour), r.evidence or "", instances, f"{r.seconds:.1f}")
        table.add_row(*row)
    return table


def _summary(paper: PaperReport) -> str:
    counts = ", ".join(f"{n} {verdict}" for verdict, n in paper.counts().items())
    return f"{paper.title}: {counts}" + (f"; {paper.ours()} of them ours, not in the paper" if paper.ours() else "")
