"""The words of a claim for a page: their formulas as MathML, names in backticks as code, those of claims as links."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import escape

from theory.latex.formulas_in_words import formulas

from .mathml import formula

NO_LETTERS = re.compile(r"\\(?:text|mathrm|operatorname\*?|begin|end) *\{[^{}]*\}")
NAME_OR_LETTER = re.compile(r"\\([a-zA-Z]+)|([a-zA-Z])")

DATA = re.compile(r"[\[{]|\w\*{1,2}[\w(]|_\d+_\d|\)\*")  # lists, sets, and formulas as SymPy prints them


def letters(latex: str) -> frozenset[str]:
    """The letters of a formula, Greek ones by name: they are symbols in the words around it too.

    Example:
    >>> from papers.pages.prose import letters
    >>> sorted(letters(r"\\lambda_k \\text{ of } A"))
    ['A', 'k', 'lambda']
    """
    return frozenset(name or letter for name, letter in NAME_OR_LETTER.findall(NO_LETTERS.sub("", latex)))


def prose(words: str, links: Mapping[str, str] | None = None, symbols: Collection[str] = ()) -> str:
    """HTML of plain words; `links` are the addresses of names, `symbols` are letters that are one wherever they stand.

    Example:
    >>> from papers.pages.prose import prose
    >>> prose("see `eq-8`, R&D", {"eq-8": "#note-eq-8"})
    'see <a href="#note-eq-8">eq-8</a>, R&amp;D'
    """
    return "".join(_formula(part) if math else _words(part, links or {}) for part, math in formulas(words, symbols))


def found(words: str, links: Mapping[str, str] | None = None, symbols: Collection[str] = ()) -> str:
    """HTML of what a test found, sentences after semicolons: those with data as a program writes them stay as they are.

    Example:
    >>> from papers.pages.prose import found
    >>> found("gates [[1], [0]], w_1 * 2")
    'gates [[1], [0]], w_1 * 2'
    """
    parts = words.split("; ")
    return "; ".join(escape(part) if DATA.search(part) else prose(part, links, symbols) for part in parts)


def _formula(latex: str) -> str:
    """Inline, with the spaces at its ends outside."""
    inner = latex.strip()
    start = latex.index(inner)
    return f"{latex[:start]}{formula(inner, 'inline')}{latex[start + len(inner) :]}"


def _words(words: str, links: Mapping[str, str]) -> str:
    parts = words.split("`")
    if len(parts) % 2 == 0:  # a single backtick quotes nothing
        return escape(words)
    for i, part in enumerate(parts):
        shown = escape(part)
        if i % 2:
            shown = f'<a href="{escape(links[part])}">{shown}</a>' if part in links else f"<code>{shown}</code>"
        parts[i] = shown
    return "".join(parts)
