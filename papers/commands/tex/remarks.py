"""What of a LaTeX source was not read, in one line each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from theory.latex.formula import TOKEN

from .conditionals import DECIDED, NEW, conditionals
from .counter import WITHIN
from .equations import equations
from .files import INPUT, OFF
from .numbering import CALL, EVENT, ROWS, UNREAD, WHOLE, counts, reaching
from .source import closing, printed, shown, skip_space, without_definitions
from .spelled_out import spelled_out
from .without_markup import words

COMMAND = re.compile(r"\\[a-zA-Z]+\*?\s*\{?\s*(?P<name>\\[a-zA-Z]+)")
ENVIRONMENT = re.compile(
    r"\\(?:(?:re)?newenvironment\*?|[A-Z][a-z]+DocumentEnvironment)\s*\{\s*(?P<name>[^{}\\]+?)\s*\}"
)
PLAIN = re.compile(rf"\\(?:{'|'.join((*ROWS, *WHOLE))}|l?eqno)(?![a-zA-Z])")  # TeX's own way to open or number one
LET = re.compile(r"\\let\s*\\[a-zA-Z]+\s*=?\s*\\(?:begin|end)(?![a-zA-Z])")
IF = re.compile(r"\\[iI]f(?!f(?![a-zA-Z]))")  # \iff is a sign
BRACES = re.compile(r"\\.|[{}]", re.DOTALL)


def remarks(source: str) -> tuple[str, ...]:
    """Commands and environments of the source's own that stay as they are, and environments not known here."""
    definitions = without_definitions(shown(source))[1]
    text = spelled_out(printed(source), definitions)
    read = equations(source)
    tokens = set(TOKEN.findall(text))
    commands = {m["name"]: d for d in definitions if (m := COMMAND.match(d))}
    own = {rf"\begin{{{m['name']}}}": d for d in definitions if (m := ENVIRONMENT.match(d))}
    used_here = {name: d for name, d in commands.items() if name in tokens and not EVENT.match(name)}
    used_here |= {name: d for name, d in own.items() if name in text}
    openers = reaching(commands | own, lambda d: counts(d) or PLAIN.search(d) or LET.match(d))
    opening = [name for name in used_here if name in openers]
    reading = [name for name, d in used_here.items() if any(not found["kept"] for found in INPUT.finditer(d))]
    used = {call for e in read for call in CALL.findall(e.latex)} - {*opening}
    out = [
        f"the definition of {name} is not closed ({{); what follows may be misread" for name in _not_closed(definitions)
    ]
    out += [f"{name} is not expanded: an equation that it opens or closes is not seen; {OFF}" for name in opening]
    out += [f"{name} is not expanded: a file that it inputs is not read; {OFF}" for name in reading]
    out += [
        f"{name} is not expanded; replace it in the formulas of claims.py" for name in (commands | own) if name in used
    ]
    branched = [re.escape(name) for name, d in commands.items() if IF.search(d)]
    undecided = _undecided(text, NEW.findall(source), branched)
    out += [f"numbered equations in both branches of {name} are read; {OFF}" for name in undecided]
    out += [f"{name} is not closed; {OFF}" for name in DECIDED if name in tokens]
    out += [
        f"{other[0]} is not read: the numbers here are those without it"
        for other in WITHIN.finditer(shown(source))
        if not other["heading"]
    ]
    out += [
        rf"\tag{{{e.number}}} is not read; write its number in claims.py"
        for e in read
        if re.search(r"\\[a-zA-Z]", words(e.number))
    ]
    if text.count(r"\begin{subequations}") > text.count(r"\end{subequations}"):
        out.append(rf"\begin{{subequations}} is not closed; {OFF}")
    if r"\theequation" in commands:
        out.append(r"\theequation is redefined: the numbers here are those without it")
    out += [f"equations with {name} are not read; {OFF}" for name in sorted(set(PLAIN.findall(text)))]
    return (*out, *(f"equations in {name} are not read; {OFF}" for name in UNREAD if rf"\begin{{{name}}}" in text))


def _undecided(text: str, own: Iterable[str], commands: Iterable[str]) -> dict[str, None]:
    r"""The names of the conditionals that hold numbered equations, up to \fi or, as `commands` do, in arguments."""
    held = [(c.start, c.name, text[c.inner : c.fi]) for c in conditionals(text, (), own) if c.name not in DECIDED]
    names = "|".join([r"\\if[a-zA-Z@]+", r"\\IfFileExists", *commands])
    for branched in re.finditer(rf"(?P<name>{names})(?![a-zA-Z@])\*?\s*(?:\\[a-zA-Z@]+\s*)?(?=\{{)", text):
        at = branched.end()
        while (start := skip_space(text, at)) < len(text) and text[start] == "{" and (end := closing(text, start)):
            at = end
        held.append((branched.start(), branched["name"], text[branched.end() : at]))
    return {name: None for _, name, inner in sorted(held) if equations(inner)}


def _not_closed(definitions: Iterable[str]) -> Iterator[str]:
    r"""The names of the definitions with a brace that nothing closes; \let\bgroup={ has one by right."""
    for text in definitions:
        braces = Counter(BRACES.findall(text))
        if braces["{"] > braces["}"] and not text.startswith(r"\let"):
            name = COMMAND.match(text) or ENVIRONMENT.match(text)
            yield name["name"] if name else text.split()[0]
