"""A source's own commands, expanded as TeX does it, so that a formula can stand without its preamble."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..pages.notation import TOKEN
from .tex_source import group_end

HEAD = re.compile(
    r"\\(?P<kind>(?:re)?newcommand|providecommand|Declare(?:RobustCommand|MathOperator)|[gex]?def)(?P<star>\*?)"
    r"\s*\{?\s*(?P<name>\\[a-zA-Z]+)\s*\}?"
    r"\s*(?:\[(?P<count>\d)\]\s*(?:\[(?P<default>[^\]]*)\])?|(?P<marks>(?:#\d)+))?\s*(?=\{)"
)
ONE = re.findall(  # they take one argument
    r"\\\w+",
    r"\sqrt\hat\bar\tilde\vec\dot\ddot\breve\check\acute\grave\overline\underline\widehat\widetilde"
    r"\mathbb\mathbf\mathcal\mathfrak\mathrm\mathsf\mathit\boldsymbol\bm\pmb",
)
TWO = re.findall(r"\\\w+", r"\frac\tfrac\dfrac\cfrac\binom\tbinom\dbinom\overset\underset\stackrel")
MOST = 2000  # expansions in one formula; more is a command that calls itself


@dataclass(frozen=True)
class Macro:
    """What a command stands for, with #1, #2, ... for its arguments; the first may be left out where it has a default."""

    arguments: int
    body: str
    default: str | None = None


def macros(definitions: Iterable[str]) -> dict[str, Macro]:
    """The commands that a source defines, by name."""
    found: dict[str, Macro] = {}
    for text in definitions:
        if (head := HEAD.match(text)) is None or (head["kind"] == "providecommand" and head["name"] in found):
            continue
        body = text[head.end() + 1 : group_end(text, head.end()) - 1]
        body = re.sub(r"\\(?:xspace|ensuremath)(?![a-zA-Z])", "", body)
        if head["kind"] == "DeclareMathOperator":
            body = rf"\operatorname{head['star']}{{{body}}}"
        count = int(head["count"] or 0) or len(head["marks"] or "") // 2
        found[head["name"]] = Macro(count, body, head["default"] if count else None)
    return found


def expanded(formula: str, known: Mapping[str, Macro]) -> str:
    """The formula without these commands; as it is where one calls itself or lacks an argument."""
    waiting, left = deque(TOKEN.findall(formula)), MOST
    if known.keys().isdisjoint(waiting):
        return formula
    out: list[str] = []
    while waiting:
        token = waiting.popleft()
        if (macro := known.get(token)) is None:
            out.append(token)
            continue
        first = [] if macro.default is None else [_optional(waiting, macro.default)]
        arguments = first + [_argument(waiting) for _ in range(macro.arguments - len(first))]
        left -= 1
        if left == 0 or None in arguments:
            return formula
        body = [t for part in _filled(macro.body, arguments) for t in part]
        waiting.extendleft(reversed(["{", *body, "}"] if len(body) != 1 and _is_argument(out) else body))
    return "".join(map(_spaced, ["", *out], out))


def _spaced(before: str, token: str) -> str:
    """The token, a letter set apart from a command before it."""
    return f" {token}" if re.fullmatch(r"\\[a-zA-Z]+", before) and token[0].isalpha() else token


def _argument(waiting: deque[str]) -> list[str] | None:
    """The next token, or what the next braces hold; None where there is none."""
    while waiting and waiting[0].isspace():
        waiting.popleft()
    taken: list[str] = []
    depth = 0
    while waiting:
        token = waiting.popleft()
        depth += {"{": 1, "}": -1}.get(token, 0)
        taken.append(token)
        if depth <= 0:
            return taken[1:-1] if len(taken) > 1 else taken if token != "}" else None
    return None


def _optional(waiting: deque[str], default: str) -> list[str] | None:
    """What the next brackets hold, or the default; None where brackets do not close."""
    spaces = [waiting.popleft() for _ in range(bool(waiting and waiting[0].isspace()))]
    if not waiting or waiting[0] != "[":
        waiting.extendleft(spaces)
        return TOKEN.findall(default)
    taken: list[str] = []
    depth = 0
    while waiting:
        taken.append(token := waiting.popleft())
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth == 0 and token == "]":
            inner = taken[1:-1]
            braced = inner[:1] == ["{"] and group_end("".join(inner), 0) == len("".join(inner))
            return inner[1:-1] if braced else inner
    return None


def _filled(body: str, arguments: list[list[str] | None]) -> Iterable[list[str]]:
    for i, part in enumerate(re.split(r"#([1-9])", body)):
        if i % 2 == 0:
            yield TOKEN.findall(part)
        elif int(part) <= len(arguments):
            yield arguments[int(part) - 1] or []


def _is_argument(before: list[str]) -> bool:
    """Whether what comes after these tokens is an index, a power or an argument, and so needs braces of its own."""
    tokens = [t for t in before if not t.isspace()]
    if not tokens:
        return False
    if tokens[-1] in ("^", "_") or tokens[-1] in (*ONE, *TWO):
        return True
    at, depth = len(tokens), 0
    while at > 0:  # the first argument of two
        at -= 1
        depth += {"}": 1, "{": -1}.get(tokens[at], 0)
        if depth == 0:
            break
    return at > 0 and tokens[at - 1] in TWO
