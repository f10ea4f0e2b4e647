"""`gatelemma completion SHELL`: a script that completes commands, options, papers, claims and families, made from the parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..ledger.expected import read_expected
from ..ledger.registry import BUILT_IN, known_papers

SHELLS = ("bash", "zsh", "fish")
HOME = Path(__file__).resolve().parent.parent


def add_to(commands: Any, parser: argparse.ArgumentParser) -> None:
    """The subcommand, for the parser of `gatelemma`."""
    command = commands.add_parser(
        "completion",
        help="print a script that completes commands, options, papers and claims",
        description="Print a script for the shell. It knows the claims of this version: make it anew after an update.",
        examples=(
            'eval "$(gatelemma completion bash)"      # in ~/.bashrc; with zsh for bash in ~/.zshrc',
            "mkdir -p ~/.config/fish/completions && gatelemma completion fish > ~/.config/fish/completions/gatelemma.fish",
        ),
    )
    command.add_argument("shell", metavar="SHELL", choices=SHELLS, help="bash, zsh or fish")
    command.set_defaults(run=lambda arguments: _print(parser, arguments.shell))


def _print(parser: argparse.ArgumentParser, shell: str) -> int:
    print(completion(parser, shell), end="")
    return 0


@dataclass(frozen=True)
class Place:
    """One command: its words, what may follow, and for each option its values; None where a file may stand."""

    path: tuple[str, ...]
    words: tuple[str, ...]
    options: dict[str, tuple[str, ...] | None]


def completion(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for a shell: "bash", "zsh" or "fish"."""
    places = list(_places(parser, ()))
    return _fish(places) if shell == "fish" else _bash(places, shell == "zsh")


def _places(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> Iterator[Place]:
    words: list[str] = []
    options: dict[str, tuple[str, ...] | None] = {}
    inner: list[tuple[str, argparse.ArgumentParser]] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner = list(action.choices.items())
            words += action.choices
        elif action.option_strings:
            takes = None if action.nargs == 0 else _values(action)
            options |= dict.fromkeys(action.option_strings, takes if action.nargs != 0 else ())
        else:
            words += _values(action) or ()
    yield Place(path, tuple(words), options)
    for name, below in inner:
        yield from _places(below, (*path, name))


def _values(action: argparse.Action) -> tuple[str, ...] | None:
    """What may stand for an argument; None for a file or anything else."""
    if action.choices:
        return tuple(map(str, action.choices))
    if action.dest == "claim":
        return tuple(sorted({id for slug in BUILT_IN for id in _ids(slug)}))
    if action.dest == "paper":
        return known_papers()
    if action.dest == "family":
        from theory.gates.family import BUILT_IN as FAMILIES

        return FAMILIES
    return None


def _ids(slug: str) -> list[str]:
    """The accepted verdicts name the claims; to import a paper for them would take seconds."""
    return list(read_expected(HOME / slug))


def _bash(places: list[Place], zsh: bool) -> str:
    """Files are completed where nothing else fits."""
    commands = "|".join(f'"{" ".join(p.path)}"' for p in places if p.path)
    cases = []
    for place in places:
        path = " ".join(place.path)
        cases += [
            f'    "{path}|{option}") words="{" ".join(values or ())}";;'
            for option, values in place.options.items()
            if values != ()
        ]
        cases.append(f'    "{path}|"*) words="{" ".join((*place.words, *place.options))}";;')
    start = ["autoload -U +X compinit && compinit", "autoload -U +X bashcompinit && bashcompinit"] if zsh else []
    body = "\n".join(
        [
            *start,
            "_gatelemma() {",
            '  local at=1 path="" next="" words=""',
            "  while [ $at -lt $COMP_CWORD ]; do",
            '    next="$path${path:+ }${COMP_WORDS[$at]}"',
            f'    case "$next" in {commands}) path="$next";; esac',
            "    at=$((at + 1))",
            "  done",
            '  case "$path|${COMP_WORDS[$((COMP_CWORD - 1))]}" in',
            *cases,
            "  esac",
            '  [ "${COMP_WORDS[$((COMP_CWORD - 1))]}" != --claim ] || case " ${COMP_WORDS[*]} " in',
            *(
                f"""    *" {slug} "*) words="{" ".join(_ids(slug))}";;""" for slug in BUILT_IN
            ),  # of the paper that is named
            "  esac",
            '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[$COMP_CWORD]}"))',
            "}",
            "complete -o default -F _gatelemma gatelemma",
        ]
    )
    return body + "\n"


def _fish(places: list[Place]) -> str:
    lines = ["complete -c gatelemma -e"]
    for place in places:
        here = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in place.path)
        below = [p.path[-1] for p in places if p.path[:-1] == place.path and p.path]
        deeper = f"not __fish_seen_subcommand_from {' '.join(below)}" if below else ""
        start = f'complete -c gatelemma -n "{"; and ".join(filter(None, (here, deeper))) or "true"}"'
        if place.words:
            lines.append(f'{start} {"-f " if below else ""}-a "{" ".join(place.words)}"')
        for option, values in place.options.items():
            name = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            takes = "" if values == () else f' -x -a "{" ".join(values)}"' if values else " -r"
            lines.append(f"{start} {name}{takes}")
    return "\n".join(lines) + "\n"
