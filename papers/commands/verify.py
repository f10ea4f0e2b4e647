"""`gatelemma verify`: the ledger of papers, on the terminal and as files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .parser import Once, whole

if TYPE_CHECKING:
    from ..ledger.paper_report import PaperReport


def add_to(commands: Any) -> None:
    """The subcommand, for the parser of `gatelemma`."""
    verify = commands.add_parser(
        "verify",
        help="run the claims of papers and print the ledger",
        description="Run the claims of papers and print the ledger. Exit status: 0 when every verdict is the accepted one, 1 "
        "when one is not, 2 for bad usage.",
        examples=(
            "gatelemma verify                                  # every claim of every paper: minutes",
            "gatelemma verify gated_deep_linear_networks --claim eq-4 --explain",
            "gatelemma verify --list                           # all claims by name, at once; none is run",
            "gatelemma verify --claim eq-7 --report report     # report/index.html",
            "gatelemma verify --claim eq-10 --latex tex        # tables, derivations and figures for one's own paper",
            "gatelemma verify --full --store sweeps.sqlite     # hours; a second run computes what is missing",
        ),
    )
    verify.add_argument("paper", nargs="*", metavar="PAPER", help="a slug or a folder; all known papers without one")
    verify.add_argument("--claim", metavar="ID", action=Once, help="this claim alone")
    verify.add_argument(
        "--list", action="store_true", help="name the claims with their accepted verdicts, and run none"
    )
    verify.add_argument("--full", action="store_true", help="also what takes longer than five minutes")
    verify.add_argument("--explain", action="store_true", help="statement, assumptions, oracle, refuted variants")
    verify.add_argument("--json", metavar="FILE", type=Path, help="write the results as JSON")
    verify.add_argument("--report", metavar="DIR", type=Path, help="write DIR/index.html, one self-contained page")
    verify.add_argument(
        "--latex", metavar="DIR", type=Path, help="write DIR/verdicts.tex, derivations.tex and figures/*.pdf"
    )
    verify.add_argument(
        "--symbols", metavar="FILE", type=Path, help="for --latex: TOML with lines such as '\\tau' = 'T', ours to yours"
    )
    verify.add_argument(
        "--accept", action="store_true", help="record these verdicts as the expected ones; an error is never recorded"
    )
    verify.add_argument("--seed", type=whole(0), default=0, help="seed of every random draw (default 0)")
    verify.add_argument("--workers", type=whole(), default=None, help="processes (default: the cores)")
    verify.add_argument(
        "--store",
        metavar="FILE",
        type=Path,
        help="where --full keeps the results of sweeps (default: the cache folder)",
    )
    verify.set_defaults(run=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from ..ledger.expected import accept, gone, not_accepted, recorded
    from ..ledger.files import apart, writable_file
    from ..ledger.registry import known_papers, load_paper
    from ..ledger.run import verify
    from ..ledger.usage_error import UsageError
    from ..pages import terminal
    from ..pages.notation import read_notation
    from . import placeholders, sweep_progress, unreadable
    from .claim_list import claim_list

    if arguments.list:
        if arguments.claim is not None:
            raise UsageError("--list stands without --claim; leave one out.")
        print("\n".join(claim_list(arguments.paper or known_papers())))
        return 0
    if arguments.symbols is not None and arguments.latex is None:
        raise UsageError("--symbols goes with --latex DIR only.")
    notation = read_notation(arguments.symbols)  # before the work and not after, and once: a pipe is empty then
    page = arguments.report / "index.html" if arguments.report else None
    latex = [arguments.latex / f"{name}.tex" for name in ("verdicts", "derivations")] if arguments.latex else []
    for file in (page, *latex, arguments.json):
        if file is not None:
            writable_file(file)
    papers = arguments.paper or None
    if arguments.json is not None:
        apart("--json", arguments.json, arguments.symbols, arguments.store, *_of_papers(papers or known_papers()))
    console = Console()
    total = 1 if arguments.claim else sum(len(load_paper(p)[0].claims) for p in papers or known_papers())
    sweeps = sweep_progress.listener(console) if arguments.full else nullcontext()
    told_below = arguments.explain and arguments.claim is not None
    with terminal.listener(console, total, lines=not told_below) as progress, sweeps as cells:
        report = verify(
            papers,
            arguments.claim,
            arguments.full,
            arguments.seed,
            workers=arguments.workers,
            store=arguments.store,
            progress=progress,
            sweep_progress=cells,
        )
    if arguments.accept:
        for paper in report.papers:
            loaded, folder = load_paper(paper.reference)
            known = [c.id for c in loaded.claims]
            verdicts = {r.id: str(r.verdict) for r in paper.claims}
            accept(folder, verdicts, known)
            if new := recorded(paper.expected, verdicts):
                print(f"gatelemma: {paper.slug}: accepted now: {new}", file=sys.stderr)
            if left := not_accepted(paper.expected, verdicts):
                print(f"gatelemma: {paper.slug}: an error is not accepted: {left}", file=sys.stderr)
            if dropped := gone(paper.expected, known):
                print(f"gatelemma: {paper.slug}: dropped, no claims any longer: {dropped}", file=sys.stderr)
        report = report.compared_again()
    if arguments.explain:
        terminal.explain(console, report)
    terminal.show(console, report)
    for told in (remark(p) for p in report.papers for remark in (placeholders.remark, unreadable.remark, _left_out)):
        if told:
            print(f"gatelemma: {told}", file=sys.stderr)
    if arguments.json is not None:
        report.to_json(arguments.json)
    if page is not None:
        report.to_html(page)
    if arguments.latex is not None:
        for remark in report.write_latex(arguments.latex, notation):
            print(f"gatelemma: {' '.join(remark.split())}", file=sys.stderr)
    return 0 if report.ok else 1


def _left_out(paper: PaperReport) -> str:
    from ..ledger.left_out import left_out
    from ..ledger.registry import load_paper

    ids = left_out(load_paper(paper.reference)[0])
    return f"{paper.slug}: written, but not in PAPER: {', '.join(ids)}; add them to CLAIMS" if ids else ""


def _of_papers(papers: Iterable[str]) -> list[Path]:
    """The files that papers are made of."""
    from ..ledger.registry import load_paper

    return [file for paper in papers for ending in ("*.py", "*.json") for file in load_paper(paper)[1].rglob(ending)]
