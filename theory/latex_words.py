"""Words for LaTeX: its own signs escaped, and what is surely a formula set as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator

_SPECIAL = str.maketrans(
    {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}", "~": r"\~{}", "^": r"\^{}"}
    | {"<": "$<$", ">": "$>$", "|": "$|$", "\\": r"\textbackslash{}"}
)
_GREEK = (
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
    "|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega"
)
_GROUP = r"\((?:[a-zA-Z0-9\s'+*/,.=-]|\([a-zA-Z0-9\s'+*/,.=-]*\))*\)"
_INDEX = rf"(?:{_GROUP}|-?\d+(?:\.\d+)?(?!\w|\.\w)|-?(?:min|max|{_GREEK}|[a-zA-Z]{{1,2}}\d?)(?!\w)|[+-](?![\w(]))"
_PART = re.compile(rf"([_^])({_INDEX})")
_SYMBOL = re.compile(
    rf"(?<![\w.\\'])(?<!\w-)(?P<base>{_GREEK}|yhat|wbar|x~|[a-zA-Z]|\d+(?=[_^]))(?P<primes>'*)(?P<scripts>(?:[_^]{_INDEX})*)"
    r"(?![\w'^])(?!\.\w|\. \d)"
    rf"|(?<=[)\]|>}}])(?P<alone>[_^]{_INDEX})(?![\w'])|(?<= )(?P<relation><=|>=|!=|->|<-|~)(?= )"
    r"|(?P<mean>(?<![\w)\]|<>=-])<(?=(?:[^\s<>=]|-\w)(?:[^<>]|[<>]= | [<>] )*(?<=[\w)'~])>(?![\w=>]))|(?<=[\w)'~])>(?![\w=>]))"
)
_ACCENTS = {"yhat": r"\hat y", "wbar": r"\bar w", "x~": r"\tilde x"}
_NAME = re.compile(rf"(?<![a-zA-Z\\])({_GREEK}|min|max)(?![a-zA-Z])")
_RELATIONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "->": r"\to", "<-": r"\leftarrow", "~": r"\sim"}
_BEFORE = re.compile(r"(?:[=+*/]| [<>-]| <=| >=| !=| ->) ?\Z|\b(?:sin|cos|tan|log|exp|sqrt) \Z")
_AFTER = re.compile(r" ?(?:[=+*/]|[<>!]=)(?:[\w(]| [\w(\[|<-])| ?->| [<>-] ")
_BETWEEN = re.compile(r"(?: [<>] |[ \d=+*/()|]|-(?![a-zA-Z]))*")
_LEFT = re.compile(r"(?:(?<=[\s(\[|])|\A)\d+(?: ?[=+*/-] ?| [<>] )\Z")
_ENDS = r"(?![\w/]|\.\d|-\w)"
_RIGHT = re.compile(rf"(?:(?: ?[=+*/-] ?| [<>] )\d+(?:/\d+)?{_ENDS})+")
_NUMBER = re.compile(rf" -?\d+(?:/\d+)?{_ENDS}")  # after a relation


def latex_words(words: str) -> str:
    """`words` with LaTeX's special characters escaped.

    Example:
    >>> from theory.latex_words import latex_words
    >>> latex_words("w_1 < 5%")
    'w\\\\_1 $<$ 5\\\\%'
    """
    return words.translate(_SPECIAL)


def latex_prose(words: str, symbols: Container[str] = (), notation: Callable[[str], str] = str) -> str:
    """The same with formulas set as such, through `notation`; `symbols` are letters that are one wherever they stand.

    Example:
    >>> from theory.latex_words import latex_prose
    >>> latex_prose("a mode with lambda_k = 0 stays")
    'a mode with $\\\\lambda_{k} = 0$ stays'
    """
    return "".join(f"${notation(part)}$" if math else latex_words(part) for part, math in formulas(words, symbols))


def formulas(words: str, symbols: Container[str] = ()) -> list[tuple[str, bool]]:
    """`words` in pieces, each with whether it is a formula, then in LaTeX.

    A letter or the name of a Greek one is a symbol where it has an index, a power or a prime, stands beside = + * / < > or in
    bars, or beside another symbol, or is in `symbols`. All else stays: names of code, abbreviations, what is in backticks.
    """
    out = [("", False)]
    for i, part in enumerate(re.split("(`[^`]*`)", words)):  # words outside and inside backticks in turn
        for piece, math in [(part, False)] if i % 2 else _formulas(part, symbols):
            before, was_math = out[-1]
            if math and before.endswith("|") and not was_math and piece.count("|") % 2:
                out[-1:] = [(before[:-1], False), (f"|{piece}", True)]
            elif not math and was_math and piece.startswith("|") and len(out) > 1 and out[-2][0].endswith("|"):
                out[-2:] = [(out[-2][0][:-1], False), (f"|{before}|", True), (piece[1:], False)]
            elif math == was_math:
                out[-1] = (f"{before} {piece}" if math else before + piece, math)
            else:
                out.append((piece, math))
    return _closed([(piece, math) for piece, math in out if piece])


def _closed(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Where a bracket opens in a formula and closes in the words after it, or the other way round: one formula."""
    out, rest = list[tuple[str, bool]](), pieces
    while rest:
        (piece, math), rest = rest[0], rest[1:]
        if math:
            opening = re.search(r"\([\d\s(,+*/-]*\Z", out[-1][0]) if out and not out[-1][1] else None
            if opening and _closings(piece) == opening[0].count("("):
                out[-1], piece = (out[-1][0][: opening.start()], False), opening[0] + piece
            piece, rest = _to_closing(piece, rest)
        out.append((piece, math))
    return [(piece, math) for piece, math in out if piece]


