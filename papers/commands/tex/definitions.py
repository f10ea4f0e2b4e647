r"""The commands and environments that a source defines: \newcommand, \def, \NewDocumentCommand, \newenvironment and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .source import closing, group_end, skip_space

HEAD = re.compile(
    r"\\(?P<kind>(?:re)?newcommand|providecommand|Declare(?:RobustCommand|MathOperator)|[gex]?def)(?P<star>\*?)"
    r"\s*\{?\s*(?P<name>\\[a-zA-Z]+)\s*\}?"
    r"\s*(?:\[(?P<count>\d)\]\s*(?:\[(?P<default>[^\]]*)\])?|(?P<marks>(?:#\d)+))?\s*(?=\{)"
)
DOCUMENT = re.compile(
    r"\\(?P<kind>New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand\s*\{?\s*(?P<name>\\[a-zA-Z]+)\s*\}?\s*(?=\{)"
)
ENVIRONMENT = re.compile(
    r"\\(?:(?:re)?newenvironment\*?|(?P<kind>New|Renew|Provide|Declare)DocumentEnvironment)\s*\{\s*(?P<name>[^{}\\]+?)\s*\}"
    r"\s*(?(kind)|(?:\[(?P<count>\d)\]\s*(?:\[(?P<default>[^\]]*)\]\s*)?)?)(?=\{)"
)
LET = re.compile(r"\\let\s*(?P<name>\\[a-zA-Z]+)\s*=?\s*(?P<old>\\[a-zA-Z]+|\\.|\S)")
NO_VALUE = "-NoValue-"  # as LaTeX has it, where an argument o is left out
STAR = "*"  # the default of an argument s, which is a star or nothing

KINDS = {"m": None, "o": NO_VALUE, "s": STAR}


@dataclass(frozen=True)
class Macro:
    """What a command stands for, with #1, #2, ... for its arguments.

    Of `arguments` None is one in braces; any other is the default of one in brackets, or of a star, that may be left out.
    What a `final` one stands for is not expanded again. Brackets in brackets are `nested`.
    """

    arguments: tuple[str | None, ...]
    body: str
    final: bool = False
    nested: bool = False


@dataclass(frozen=True)
class Environment:
    """How an environment begins and ends; the arguments of its end are those that stand after \\begin."""

    begin: Macro
    end: Macro


def environments(definitions: Iterable[str]) -> dict[str, Environment]:
    """The environments that a source defines, by name; without those whose arguments are not read here."""
    found: dict[str, Environment] = {}
    for text in definitions:
        head = ENVIRONMENT.match(text)
        if head is None or (head["kind"] == "Provide" and head["name"] in found):
            continue
        found.pop(head["name"], None)
        if head["kind"]:
            given, at = _document_arguments(text, head.end())
        else:
            given, at = _given(head["default"], int(head["count"] or 0)), head.end()
        if given is not None:
            later, nested = skip_space(text, group_end(text, at)), bool(head["kind"])
            begin = Macro(given, _body(text, at), nested=nested)
            found[head["name"]] = Environment(begin, Macro(given if nested else (), _body(text, later), nested=nested))
    return found


def macros(definitions: Iterable[str]) -> dict[str, Macro]:
    """The commands that a source defines, by name; without those whose arguments are not read here."""
    found: dict[str, Macro] = {}
    for text in definitions:
        if head := HEAD.match(text):
            if head["kind"] != "providecommand" or head["name"] not in found:
                found[head["name"]] = _command(text, head)
        elif head := DOCUMENT.match(text):
            if head["kind"] == "Provide" and head["name"] in found:
                continue
            found.pop(head["name"], None)
            if macro := _document_command(text, head.end()):
                found[head["name"]] = macro
        elif head := LET.fullmatch(text):  # the meaning that it has here, whatever comes later
            found[head["name"]] = found.get(head["old"]) or Macro((), head["old"], final=True)
    return found


def _command(text: str, head: re.Match[str]) -> Macro:
    body = _body(text, head.end())
    if head["kind"] == "DeclareMathOperator":
        body = rf"\operatorname{head['star']}{{{body}}}"
    return Macro(_given(head["default"], int(head["count"] or 0) or len(head["marks"] or "") // 2), body)


def _given(default: str | None, count: int) -> tuple[str | None, ...]:
    return (default, *[None] * (count - 1)) if count else ()


def _document_command(text: str, at: int) -> Macro | None:
    arguments, at = _document_arguments(text, at)
    return None if arguments is None else Macro(arguments, _body(text, at), nested=True)


def _document_arguments(text: str, at: int) -> tuple[tuple[str | None, ...] | None, int]:
    """Arguments m, o, O{default} and s, each perhaps after a +, None with others; and where the body starts."""
    end = group_end(text, at)
    body, arguments = skip_space(text, end), list[str | None]()
    at += 1
    while (at := skip_space(text, at)) < end - 1:
        kind, at = text[at], at + 1
        if kind == "O" and (at := skip_space(text, at)) < end - 1 and text[at] == "{":
            start, at = at, group_end(text, at)
            arguments.append(text[start + 1 : at - 1])
        elif kind in KINDS:
            arguments.append(KINDS[kind])
        elif kind != "+":
            return None, body
    return tuple(arguments), body


def _body(text: str, at: int) -> str:
    end = closing(text, at)
    return re.sub(r"\\(?:xspace|ensuremath)(?![a-zA-Z])", "", text[at + 1 : len(text) if end is None else end - 1])
