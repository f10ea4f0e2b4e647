"""What in plain words is a mathematical symbol."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

GREEK = (
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
    "|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega"
)


def _nested(depth: int) -> str:
    """Brackets with brackets in them, so deep."""
    inside = r"[a-zA-Z0-9\s'+*/,.=^_-]"
    return rf"\((?:{inside}|{_nested(depth - 1)})*\)" if depth else rf"\({inside}*\)"


_GROUP = _nested(2)
_INDEX = rf"(?:{_GROUP}|-?\d+(?:\.\d+)?(?!\w|\.\w)|-?(?:min|max|{GREEK}|[a-zA-Z]{{1,2}}\d?)(?!\w)|[+-](?![\w(]))"
PART = re.compile(rf"([_^])({_INDEX})")
_LETTER = rf"(?:{GREEK}|[a-zA-Z])(?![a-zA-Z])"
_ATOM = rf"-?(?:\d+(?:\.\d+)?|(?:{GREEK}|[a-zA-Z])(?:[_^]{_INDEX})*'*)(?![\w.])"
_ARGUMENTS = rf"\({_ATOM}(?:(?:, ?| ?[=+*/-] ?| ){_ATOM})*\)"
_BASE = (
    rf"d(?:{GREEK}|[a-zA-Z])/d(?:{GREEK}|[a-zA-Z])|{GREEK}|yhat|[a-zA-Z](?:bar|~)|[a-z]{{2,}}(?=\^)"
    r"|[a-zA-Z]\d(?=_)|[a-zA-Z]|\d+(?=[_^])"
)
SYMBOL = re.compile(
    rf"(?<![\w.\\'])(?P<operator>(?:sum|prod)(?P<range>_{_INDEX})|prod(?= (?:{_LETTER}|\d))|(?:(?<=[=/] )|(?<=\())sum(?= {_LETTER})"
    rf"|sqrt(?P<root>{_GROUP}| {_LETTER}))(?![\w'^])"
    rf"|(?<![\w.\\'])(?<!\w-)(?P<base>{_BASE})(?P<primes>'*)(?P<scripts>(?:[_^]{_INDEX})*)(?P<late>'*)(?P<arguments>{_ARGUMENTS})?"
    r"(?![\w'^])(?!\.\w|\. \d)"
    rf"|(?<=[)\]|>}}])(?P<alone>[_^]{_INDEX})(?![\w'])|(?<= )(?P<relation><=|>=|!=|->|<-|~)(?= )"
    r"|(?P<mean>(?<![\w)\]|<>=-])<(?=(?:[^\s<>=]|-\w)(?:[^<>]|[<>]= | [<>] )*(?<=[\w)'~])>(?![^\W_]|[>=]))"
    r"|(?<=[\w)'~])>(?![^\W_]|[>=]))"
)
_BEFORE = re.compile(r"(?:[=+*/]| [<>.-]| <=| >=| !=| ->) ?\Z|\b(?:sin|cos|tan|log|exp) \Z")
_AFTER = re.compile(r" ?(?:[=+*/]|[<>!]=)(?:[\w(]| [\w(\[|<-])| ?->| [<>.-] ")
_NAME = re.compile(f"{GREEK}|min|max")
_SENTENCE = re.compile(r"(?:\A|[.:;!?(] *)\Z")


def symbols_in(words: str, known: Collection[str]) -> list[re.Match[str]]:
    """The symbols among the words, in order; letters in `known` are symbols unless they stand as words."""
    found = list(_paired(SYMBOL.finditer(words)))
    sure = [_is_sure(m, known) for m in found]
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for i in order:  # beside another symbol, from the left and from the right
            beside = i - 1 if order.step == 1 else i + 1
            between = words[found[min(i, beside)].end() : found[max(i, beside)].start()]
            letter = (found[i]["base"] or "")[:1].isalnum() and not _is_word(found[i])
            sure[i] |= sure[beside] and between == " " and letter
    return [m for m, is_sure in zip(found, sure, strict=True) if is_sure]


def letters_of(m: re.Match[str]) -> Iterator[str]:
    """The letter of a symbol and those in its index, its brackets or under its root."""
    if m["base"] and re.fullmatch(_LETTER, m["base"]):
        yield m["base"]
    for index in re.findall("_([a-zA-Z]{1,2})(?![a-zA-Z])", m["range"] or m["scripts"] or ""):
        yield from index
    for inner in SYMBOL.finditer(m["root"] or m["arguments"] or ""):
        yield from letters_of(inner)


def _paired(found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Without a > that closes no <."""
    open_ = 0
    for m in found:
        open_ += {"<": 1, ">": -1}.get(m["mean"] or "", 0)
        if open_ >= 0:
            yield m
        open_ = max(open_, 0)


def _is_sure(m: re.Match[str], known: Collection[str]) -> bool:
    if m["root"]:
        return not re.search("[a-zA-Z]", SYMBOL.sub("", m["root"]))
    if m["base"] is None:
        return True
    if m["scripts"]:
        parts = PART.findall(m["scripts"])
        words = [word for _, index in parts for word in re.findall("[a-zA-Z]{3,}", index)]
        return len({mark for mark, _ in parts}) == len(parts) and all(_NAME.fullmatch(word) for word in words)
    before, after = m.string[: m.start()], m.string[m.end() :]
    if _is_word(m):
        return bool(_AFTER.match(after))
    in_bars = before.endswith("|") and after.startswith("|")
    marked = m["primes"] or m["late"] or m["arguments"] or not re.fullmatch(_LETTER, m["base"])
    return bool(marked or m["base"] in known or in_bars or _BEFORE.search(before) or _AFTER.match(after))


def _is_word(m: re.Match[str]) -> bool:
    """Whether it may be a word: a before what it is an article of; A and I where a sentence starts that goes on in words."""
    before, after = m.string[: m.start()], m.string[m.end() :]
    if m[0] == "a":
        return not before.endswith("<") and re.match(r"[ -]+[\w(`<|]", after) is not None
    return (
        m[0] in ("A", "I")
        and _SENTENCE.search(before) is not None
        and re.match(r"-| +(?:[a-z]{2}|[\d(`])", after) is not None
    )
