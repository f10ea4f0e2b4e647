"""A source's own commands, expanded as TeX does it, so that a formula can stand without its preamble."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping

from theory.latex.formula import TOKEN

from .definitions import NO_VALUE, STAR, Macro
from .source import group_end

ONE = re.findall(  # they take one argument
    r"\\\w+",
    r"\sqrt\hat\bar\tilde\vec\dot\ddot\breve\check\acute\grave\overline\underline\widehat\widetilde"
    r"\mathbb\mathbf\mathcal\mathfrak\mathrm\mathsf\mathit\boldsymbol\bm\pmb",
)
TWO = re.findall(r"\\\w+", r"\frac\tfrac\dfrac\cfrac\binom\tbinom\dbinom\overset\underset\stackrel")
MOST = 2000  # expansions in one formula; more is a command that calls itself
GROWTH = 100_000  # tokens that a formula may grow by; more is a command that gives itself more each time

IF = re.compile(r"\\If(?:(?P<no>No)?Value|Boolean)(?P<branches>TF|T|F)")
TRUE, FALSE = r"\BooleanTrue", r"\BooleanFalse"  # what LaTeX gives for an argument s


def expanded(formula: str, known: Mapping[str, Macro]) -> str:
    """The formula without these commands; as it is where one calls itself or lacks an argument."""
    waiting, left = deque(TOKEN.findall(formula)), MOST
    if known.keys().isdisjoint(waiting):
        return formula
    out: list[str] = []
    most = len(waiting) + GROWTH
    while waiting:
        token = waiting.popleft()
        macro, choice = known.get(token), IF.fullmatch(token)
        if macro:
            taken = [
                _argument(waiting)
                if default is None
                else _star(waiting)
                if default == STAR
                else _optional(waiting, default, macro.nested)
                for default in macro.arguments
            ]
        elif choice:
            taken = [_argument(waiting) for _ in range(1 + len(choice["branches"]))]
        else:
            out.append(token)
            continue
        left -= 1
        arguments = [argument for argument in taken if argument is not None]
        if left == 0 or len(arguments) < len(taken):
            return formula
        if choice and not macro:
            waiting.extendleft(reversed(_chosen(choice, *arguments)))
            continue
        body = [t for part in _filled(macro.body if macro else "", arguments) for t in part]
        if len(out) + len(body) + len(waiting) > most:
            return formula
        body = ["{", *body, "}"] if len(body) != 1 and _is_argument(out) else body
        if macro and macro.final:
            out += body
        else:
            waiting.extendleft(reversed(body))
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


def _chosen(choice: re.Match[str], value: list[str], *branches: list[str]) -> list[str]:
    """The branch of \\IfNoValueTF, \\IfBooleanTF and their like."""
    given = "".join(value)
    first = given == TRUE if given in (TRUE, FALSE) else (given == NO_VALUE) == bool(choice["no"])
    by_name = dict(zip(choice["branches"], branches, strict=True))
    return by_name.get("T" if first else "F", [])


def _star(waiting: deque[str]) -> list[str]:
    spaces = [waiting.popleft() for _ in range(bool(waiting and waiting[0].isspace()))]
    if waiting and waiting[0] == STAR:
        waiting.popleft()
        return [TRUE]
    waiting.extendleft(spaces)
    return [FALSE]


def _optional(waiting: deque[str], default: str, nested: bool) -> list[str] | None:
    """What the next brackets hold, or the default; None where brackets do not close."""
    spaces = [waiting.popleft() for _ in range(bool(waiting and waiting[0].isspace()))]
    if not waiting or waiting[0] != "[":
        waiting.extendleft(spaces)
        return TOKEN.findall(default)
    taken: list[str] = []
    depth = 0
    while waiting:
        taken.append(token := waiting.popleft())
        depth += {"{": 1, "}": -1}.get(token, 0) + (nested and {"[": 1, "]": -1}.get(token, 0))
        if depth == 0 and token == "]":
            inner = taken[1:-1]
            braced = inner[:1] == ["{"] and group_end("".join(inner), 0) == len("".join(inner))
            return inner[1:-1] if braced else inner
    return None


def _filled(body: str, arguments: list[list[str]]) -> Iterable[list[str]]:
    for i, part in enumerate(re.split(r"#([1-9])", body)):
        if i % 2 == 0:
            yield TOKEN.findall(part)
        elif int(part) <= len(arguments):
            yield arguments[int(part) - 1]


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
