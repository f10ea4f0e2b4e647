"""The reader's own notation: a map from our symbols to theirs, applied to the tokens of a formula."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from theory.latex.formula import TOKEN

from ..ledger.usage_error import UsageError

VERBATIM = {
    rf"\{name}" for name in ("text", "mathrm", "operatorname", "begin", "end", "mbox", "label", "tag", "hspace")
}
QUOTES = r"write symbols in single quotes, as in '\tau' = 'T'"
ALONE = re.compile(r"\\[a-zA-Z]+|[a-zA-Z0-9]")


@dataclass(frozen=True)
class Notation:
    """`symbols` maps LaTeX of ours to LaTeX of theirs: all at once, the longest first, so that two can be exchanged.

    A symbol is a run of tokens: `K`, `\\tau`, `W_1`, `\\hat y`. Braces around one token do not matter: `W_{1}` is `W_1`.
    Words (`\\text{...}`, `\\mathrm{...}`, names of operators and environments) are left alone. `used` is what occurred.
    """

    symbols: Mapping[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set, compare=False)

    def __post_init__(self) -> None:
        for ours, theirs in self.symbols.items():
            if not isinstance(theirs, str):
                heading = "; write the lines without a heading" if isinstance(theirs, Mapping) else ""
                raise UsageError(f"symbols: {ours!r} must map to LaTeX in quotes; got {theirs!r}{heading}.")
            if not (ours + theirs).isprintable():  # "\tau" in double quotes is a tab and "au"
                raise UsageError(f"symbols: {ours!r} = {theirs!r} has a control character; {QUOTES}.")
            if not ours.strip():
                raise UsageError("symbols: a symbol must not be empty; remove that line.")
            for latex in (ours, theirs):
                if not balanced(latex):
                    raise UsageError(f"symbols: {latex!r} has braces or environments that do not match.")

    def __call__(self, latex: str) -> str:
        """The formula in the reader's notation."""
        if not self.symbols:
            return latex
        keys = sorted(((_bare(ours), ours) for ours in self.symbols), key=lambda pair: -len(pair[0]))
        tokens, out, at = _without_needless_braces(TOKEN.findall(latex)), [], 0
        while at < len(tokens):
            end = _words(tokens, at)
            if end > at:
                out += tokens[at:end]
                at = end
                continue
            for key, ours in keys:
                if (end := _match(tokens, at, key)) > at:
                    self.used.add(ours)
                    out += _placed(TOKEN.findall(self.symbols[ours].strip()))
                    at = end
                    break
            else:
                out.append(tokens[at])
                at += 1
        return joined(out)

    def unused(self) -> tuple[str, ...]:
        """Symbols of the map that no formula had."""
        return tuple(ours for ours in self.symbols if ours not in self.used)


def read_notation(path: Path | None) -> Notation:
    """The map of a TOML file with lines such as '\\tau' = 'T'. Raises ValueError in one line."""
    if path is None:
        return Notation()
    try:
        return Notation(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as refused:
        raise UsageError(f"cannot read {path}: {refused.strerror}.") from refused
    except ValueError as broken:
        if isinstance(broken, UsageError):
            raise
        raise UsageError(f"{path} is no TOML ({' '.join(str(broken).split())}); {QUOTES}.") from broken


def balanced(latex: str) -> bool:
    """Whether braces, environments, and \\left with \\right all match, so that the formula cannot break a page."""
    return not unmatched(latex)


def unmatched(latex: str) -> str:
    """The first of them that does not match, in words; "" where all do.

    Example:
    >>> from papers.pages.notation import unmatched
    >>> unmatched(r"\\frac{a}{b"), unmatched(r"\\frac{a}{b}")
    ('{ is not closed', '')
    """
    tokens, open_ = TOKEN.findall(latex), list[str]()
    if tokens and tokens[-1] == "\\":
        return "it ends in a backslash"
    for at, token in enumerate(tokens):
        opens, closes = token in ("{", r"\left", r"\begin"), {"}": "{", r"\right": r"\left"}.get(token)
        if token in (r"\begin", r"\end"):
            name = re.match(r"\{[^{}]*\}", "".join(tokens[at + 1 :]))
            if name is None:
                return f"{token} has no name"
            token, closes = token + name[0], None if opens else r"\begin" + name[0]
        if opens:
            open_.append(token)
        elif closes and (not open_ or open_.pop() != closes):
            return f"{token} closes nothing"
    return f"{open_[-1]} is not closed" if open_ else ""


def joined(tokens: list[str]) -> str:
    """The tokens as text; a letter after a command is set apart."""
    out = ""
    for token in tokens:
        out += " " if re.search(r"\\[a-zA-Z]+\Z", out) and token[0].isalpha() else ""
        out += token
    return out


def _bare(symbol: str) -> list[str]:
    return [t for t in _without_needless_braces(TOKEN.findall(symbol)) if not t.isspace()]


def _without_needless_braces(tokens: list[str]) -> list[str]:
    """Braces around a single letter, digit or command go, but for the arguments that are words."""
    out: list[str] = []
    at = 0
    while at < len(tokens):
        if (end := _words(tokens, at)) > at:
            out += tokens[at:end]
            at = end
        elif tokens[at] == "{" and tokens[at + 2 : at + 3] == ["}"] and ALONE.fullmatch(tokens[at + 1]):
            out.append(tokens[at + 1])
            at += 3
        else:
            out.append(tokens[at])
            at += 1
    return out


def _words(tokens: list[str], at: int) -> int:
    """Where the words of a command end that starts here; `at` where none does."""
    if tokens[at] not in VERBATIM:
        return at
    end, depth = at + 1, 0
    while end < len(tokens):
        depth += {"{": 1, "}": -1}.get(tokens[end], 0)
        end += 1
        if depth == 0 and not (tokens[end - 1].isspace() or tokens[end - 1] == "*"):
            break
    return end


def _match(tokens: list[str], at: int, key: list[str]) -> int:
    """Where the key ends that starts here, spaces left out; `at` where it does not."""
    here = at
    for wanted in key:
        while here > at and here < len(tokens) and tokens[here].isspace():
            here += 1
        if here == len(tokens) or tokens[here] != wanted:
            return at
        here += 1
    return here


def _placed(theirs: list[str]) -> list[str]:
    """One token stands anywhere; more are one in braces, so that they may be an index or carry one."""
    return theirs if len(theirs) == 1 else ["{", *theirs, "}"]
