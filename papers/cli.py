"""The command `gatelemma`: a thin wrapper, everything it does works from a notebook."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from .commands import gates_cli, sweep_cli


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 when every verdict is the accepted one, 1 when one is not, 2 for bad usage."""
    arguments = _parser().parse_args(argv)
    try:
        _check_imports()
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        print("gatelemma: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as refused:
        from .ledger.registry import UsageError

        if not isinstance(refused, UsageError):
            raise
        print(f"gatelemma: {' '.join(str(refused).split())}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = _OneLine(prog="gatelemma", description="Which statements of a paper hold, with computed evidence.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="run the claims of papers and print the ledger")
    verify.add_argument("paper", nargs="*", metavar="PAPER", help="a slug or a folder; all known papers without one")
    verify.add_argument("--claim", metavar="ID", help="this claim alone")
    verify.add_argument("--full", action="store_true", help="also what takes longer than five minutes")
    verify.add_argument("--explain", action="store_true", help="statement, assumptions, oracle, refuted variants")
    verify.add_argument("--json", metavar="FILE", type=Path, help="write the results as JSON")
    verify.add_argument("--report", metavar="DIR", type=Path, help="write DIR/index.html, one self-contained page")
    verify.add_argument("--latex", metavar="DIR", type=Path, help="write DIR/verdicts.tex")
    verify.add_argument("--accept", action="store_true", help="record these verdicts as the expected ones")
    verify.add_argument("--seed", type=int, default=0, help="seed of every random draw (default 0)")
    verify.add_argument("--workers", type=int, default=None, help="processes (default: the cores)")
    verify.add_argument(
        "--store",
        metavar="FILE",
        type=Path,
        help="where --full keeps the results of sweeps (default: the cache folder)",
    )
    verify.set_defaults(run=_verify)
    new = commands.add_parser("new-paper", help="write a small paper folder that runs")
    new.add_argument("slug", metavar="SLUG", help="the folder's name, a lower-case Python name")
    new.set_defaults(run=_new_paper)
    gates_cli.add_to(commands)
    sweep_cli.add_to(commands)
    return parser


def _verify(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from .commands import sweep_progress
    from .ledger.expected import accept, writable_folder
    from .ledger.registry import UsageError, known_papers, load_paper
    from .ledger.run import verify
    from .pages import terminal

    for folder in (arguments.report, arguments.latex):
        writable_folder(folder)
    if arguments.json is not None:
        writable_folder(arguments.json.parent)
    page = arguments.report / "index.html" if arguments.report else None
    tables = arguments.latex / "verdicts.tex" if arguments.latex else None
    for file in (arguments.json, page, tables):
        if file is not None and file.is_dir():
            raise UsageError(f"cannot write {file}: it is a folder.")
    papers = arguments.paper or None
    console = Console()
    total = 1 if arguments.claim else sum(len(load_paper(p)[0].claims) for p in papers or known_papers())
    with terminal.listener(console, total) as progress, sweep_progress.listener(console) as cells:
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
            accept(folder, {r.id: str(r.verdict) for r in paper.claims}, [c.id for c in loaded.claims])
        report = report.compared_again()
    if arguments.explain:
        terminal.explain(console, report)
    terminal.show(console, report)
    if arguments.json is not None:
        report.to_json(arguments.json)
    if page is not None:
        report.to_html(page)
    if tables is not None:
        report.to_latex(tables)
    return 0 if report.ok else 1


def _new_paper(arguments: argparse.Namespace) -> int:
    from .commands.new_paper import new_paper

    folder = new_paper(arguments.slug)
    print(f"wrote {folder}; run it with: gatelemma verify ./{folder.name}")
    return 0


def _check_imports() -> None:
    """Other distributions called `sims` and `papers` exist: see that these are ours."""
    from .ledger.registry import UsageError

    home = Path(__file__).resolve().parent.parent
    for name in ("theory", "sims"):
        found = find_spec(name)  # does not run it
        origin = found.origin if found else None
        if origin is None or Path(origin).resolve().parent.parent != home:
            raise UsageError(
                f"{name} would be imported from {origin}, which is not gatelemma's; "
                "uninstall the other distribution or use a fresh environment."
            )


class _OneLine(argparse.ArgumentParser):
    """Errors in one line on stderr, exit status 2, without the usage block."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"gatelemma: {message}; see {self.prog} --help\n")
