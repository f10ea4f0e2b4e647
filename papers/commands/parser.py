"""The parser of the command: errors in one line that name the nearest option or command, and help with examples."""

from __future__ import annotations

import argparse
import re
from difflib import get_close_matches
from typing import Any

CHOICE = re.compile(
    r"argument (?P<what>.+?): invalid choice: (?P<name>.+?) \((?:choose from|maybe you meant).*\)", re.DOTALL
)
LONG = 200  # characters of a word that a message quotes


class Parser(argparse.ArgumentParser):
    """`examples` are lines that a reader can paste; they end the help."""

    def __init__(self, *, examples: tuple[str, ...] = (), **more: Any) -> None:
        epilog = "\n".join(["examples:", *(f"  {line}" for line in examples)]) if examples else None
        super().__init__(epilog=epilog, formatter_class=_Formatter, allow_abbrev=False, **more)
        self.examples = examples

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            options = [s for action in self._actions for s in action.option_strings]
            self.error(f"unrecognized arguments: {' '.join(unknown)}{_near(unknown[0].split('=')[0], options)}")
        return found, unknown

    def error(self, message: str) -> Any:
        """One line on stderr, exit status 2, without the usage block."""
        if wrong := CHOICE.fullmatch(message):
            name = wrong["name"].strip("'\"")
            known = self._choices(wrong["what"])
            hint = _near(name, known) or f"; known: {', '.join(known)}"
            what = "command" if "|" in wrong["what"] else wrong["what"].lower()
            message = f"{what} {name!r} is not known{hint}"
        message = " ".join(
            w if len(w) <= LONG else f"{w[:LONG]}..." for w in message.split()
        )  # it quotes what was given
        see = " See" if message.endswith("?") else "; see"
        self.exit(2, f"gatelemma: {message}{see} {self.prog} --help\n")

    def _choices(self, what: str) -> list[str]:
        named = [a for a in self._actions if a.choices and what in (a.metavar, a.dest, "/".join(a.option_strings))]
        return [str(choice) for action in named for choice in action.choices or ()]


class _Formatter(argparse.HelpFormatter):
    """Wraps all but the examples."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith("examples:") else super()._fill_text(text, width, indent)


def _near(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
