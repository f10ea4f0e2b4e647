"""What numbers equations in a LaTeX source, by itself or under names of the source's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from theory.latex.formula import TOKEN

from .counter import HEADINGS
from .definitions import Environment, Macro, environments, macros
from .source import group_end

ROWS = ("align", "alignat", "xalignat", "flalign", "gather", "eqnarray")  # a number for each row
WHOLE = ("equation", "multline")
UNREAD = ("IEEEeqnarray", "dmath", "dgroup", "empheq", "numcases", "subnumcases")
EVENT = re.compile(
    rf"\\(?P<command>begin|end)\{{(?P<environment>{'|'.join((*ROWS, *WHOLE))}|subequations)(?P<star>\*?)\}}"
    rf"|\\(?P<heading>{'|'.join(HEADINGS)})(?![a-zA-Z*])"
    r"|\\(?P<appendix>appendix)(?![a-zA-Z])"
    r"|\\(?P<set>setcounter|addtocounter)\{equation\}\{(?P<value>-?\d+)\}"
)
OTHER = re.compile(rf"\\(?:begin|end)\{{(?:{'|'.join(UNREAD)})\}}")
CALL = re.compile(rf"\\begin\{{[^{{}}]*\}}|{TOKEN.pattern}", re.DOTALL)  # a command, or an environment
PAIR = re.compile(r"\\[gex]?def\s*(?P<first>\\[a-zA-Z]+)\s*#1\s*(?P<last>\\[a-zA-Z]+)\s*(?=\{)")


def counts(body: str) -> bool:
    """Whether a definition holds what numbers equations."""
    return bool(EVENT.search(body) or OTHER.search(body))


def reaching(bodies: Mapping[str, str], by_itself: Callable[[str], object] = counts) -> set[str]:
    """The names of what does so by itself, or through others of these names."""
    found: set[str] = set()
    while more := {
        name
        for name, body in bodies.items()
        if name not in found and (by_itself(body) or not found.isdisjoint(CALL.findall(body)))
    }:
        found |= more
    return found


def numbering(definitions: Iterable[str]) -> tuple[dict[str, Macro], dict[str, Environment]]:
    """A source's own commands that stand for what numbers equations, and all its environments."""
    definitions = tuple(definitions)
    commands, own = macros(definitions) | _pairs(definitions), environments(definitions)
    bodies = {name: macro.body for name, macro in commands.items() if not EVENT.match(name)}
    names = reaching(bodies | {rf"\begin{{{name}}}": f"{e.begin.body} {e.end.body}" for name, e in own.items()})
    return {name: macro for name, macro in commands.items() if name in names and name in bodies}, own


def _pairs(definitions: Iterable[str]) -> dict[str, Macro]:
    r"""Of \def\ba#1\ea{\begin{align}#1\end{align}}, as align needs it, \ba and \ea as two commands."""
    found: dict[str, Macro] = {}
    for text in filter(counts, definitions):
        if head := PAIR.match(text):
            bodies = text[head.end() + 1 : group_end(text, head.end()) - 1].split("#1")
            if len(bodies) == 2:
                found |= {name: Macro((), body) for name, body in zip(head.group("first", "last"), bodies, strict=True)}
    return found
