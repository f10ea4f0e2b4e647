"""The command `gatelemma`: a thin wrapper, everything it does works from a notebook."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .commands import gates_cli, sweep_cli, verify_cli
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
    verify_cli.add_to(commands)
    gates_cli.add_to(commands)
    sweep_cli.add_to(commands)
    _add_cite(commands)
    _add_new_paper(commands)
    _add_completion(commands)
    return parser


def _add_cite(commands: Any) -> None:
    cite = commands.add_parser(
        "cite",
        help="print BibTeX for a claim",
        description="Print BibTeX for a claim's paper, the methods its test uses, and gatelemma.",
        examples=("gatelemma cite eq-4", "gatelemma cite eq-4 --paper gated_deep_linear_networks >> references.bib"),
    )
    cite.add_argument("claim", metavar="CLAIM", help="the id of a claim")
    cite.add_argument("--paper", metavar="PAPER", help="a slug or a folder, where more than one paper has the id")
    cite.set_defaults(run=_cite)


def _add_new_paper(commands: Any) -> None:
    new = commands.add_parser(
        "new-paper",
        help="write a small paper folder that runs",
        description="Write the folder SLUG here, with two small claims that run; or, from a LaTeX source, with an undecided "
        "claim for each numbered equation.",
        examples=(
            "gatelemma new-paper my_paper && gatelemma verify ./my_paper",
            r"printf '%s\n' '\begin{equation}' '(x + 1)^2 = x^2 + 2 x + 1' '\end{equation}' > paper.tex",
            "gatelemma new-paper another_paper --from paper.tex; gatelemma verify ./another_paper",
        ),
    )
    new.add_argument("slug", metavar="SLUG", help="the folder's name, a lower-case Python name")
    new.add_argument("--from", dest="source", metavar="TEX", type=Path, help="a LaTeX file; \\input is not followed")
    new.set_defaults(run=_new_paper)


def _add_completion(commands: Any) -> None:
    completion = commands.add_parser(
        "completion",
        help="print a script that completes commands, options, papers and claims",
        description="Print a script for the shell. It knows the claims of this version: make it anew after an update.",
        examples=(
            'eval "$(gatelemma completion bash)"      # in ~/.bashrc; with zsh for bash in ~/.zshrc',
            "mkdir -p ~/.config/fish/completions && gatelemma completion fish > ~/.config/fish/completions/gatelemma.fish",
        ),
    )
    completion.add_argument("shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help="bash, zsh or fish")
    completion.set_defaults(run=_completion)


def _cite(arguments: argparse.Namespace) -> int:
    from .commands.cite import cite

    print(cite(arguments.claim, arguments.paper), end="")
    return 0


def _new_paper(arguments: argparse.Namespace) -> int:
    from .commands.new_paper import new_paper, read_source
    from .commands.tex_equations import remarks

    folder = new_paper(arguments.slug, source=arguments.source)
    for remark in remarks(read_source(arguments.source)) if arguments.source else ():
        print(f"gatelemma: {remark}", file=sys.stderr)
    print(f"wrote {folder}; run it with: gatelemma verify ./{folder.name}")
    return 0


def _completion(arguments: argparse.Namespace) -> int:
    from .commands.completion import completion

    print(completion(_parser(), arguments.shell), end="")
    return 0


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
