"""What numbers equations in a LaTeX source, and a source's own commands and environments for it, written out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from theory.latex.formula import TOKEN

from .tex_definitions import STAR, Macro, macros
from .tex_macros import expanded
from .tex_source import group_end, skip_space

ROWS = ("align", "alignat", "xalignat", "flalign", "gather", "eqnarray")  # a number for each row
WHOLE = ("equation", "multline")
UNREAD = ("IEEEeqnarray", "dmath", "dgroup", "empheq", "numcases", "subnumcases")
EVENT = re.compile(
    rf"\\(?P<command>begin|end)\{{(?P<environment>{'|'.join((*ROWS, *WHOLE))}|subequations)(?P<star>\*?)\}}"
    r"|\\(?P<heading>chapter|section)(?![a-zA-Z*])"
    r"|\\(?P<appendix>appendix)(?![a-zA-Z])"
    r"|\\(?P<set>setcounter|addtocounter)\{equation\}\{(?P<value>-?\d+)\}"
)
OTHER = re.compile(rf"\\(?:begin|end)\{{(?:{'|'.join(UNREAD)})\}}")
ENVIRONMENT = re.compile(  # without arguments
    r"\\(?:(?:re)?newenvironment\*?|(?P<document>[A-Z][a-z]+DocumentEnvironment))\s*\{(?P<name>[a-zA-Z]+\*?)\}"
    r"\s*(?(document)\{\s*\}\s*)(?=\{)"
)
PAIR = re.compile(r"\\[gex]?def\s*(?P<first>\\[a-zA-Z]+)\s*#1\s*(?P<last>\\[a-zA-Z]+)\s*(?=\{)")
DEFAULT = re.compile(r"\s*\[(?:[^][{}]|\{[^{}]*\})*\]")


def spelled_out(text: str, definitions: Iterable[str]) -> str:
    r"""The text with \be as \begin{equation}, where a definition says so, and likewise for all that holds an `EVENT`."""
    definitions = tuple(definitions)
    known = _numbering(macros(definitions) | _pairs(definitions))
    for name, bodies in _environments(definitions, known).items():
        for command, body in zip(("begin", "end"), bodies, strict=True):
            text = text.replace(rf"\{command}{{{name}}}", body)
    if not known:
        return text
    names = re.compile(rf"(?<!\\)(?:\\\\)*(?P<name>{'|'.join(map(re.escape, known))})(?![a-zA-Z])")
    out, at = [], 0
    while found := names.search(text, at):
        end = _call_end(text, found.end(), known[found["name"]])
        out += [text[at : found.start("name")], expanded(text[found.start("name") : end], known)]
        at = end
    return "".join([*out, text[at:]])


def counts(definition: str) -> bool:
    """Whether a definition holds what numbers equations."""
    return bool(EVENT.search(definition) or OTHER.search(definition))


def _environments(definitions: Iterable[str], known: Mapping[str, Macro]) -> dict[str, tuple[str, str]]:
    """The environments that a source defines around those that number equations: how each begins and ends."""
    found = {}
    for text in definitions:
        if (head := ENVIRONMENT.match(text)) and (counts(text) or not known.keys().isdisjoint(TOKEN.findall(text))):
            middle = group_end(text, head.end())
            start = skip_space(text, middle)
            found[head["name"]] = text[head.end() + 1 : middle - 1], text[start + 1 : group_end(text, start) - 1]
    return found


def _pairs(definitions: Iterable[str]) -> dict[str, Macro]:
    r"""Of \def\ba#1\ea{\begin{align}#1\end{align}}, as align needs it, \ba and \ea as two commands."""
    found: dict[str, Macro] = {}
    for text in filter(counts, definitions):
        if head := PAIR.match(text):
            bodies = text[head.end() + 1 : group_end(text, head.end()) - 1].split("#1")
            if len(bodies) == 2:
                found |= {name: Macro((), body) for name, body in zip(head.group("first", "last"), bodies, strict=True)}
    return found


def _numbering(known: dict[str, Macro]) -> dict[str, Macro]:
    """The commands that stand for what numbers equations, by themselves or through others of them."""
    found: dict[str, Macro] = {}
    while more := {
        name: macro
        for name, macro in known.items()
        if name not in found
        and not EVENT.match(name)
        and (counts(macro.body) or not found.keys().isdisjoint(TOKEN.findall(macro.body)))
    }:
        found |= more
    return found


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
