"""A formula in a narrow cell: TeX breaks it where it can, and what it cannot break is drawn smaller."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theory.latex.formula import TOKEN

from .notation import joined

SHORT = 13  # letters and signs that fit into a cell
UNSEEN = set("{}_^")
OPERATORS = re.findall(  # TeX breaks a line after them, outside of braces
    r"\\\w+|[^\\\w]",
    r"=<>+-*\approx\asymp\cap\cdot\cup\equiv\ge\geq\gg\gtrless\in\le\leftarrow\leftrightarrow\leq\lesssim\ll\longleftrightarrow"
    r"\mapsto\ne\neq\notin\ni\odot\oplus\otimes\pm\preceq\propto\Rightarrow\rightarrow\setminus\sim\simeq\subset\subseteq"
    r"\succeq\times\to\vee\wedge",
)
SPACES = {r"\quad", r"\qquad", r"\ ", r"\iff", r"\implies"}  # it may break before them, if told so; they are wide
BINDS = {"^", "_", r"\not"} | {rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", *"lrm")}
OPENING = {"(", "[", r"\{", r"\langle", r"\lfloor", r"\lceil"}  # a sign after them belongs to what follows
DEPTH = {"{": 1, r"\begin": 1, r"\left": 1, "}": -1, r"\end": -1, r"\right": -1}
END = re.compile(r"(?:(?<!\\)[,;])?\s*\Z")
STARRED = r"\\[a-zA-Z]+\s*\*(?=\s*\{)"  # \operatorname*{, \hspace*{: no product
WORDS = re.compile(rf"\\text\{{([^{{}}$\\]* [^{{}}$\\]*)\}}|{STARRED}|{TOKEN.pattern}", re.DOTALL)


def breakable(formula: str) -> str:
    """The formula with breaks between words, before wide spaces and in long lists; what is still long through `\\fitted`."""
    out = ""
    for parts, operator in _pieces(formula):
        whole = "".join(parts)
        out += (
            whole if _short(whole) else r"\penalty600 ".join(_fitted(part) for part in parts if part.strip())
        ) + operator
    return out


def _fitted(part: str) -> str:
    """A part of a list; the comma stays outside, so that the space after it does."""
    start, end = len(part) - len(part.lstrip()), len(END.sub("", part))
    inner = part[start:end]
    return part if _short(inner) else rf"{part[:start]}\fitted{{\textstyle {inner}}}{part[end:]}"


def _short(latex: str) -> bool:
    return len([t for t in TOKEN.findall(latex) if not t.isspace() and t not in UNSEEN]) <= SHORT


def _pieces(formula: str) -> Iterator[tuple[list[str], str]]:
    """What TeX would not break, as the parts of a list, with what stands after it, where the line may be broken."""
    parts: list[list[str]] = [[]]
    depth, before = 0, ""
    for found in WORDS.finditer(formula):
        for token in _split(found) if depth == 0 else [found[0]]:
            depth += DEPTH.get(token, 0)
            outside = depth == 0 and before not in BINDS
            if outside and (token in SPACES or (token in OPERATORS and before not in OPENING)):
                yield [joined(part) for part in parts], rf"\allowbreak{token}" if token in SPACES else token
                parts = [[]]
            else:
                parts[-1].append(token)
                if outside and token in (",", ";"):
                    parts.append([])
            before = before if token.isspace() else token
    yield [joined(part) for part in parts], ""


def _split(found: re.Match[str]) -> list[str]:
    """Words of a text one by one, with breakable spaces between; anything else as it is."""
    words = re.split(r" +", found[1]) if found[1] else []
    spaced = [part for word in words for part in (r"\ ", rf"\text{{{word}}}" if word else "")][1:]
    return [part for part in spaced if part] or [found[0]]
