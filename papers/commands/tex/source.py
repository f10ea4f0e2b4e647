"""A LaTeX source without what is not printed: comments, verbatim, what \\iffalse hides, definitions; and arguments in braces."""

from __future__ import annotations

import re

from .conditionals import decided

VERBATIM = r"verbatim\*?|Verbatim|lstlisting|minted|comment|filecontents\*?"
HIDDEN = re.compile(
    rf"\\begin\{{(?P<name>{VERBATIM})\}}.*?\\end\{{(?P=name)\}}"
    r"|\\verb\*?(?P<mark>[^a-zA-Z\s*]).*?(?P=mark)"
    r"|(?P<kept>\\.)"
    r"|%[^\n]*(?:\n[ \t]*)?",
    re.DOTALL,
)
DEFINITION = re.compile(
    r"\\(?:(?:(?:re)?newcommand|providecommand|Declare(?:RobustCommand|MathOperator)"
    r"|(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand)\*?\s*\{?\s*\\?[a-zA-Z*]+\s*\}?"
    r"|(?:(?:re)?newenvironment\*?|(?:New|Renew|Provide|Declare)DocumentEnvironment)\s*\{[^{}]*\})"
    r"\s*(?:\[[^\]]*\]\s*)*|\\[gex]?def\s*\\[a-zA-Z]+[^{}]*"
    r"|\\let\s*\\[a-zA-Z@]+\s*=?\s*(?:\\[a-zA-Z@]+|\\.|\S)"
)
BODIES = {  # how many braces come after its name; one for all others
    0: re.compile(r"\\let(?![a-zA-Z])"),
    2: re.compile(r"\\(?:[a-zA-Z]+DocumentCommand|(?:re)?newenvironment)"),
    3: re.compile(r"\\[a-zA-Z]+DocumentEnvironment"),
}


def printed(source: str) -> str:
    """The source without comments, verbatim text and definitions; from \\begin{document} to \\end{document} if it has them."""
    text = without_definitions(shown(source))[0]
    start, end = text.find(r"\begin{document}"), text.find(r"\end{document}")
    return text[start if start >= 0 else 0 : end if end >= 0 else len(text)]


def shown(source: str) -> str:
    """The source without comments and verbatim text, and without what \\iffalse and \\iftrue hide."""
    text = HIDDEN.sub(lambda found: found["kept"] or " ", source)
    return decided(text, definitions(text))


def without_definitions(text: str) -> tuple[str, list[str]]:
    """The text without its definitions of commands and environments, and those definitions."""
    out, at = [], 0
    spans = definitions(text)
    for start, end in spans:
        out.append(text[at:start])
        at = end
    return "".join([*out, text[at:]]), [text[start:end] for start, end in spans]


def definitions(text: str) -> list[tuple[int, int]]:
    """Where each definition of a command or an environment starts and ends; one that nothing closes ends at its line."""
    found, at = [], 0
    while definition := DEFINITION.search(text, at):
        at = definition.end()
        for _ in range(next((n for n, kind in BODIES.items() if kind.match(definition[0])), 1)):
            if (here := skip_space(text, at)) == len(text) or text[here] != "{":
                continue
            if (end := closing(text, here)) is None:
                line_end = text.find("\n", here)
                at = line_end if line_end >= 0 else len(text)
                break
            at = end
        found.append((definition.start(), at))
    return found


def take(text: str, command: str) -> tuple[str, str | None]:
    """The text without any `command{...}`, a regular expression, and the first argument; None where there is none."""
    first, pattern = None, re.compile(rf"{command}\s*(?=\{{)")
    while found := pattern.search(text):
        end = group_end(text, found.end())
        first = text[found.end() + 1 : end - 1] if first is None else first
        text = f"{text[: found.start()]} {text[end:]}"
    return text, first


def group_end(text: str, start: int) -> int:
    """Just after the brace that closes the one at `start`; the end of the text where none does."""
    end = closing(text, start)
    return len(text) if end is None else end


def closing(text: str, start: int) -> int | None:
    """Just after the brace that closes the one at `start`; None where none does."""
    depth = 0
    for token in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0 and token[0] == "}":
            return token.end()
    return None


def skip_space(text: str, at: int) -> int:
    """Where the next character that is no space stands."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at
