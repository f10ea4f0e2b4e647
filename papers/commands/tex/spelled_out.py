r"""A source's own commands and environments for what numbers equations, written out: \be as \begin{equation}."""

from __future__ import annotations

import re
from collections.abc import Iterable

from theory.latex.formula import TOKEN

from .definitions import STAR, Environment, Macro
from .macros import expanded
from .numbering import numbering
from .source import group_end, skip_space

DEFAULT = re.compile(r"\s*\[(?:[^][{}]|\{[^{}]*\})*\]")
HERE = "\0"  # in no text: the command that \begin or \end of an environment is, while it is expanded
MOST = 100  # steps for one call of the source; more is one that calls itself
GROWTH = 100_000  # characters that it may grow by


def spelled_out(text: str, definitions: Iterable[str]) -> str:
    r"""The text with \be as \begin{equation}, where a definition says so, and likewise for all that holds an `EVENT`.

    All environments of the source's own are written out, with their arguments. What calls itself or lacks an argument stays.
    """
    commands, own = numbering(definitions)
    return _Text(text, commands, own).written_out() if commands or own else text


class _Text:
    """A text as far as it is written out, with the arguments of the environments that are open there."""

    def __init__(self, text: str, commands: dict[str, Macro], own: dict[str, Environment]) -> None:
        self.source, self.text, self.commands, self.own = text, text, commands, own
        self.open: dict[str, list[str | None]] = {name: [] for name in own}
        self.kept: set[str] = set()  # what calls itself
        names = [rf"{re.escape(name)}(?![a-zA-Z])" for name in commands]
        names.append(rf"\\(?P<step>begin|end)\{{(?P<own>{'|'.join(map(re.escape, own)) or '(?!)'})\}}")
        self.call = re.compile(rf"(?<!\\)(?:\\\\)*(?P<name>{'|'.join(names)})")

    def written_out(self) -> str:
        at = 0
        while call := self.call.search(self.text, at):
            at = self._followed(call)
        return self.text

    def _followed(self, first: re.Match[str]) -> int:
        """Write out a call of the source with all that it stands for; where to go on. What has no end stays as it was."""
        text, opened = self.text, {name: [*given] for name, given in self.open.items()}
        call, after = first, len(text) - first.end()
        for _ in range(MOST):
            if found := self._step(call):
                body, end = found
                after = min(after, len(self.text) - end)
                self.text = self.text[: call.start("name")] + body + self.text[end:]
            following = self.call.search(self.text, call.start() if found else call.end())
            if following is None or len(self.text) - following.start("name") <= after:
                return len(self.text) - after
            call = following
            if len(self.text) > len(text) + GROWTH:
                break
        self.kept.add(first["name"].replace(r"\end{", r"\begin{"))
        if first["step"] == "end":  # its beginning stays too
            self.text, self.open = self.source, {name: [] for name in self.own}
            return 0
        self.text, self.open = text, opened
        return first.start()

    def _step(self, call: re.Match[str]) -> tuple[str, int] | None:
        """What stands for the call, and where its arguments end; None where it stays."""
        found, given, end = "", None, call.end()
        if call["step"] is None:
            end = _call_end(self.text, end, self.commands[call["name"]])
            whole = self.text[call.start("name") : end]
            found = whole if call["name"] in self.kept else expanded(whole, self.commands)
            return (found, end) if found != whole else None
        own, opens = self.own[call["own"]], call["step"] == "begin"
        if opens and call["name"] not in self.kept:
            end = _call_end(self.text, end, own.begin)
            given = self.text[call.end() : end]
        elif not opens and self.open[call["own"]]:
            given = self.open[call["own"]].pop()
        if given is not None:
            macro = own.begin if opens else own.end
            found = expanded(HERE + given * bool(macro.arguments), {**self.commands, HERE: macro})
        stays = given is None or found.startswith(HERE)
        if opens:
            self.open[call["own"]].append(None if stays else given)
        return None if stays else (found, end)


def _call_end(text: str, at: int, macro: Macro) -> int:
    """Where the arguments of a command end that start at `at`."""
    for default in macro.arguments:
        start = skip_space(text, at)
        if default == STAR:
            at = start + 1 if text[start : start + 1] == "*" else at
        elif default is not None:
            given = DEFAULT.match(text, at)
            at = given.end() if given else at
        elif token := TOKEN.match(text, start):
            at = group_end(text, start) if token[0] == "{" else token.end()
    return at
