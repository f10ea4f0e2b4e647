r"""The conditionals of a LaTeX source, \if... to \fi: those that TeX decides by their name, and all others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r"\\(?:newif\s*\\[a-zA-Z@]+|[a-zA-Z@]+|.)", re.DOTALL)
DECIDED = (r"\iffalse", r"\iftrue")
NEW = re.compile(r"\\newif\s*(\\if[a-zA-Z@]+)")
BRACE = re.compile(r"\s*\{")
NO_FI = re.compile(r"\\(?:iff|if(?:un)?def)(?![a-zA-Z@])")  # a sign, and two of etoolbox with arguments


@dataclass
class Conditional:
    r"""Where a conditional, its \else if it has one and its \fi start and end in a text."""

    name: str
    start: int
    inner: int
    otherwise: tuple[int, int] | None = None
    fi: int = -1
    end: int = -1

    def hidden(self) -> list[tuple[int, int]]:
        r"""The parts that TeX passes over, of \iftrue and \iffalse."""
        first, second = self.otherwise or (self.fi, self.end)
        if self.name == r"\iftrue":
            return [(self.start, self.inner), (first, self.end)]
        return [(self.start, second), (self.fi, self.end)]


def conditionals(text: str, definitions: Sequence[tuple[int, int]], own: Iterable[str]) -> Iterator[Conditional]:
    r"""The conditionals of a text, inner ones first; one that begins in a definition ends in it or is none.

    One that is not among `own`, of \newif, and that a brace follows, as \iftoggle{...}, has no \fi.
    """
    own = set(own)
    open_: dict[int, list[Conditional]] = defaultdict(list)
    for token in TOKEN.finditer(text):
        name = token[0]
        if not name.startswith((r"\if", r"\else", r"\fi")):
            continue
        at = next((start for start, end in definitions if start <= token.start() < end), -1)
        if name == r"\fi" and open_[at]:
            found = open_[at].pop()
            found.fi, found.end = token.span()
            yield found
        elif name == r"\else" and open_[at]:
            open_[at][-1].otherwise = token.span()
        elif name in own or (name.startswith(r"\if") and not NO_FI.match(name) and not BRACE.match(text, token.end())):
            open_[at].append(Conditional(name, *token.span()))


def decided(text: str, definitions: Sequence[tuple[int, int]]) -> str:
    r"""The text with what is printed of \iftrue and \iffalse, nested in others too."""
    found = conditionals(text, definitions, NEW.findall(text))
    known = [c for c in found if c.name in DECIDED]
    out, at = [], 0
    for start, end in sorted(span for c in known for span in c.hidden()):
        out.append(text[at:start])
        at = max(at, end)
    return " ".join([*out, text[at:]])
