"""The parser of the command: errors in one line that name the rule or the nearest word, numbers, help with examples."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from contextlib import suppress
from textwrap import wrap
from typing import Any

CHOICE = re.compile(
    r"argument (?P<what>.+?): invalid choice: (?P<name>.+?) \((?:choose from|maybe you meant).*\)", re.DOTALL
)
OURS = {  # for argparse's words on an argument
    r"(?P<rest>must .*)": r"\g<rest>",
    r"expected one argument": "needs a value",
    r"expected (?P<rest>\d+) arguments": r"needs \g<rest> values",
    r"not allowed with argument (?P<rest>.*)": r"must not stand beside \g<rest>; leave one out",
    r"ignored explicit argument (?P<rest>.*)": r"takes no value; got \g<rest>",
}
LONG = 200  # characters of a word that a message quotes


def whole(least: int = 1) -> Callable[[str], int]:
    """For `type=`: a whole number from `least`."""

    def number(text: str) -> int:
        found: int | None = None
        with suppress(ValueError):
            found = int(text)
        if found is None or found < least:
            raise argparse.ArgumentTypeError(f"must be a whole number >= {least}; got {_shown(text, found)}")
        return found

    return number


def real(zero: bool = False) -> Callable[[str], float]:
    """For `type=`: a finite number > 0, or >= 0 where `zero` is allowed."""

    def number(text: str) -> float:
        found: float | None = None
        with suppress(ValueError):
            found = float(text)
        if found is None or not math.isfinite(found) or found < 0 or (found == 0 and not zero):
            rule = ">= 0" if zero else "> 0"
            raise argparse.ArgumentTypeError(f"must be a finite number {rule}; got {_shown(text, found)}")
        return found

    return number


def _shown(text: str, found: float | None) -> str:
    return repr(text) if found is None else text.strip()


class Parser(argparse.ArgumentParser):
    """`examples` are lines that a reader can paste; they end the help."""

    def __init__(self, *, examples: tuple[str, ...] = (), **more: Any) -> None:
        epilog = "\n".join(["examples:", *(f"  {line}" for line in examples)]) if examples else None
        super().__init__(epilog=epilog, formatter_class=_Formatter, allow_abbrev=False, **more)
        self.examples = examples
        self.given: list[str] = []

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        self.given = list(args or ())
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{_near(unknown[0].split('=')[0], self._options())}")
        return found, unknown

    def error(self, message: str) -> Any:
        """One line on stderr, exit status 2, without the usage block."""
        if wrong := CHOICE.fullmatch(message):
            name = wrong["name"].strip("'\"")
            known = self._choices(wrong["what"])
            hint = _near(name, known) or f"; known: {', '.join(known)}"
            what = "command" if "|" in wrong["what"] else wrong["what"].lower()
            message = f"{what} {name!r} is not known{hint}"
        if message.startswith("the following arguments are required"):  # perhaps one is there, mistyped
            options = self._options()
            typed = [w.split("=")[0] for w in self.given if re.match("--|-[a-zA-Z]", w)]
            hints = (f"; {w} is not known{_near(w, options)}" for w in typed if w not in options)
            message += next(hints, "")
        for theirs, ours in OURS.items():
            if wrong := re.fullmatch(f"argument (?P<what>.+?): {theirs}", message, re.DOTALL):
                message = f"{wrong['what']} {wrong.expand(ours)}"
        message = " ".join(
            w if len(w) <= LONG else f"{w[:LONG]}..." for w in message.split()
        )  # it quotes what was given
        see = " See" if message.endswith("?") else "; see"
        self.exit(2, f"gatelemma: {message}{see} {self.prog} --help\n")

    def _options(self) -> list[str]:
        return [name for action in self._actions for name in action.option_strings]

    def _choices(self, what: str) -> list[str]:
        named = [a for a in self._actions if a.choices and what in (a.metavar, a.dest, "/".join(a.option_strings))]
        return [str(choice) for action in named for choice in action.choices or ()]


class Once(argparse.Action):
    """Stores a value; a second one is refused, not taken in silence for the first."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        if getattr(namespace, self.dest) is not None:
            parser.error(f"{option_string} is given twice; give it once")
        setattr(namespace, self.dest, values)


class _Formatter(argparse.HelpFormatter):
    """Wraps all but the examples, and no name in the middle."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(" ".join(text.split()), width, break_on_hyphens=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith("examples:") else super()._fill_text(text, width, indent)


def _near(name: str, known: list[str]) -> str:
    from theory.validation import did_you_mean  # here, so that the command answers before it loads a library

    near = did_you_mean(name, known)
    return f"; {near}" if near else ""
