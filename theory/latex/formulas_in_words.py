"""Words for LaTeX: its own signs escaped, and what is surely a formula set as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from .brackets import Pieces, closed
from .symbol_latex import RELATIONS, latex_of, signs
from .symbols import letters_of, symbols_in

_SPECIAL = str.maketrans(
    {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}", "~": r"\~{}", "^": r"\^{}"}
    | {"<": "$<$", ">": "$>$", "|": "$|$", "\\": r"\textbackslash{}"}
)
_QUOTED = re.compile(r"(`[^`]*`|\$(?=\S)[^$]*(?<=\S)\$(?!\d))")  # names of code; formulas in LaTeX already
_BETWEEN = re.compile(r"(?: [<>.] |[ \d=+*/()\[\]|]|-(?![a-zA-Z]))*")
_RELATED = re.compile(r"[^()]* (?:[<>]?=|[<>]) ")
_LEFT = re.compile(r"(?:(?<=[\s(\[|])|\A)(?=.)(?:\+?-)?(?:\d+(?:/\d+)?(?: ?[=+*/-] ?| [<>] | ))?\Z")
_BAR = re.compile(r"(?:(?<=[\s(])-)?\|\Z")
_ENDS = r"(?![\w/]|\.\d|-\w)"
_RIGHT = re.compile(rf"(?: \d+(?= ?[=+*/]))?(?:(?: ?[=+*/-] ?| [<>.] )\d+(?:/\d+)?{_ENDS})+")
_NUMBER = re.compile(rf" -?\d+(?:/\d+)?{_ENDS}")  # after a relation


def latex_words(words: str) -> str:
    """`words` with LaTeX's special characters escaped.

    Example:
    >>> from theory.latex.formulas_in_words import latex_words
    >>> latex_words("w_1 < 5%")
    'w\\\\_1 $<$ 5\\\\%'
    """
    return words.translate(_SPECIAL)


def latex_prose(words: str, symbols: Collection[str] = (), notation: Callable[[str], str] = str) -> str:
    """The same with formulas set as such, through `notation`; `symbols` are letters that are one wherever they stand.

    Example:
    >>> from theory.latex.formulas_in_words import latex_prose
    >>> latex_prose("a mode with lambda_k = 0 stays")
    'a mode with $\\\\lambda_{k} = 0$ stays'
    """
    return "".join(f"${notation(part)}$" if math else latex_words(part) for part, math in formulas(words, symbols))


def formulas(words: str, symbols: Collection[str] = ()) -> list[tuple[str, bool]]:
    """`words` in pieces, each with whether it is a formula, then in LaTeX.

    A letter or the name of a Greek one is a symbol where it has an index, a power or a prime, stands beside = + * / < > or in
    bars, or beside another symbol, or is in `symbols`; and wherever else it stands in these words, but as a word of its own.
    What stands between dollar signs is a formula in LaTeX already. All else stays: names of code, abbreviations, what is in
    backticks.
    """
    out = [("", False)]
    known = letters_among(words, symbols)
    for i, part in enumerate(_QUOTED.split(words)):  # words, and what is quoted, in turn
        for piece, math in _formulas(part, known) if i % 2 == 0 else [(part.strip("$"), part[0] == "$")]:
            before, was_math = out[-1]
            if math and (bar := _BAR.search(before)) and not was_math and piece.count("|") % 2:
                out[-1:] = [(before[: bar.start()], False), (f"{bar[0]}{piece}", True)]
            elif not math and was_math and piece.startswith("|") and len(out) > 1 and (bar := _BAR.search(out[-2][0])):
                out[-2:] = [(out[-2][0][: bar.start()], False), (f"{bar[0]}{before}|", True), (piece[1:], False)]
            elif not math and was_math and _is_open(piece[:1], before):
                out[-1:] = [(f"{before}{piece[0]}", True), (piece[1:], False)]
            elif math == was_math:
                out[-1] = (f"{before} {piece}" if math else before + piece, math)
            else:
                out.append((piece, math))
    whole = _numbers_after(closed([(piece, math) for piece, math in out if piece]))
    return [(signs(piece) if math else piece, math) for piece, math in whole]


def letters_among(words: str, symbols: Collection[str] = ()) -> frozenset[str]:
    """`symbols` and the letters that stand in a formula somewhere in these words.

    Example:
    >>> from theory.latex.formulas_in_words import letters_among
    >>> sorted(letters_among("w = P u, for any P"))
    ['P', 'u', 'w']
    """
    found = (m for part in _QUOTED.split(words)[::2] for m in symbols_in(part, symbols))
    return frozenset(symbols).union(*(letters_of(m) for m in found))


def _is_open(sign: str, formula: str) -> bool:
    """Whether the sign closes a bar or a square bracket of the formula."""
    return (sign == "|" and formula.count("|") % 2 == 1) or (sign == "]" and formula.count("[") > formula.count("]"))


def _formulas(words: str, known: Collection[str]) -> Pieces:
    """The symbols with what stands between and before them."""
    out, at = [("", False)], 0
    for m in symbols_in(words, known):
        text, symbol = words[at : m.start()], latex_of(m)
        aside = text.endswith(" (") and _RELATED.match(words, m.start())
        if out[-1][1] and _BETWEEN.fullmatch(text) and not aside:
            out[-1] = (f"{out[-1][0]}{text}{symbol}", True)
        else:
            less = _LEFT.search(text)
            start = less.start() if less else len(text)
            out += [(text[:start], False), (text[start:] + symbol, True)]
        at = m.end()
    return _numbers_after([*out, (words[at:], False)])


def _numbers_after(pieces: Pieces) -> Pieces:
    """Each formula with the operator and the number after it."""
    out = Pieces()
    for piece, math in pieces:
        count = _number_after(out[-1][0], piece) if not math and out and out[-1][1] else 0
        if count:
            out[-1] = (out[-1][0] + piece[:count], True)
        out.append((piece[count:], math))
    return [part for part in out if part[0]]


def _number_after(formula: str, text: str) -> int:
    """How much of the text after a formula is an operator and a number, which belong to it."""
    found = (_NUMBER if formula.endswith(tuple(RELATIONS.values())) else _RIGHT).match(text)
    return found.end() if found else 0