def _closings(piece: str) -> int:
    """How many brackets close in it that were open before."""
    depth = least = 0
    for letter in piece:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        least = min(least, depth)
    return -least


def _to_closing(piece: str, rest: list[tuple[str, bool]]) -> tuple[str, list[tuple[str, bool]]]:
    """The formula with what follows up to its closing bracket, where that is numbers, signs and formulas only."""
    whole, after = piece, rest
    while whole.count("(") > whole.count(")") and after:
        (more, math), after = after[0], after[1:]
        for i, letter in enumerate("" if math else more):
            if letter not in " 0123456789,+*/()-":
                return piece, rest
            if (whole + more[: i + 1]).count("(") == (whole + more[: i + 1]).count(")"):
                more, after = more[: i + 1], [(more[i + 1 :], False), *after]
                break
        whole += more
    if whole == piece or whole.count("(") != whole.count(")"):
        return piece, rest
    count = _number_after((whole, True), after[0][0]) if after and not after[0][1] else 0
    return (whole + after[0][0][:count], [(after[0][0][count:], False), *after[1:]]) if count else (whole, after)


def _formulas(words: str, symbols: Container[str]) -> list[tuple[str, bool]]:
    found = list(_paired(_SYMBOL.finditer(words)))
    sure = [_is_sure(m, symbols) for m in found]
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for i in order:  # beside another symbol, from the left and from the right
            beside = i - 1 if order.step == 1 else i + 1
            between = words[found[min(i, beside)].end() : found[max(i, beside)].start()]
            sure[i] |= (
                sure[beside]
                and between == " "
                and not _is_article(found[i])
                and (found[beside]["base"] or "")[:1].isalnum()
            )
    out, at = [("", False)], 0
    for m in (m for m, is_sure in zip(found, sure, strict=True) if is_sure):
        text, symbol = words[at : m.start()], _latex(m)
        if out[-1][1] and _BETWEEN.fullmatch(text):
            out[-1] = (f"{out[-1][0]}{text}{symbol}", True)
        else:
            more = _number_after(out[-1], text)
            less = _LEFT.search(text, more)
            start = less.start() if less else len(text)
            out[-1] = (out[-1][0] + text[:more], out[-1][1])
            out += [(text[more:start], False), (text[start:] + symbol, True)]
        at = m.end()
    more = _number_after(out[-1], words[at:])
    out[-1], at = (out[-1][0] + words[at : at + more], out[-1][1]), at + more
    return [(part, math) for part, math in [*out, (words[at:], False)] if part]


def _paired(found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Without a > that closes no <."""
    open_ = 0
    for m in found:
        open_ += {"<": 1, ">": -1}.get(m["mean"] or "", 0)
        if open_ >= 0:
            yield m
        open_ = max(open_, 0)


def _number_after(piece: tuple[str, bool], text: str) -> int:
    """How much of the text after a piece is an operator and a number, which belong to a formula."""
    related = piece[1] and piece[0].endswith(tuple(_RELATIONS.values()))
    found = (_NUMBER if related else _RIGHT).match(text) if piece[1] else None
    return found.end() if found else 0


def _is_sure(m: re.Match[str], symbols: Container[str]) -> bool:
    if m["base"] is None:
        return True
    if m["scripts"]:
        parts = _PART.findall(m["scripts"])
        words = [word for _, index in parts for word in re.findall("[a-zA-Z]{3,}", index)]
        return len({mark for mark, _ in parts}) == len(parts) and all(_NAME.fullmatch(word) for word in words)
    before, after = m.string[: m.start()], m.string[m.end() :]
    if _is_article(m):
        return bool(_AFTER.match(after)) or (bool(_BEFORE.search(before)) and not after.lstrip()[:1].isalpha())
    in_bars = before.endswith("|") and after.startswith("|")
    return bool(m["primes"] or m["base"] in symbols or in_bars or _BEFORE.search(before) or _AFTER.match(after))


def _is_article(m: re.Match[str]) -> bool:
    """Whether it may be a word: a, and A where a sentence starts."""
    if m.string[: m.start()].endswith("<"):
        return False
    return m[0] == "a" or (m[0] in ("A", "I") and re.search(r"(?:\A|[.:;!?(] *)\Z", m.string[: m.start()]) is not None)


def _latex(m: re.Match[str]) -> str:
    if m["relation"]:
        return _RELATIONS[m["relation"]]
    if m["mean"]:
        return r"\langle " if m["mean"] == "<" else r"\rangle"
    scripts = _PART.findall(m["alone"] or m["scripts"])
    shown = "".join(f"{mark}{{{_named(_bare(index))}}}" for mark, index in scripts)
    base = _ACCENTS.get(m["base"]) or _named(m["base"] or "")
    return f"{{}}{shown}" if m["alone"] else f"{base}{m['primes']}{shown}"


def _bare(index: str) -> str:
    return index[1:-1] if index.startswith("(") else index


def _named(symbols: str) -> str:
    return _NAME.sub(r"\\\1", symbols)
