"""The command `gatelemma`: a thin wrapper, everything it does works from a notebook."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .commands import cite, completion, gates, new_paper, sweep, verify
from .commands.parser import Parser


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 when every verdict is the accepted one, 1 when one is not, 2 for bad usage."""
    arguments = _parser().parse_args(argv)
    try:
        _refuse_nul(argv)
        _check_imports()
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        print("gatelemma: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, MemoryError) as refused:  # a name that is too long, a file larger than the memory
        print(f"gatelemma: {' '.join(str(refused).split()) or 'out of memory'}", file=sys.stderr)
        return 2
    except Exception as refused:
        from .ledger.usage_error import UsageError

        if not isinstance(refused, UsageError):
            raise
        print(f"gatelemma: {' '.join(str(refused).split())}", file=sys.stderr)
        return 2


def _parser() -> Parser:
    parser = Parser(
        prog="gatelemma",
        description="Which statements of a paper hold, with computed evidence.",
        examples=("gatelemma verify --claim eq-4 --explain", "gatelemma COMMAND --help"),
    )
    parser.add_argument("--version", action=_Version, help="print the version")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    verify.add_to(commands)
    gates.add_to(commands)
    sweep.add_to(commands)
    cite.add_to(commands)
    new_paper.add_to(commands)
    completion.add_to(commands, parser)
    return parser


class _Version(argparse.Action):
    """Asks for the version only where it is wanted: the lookup takes longer than the parser."""

    def __init__(self, option_strings: Sequence[str], dest: str, **more: Any) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, **more)

    def __call__(self, parser: argparse.ArgumentParser, *given: Any) -> None:
        from importlib.metadata import version

        print(f"gatelemma {version('gatelemma')}")
        parser.exit()


def _refuse_nul(argv: Sequence[str] | None) -> None:
    """A shell cannot pass a NUL, a caller of `main` can; no file has one in its name."""
    from .ledger.usage_error import UsageError

    if any("\0" in word for word in argv or ()):
        raise UsageError("an argument must not hold a NUL.")


def _check_imports() -> None:
    """Other distributions called `sims` and `papers` exist: see that these are ours."""
    from .ledger.usage_error import UsageError

    home = Path(__file__).resolve().parent.parent
    for name in ("theory", "sims"):
        found = find_spec(name)  # does not run it
        origin = found.origin if found else None
        if origin is None or Path(origin).resolve().parent.parent != home:
            raise UsageError(
                f"{name} would be imported from {origin}, which is not gatelemma's; "
                "uninstall the other distribution or use a fresh environment."
            )
