"""The numbered equations of a LaTeX source, in order, with the numbers they are printed with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from theory.latex.formula import TOKEN

from .counter import Counter, counter
from .definitions import Macro, macros
from .macros import expanded
from .numbering import EVENT, ROWS
from .source import printed, shown, take, without_definitions
from .spelled_out import spelled_out

SILENT = re.compile(r"\\(?:nonumber|notag)(?![a-zA-Z])")
GOES_ON = re.compile(  # a row that is no formula without the one before
    r"(?:[\s&]|\\q?quad(?![a-zA-Z])|\\[,:;! ])*"
    r"(?:[=<>+-]|\\(?:leq?|geq?|approx|sim|simeq|equiv|propto|to|times|cdot)(?![a-zA-Z]))"
)
SPLIT = re.compile(r"\\(?:begin|end)\{split\}")  # it cannot stand where the environment around it is gone
ROW_END = re.compile(r"\\\\\*?(?:\[[^][]*\])?")
COLUMNS = ("align", "alignat", "xalignat", "flalign")  # a pair of columns for each equation of a row
TAG = re.compile(r"\\tag\*?\s*\{")
NUMBER = re.compile(r"\\theequation(?![a-zA-Z])\s*")
REF = re.compile(r"\\(?P<eq>eq)?ref\*?\s*\{\s*(?P<label>[^{}]+?)\s*\}")
DISPLAY = re.compile(  # a \tag numbers one that has no number
    r"\\\\|(?:\\\[|\\begin\{displaymath\})(?P<body>(?:\\\\|(?!\\[][\\]).)*?)(?:\\\]|\\end\{displaymath\})", re.DOTALL
)


@dataclass(frozen=True)
class Equation:
    """One numbered equation: its number as printed, its LaTeX, its label, and a \\begin that nothing closes ("" for none)."""

    number: str
    latex: str
    label: str
    open: str = ""


def equations(source: str) -> tuple[Equation, ...]:
    """The numbered equations of a document, in order.

    Read are equation, align, alignat, flalign, gather, multline and eqnarray, in subequations too, with \\\\tag, \\\\label,
    \\\\nonumber, \\\\notag, \\\\numberwithin, \\\\setcounter and \\\\addtocounter of the equations' counter. A starred environment
    has no numbers, nor has \\\\[; a \\\\tag in it is one. Comments, verbatim text and definitions do not count; commands of the
    source's own are expanded. `remarks` tells what is left.
    """
    text = shown(source)
    definitions = without_definitions(text)[1]
    read = DISPLAY.sub(_starred, spelled_out(printed(source), definitions))
    found = tuple(_walk(read, counter(text), macros(definitions)))
    numbers = {e.label: e.number for e in reversed(found)}
    return tuple(replace(e, number=_referred(e.number, numbers)) for e in found)


def _starred(display: re.Match[str]) -> str:
    r"""What \[ and \] hold as an equation*, where it has a \tag."""
    body = display["body"] or ""
    return rf"\begin{{equation*}}{body}\end{{equation*}}" if TAG.search(body) else display[0]


def _referred(number: str, numbers: Mapping[str, str]) -> str:
    """The number with those of the labels that it refers to; what has no number here stays."""
    found = REF.search(number)
    if found is None or found["label"] not in numbers:
        return number
    others = {label: n for label, n in numbers.items() if label != found["label"]}
    of_label = _referred(numbers[found["label"]], others)
    of_label = f"({of_label})" if found["eq"] else of_label
    return f"{number[: found.start()]}{of_label}{_referred(number[found.end() :], numbers)}"


def _walk(text: str, counting: Counter, known: Mapping[str, Macro]) -> Iterator[Equation]:
    at = 0
    while event := EVENT.search(text, at):
        at, environment = event.end(), event["environment"]
        if event["heading"]:
            counting.heading(event["heading"])
        elif event["appendix"]:
            counting.start_appendix()
        elif event["set"]:
            counting.equation = int(event["value"]) + (counting.equation if event["set"] == "addtocounter" else 0)
        elif environment == "subequations":
            opens = event["command"] == "begin"
            counting.equation += opens
            counting.letter = 0 if opens else None
        elif event["command"] == "begin":
            name = f"{{{environment}{event['star']}}}"
            following = (e.start() for e in EVENT.finditer(text, at) if e["command"] == "begin")
            end = next(following, len(text))  # none of these environments stands in another
            closed = text.find(rf"\end{name}", at, end)
            end, open_ = (closed, "") if closed >= 0 else (end, rf"\begin{name}")
            for equation in _numbered(expanded(text[at:end], known), environment, bool(event["star"]), counting):
                yield replace(equation, open=open_)
            at = end


def _numbered(body: str, environment: str, starred: bool, counting: Counter) -> Iterator[Equation]:
    """The numbered rows of one environment, each with the rows without a number that it goes on from.

    The last of them that go on from each other has what goes on from it. An empty row takes a number and is no equation.
    """
    before: list[str] = []
    last: Equation | None = None
    if environment in ("alignat", "xalignat"):
        body = re.sub(r"\A\s*\{\s*\d+\s*\}", "", body)
    for row in _rows(body) if environment in ROWS else [body]:
        row, tag = take(take(row, r"\\(?:short)?intertext")[0], r"\\tag\*?")
        row, label = take(row, r"\\label")
        if not GOES_ON.match(row):
            yield from _whole(last, before, environment)
            before, last = [], None
        before.append(row)
        if tag is None and (starred or SILENT.search(row)):
            continue
        yield from _whole(last, [], environment)
        number = counting.next() if tag is None else NUMBER.sub(counting.last(), " ".join(tag.split()))
        last, before = Equation(number, _joined("", before, environment), " ".join((label or "").split())), []
    yield from _whole(last, before, environment)


def _whole(equation: Equation | None, after: list[str], environment: str) -> Iterator[Equation]:
    """The equation with the rows `after` it, which go on from it; nothing where there is none or it is empty."""
    if equation and equation.latex:
        yield replace(equation, latex=_joined(equation.latex, after, environment))


def _joined(latex: str, rows: list[str], environment: str) -> str:
    return " ".join(filter(None, (latex, *(_formula(row, environment in COLUMNS) for row in rows))))


def _formula(row: str, columns: bool) -> str:
    """The formula in one line, without breaks and marks of alignment that stand outside inner environments.

    Every second mark of `columns` separates two equations; a space does so here.
    """
    parts, marks = [""], 0
    for piece, outside in _outside(SPLIT.sub(" ", SILENT.sub(" ", row))):
        marks += outside and piece == "&"
        if outside and piece == "&" and columns and marks % 2 == 0:
            parts.append("")
        else:
            parts[-1] += " " if outside and piece in ("&", r"\\") else piece
    out = ""
    for part in filter(None, (" ".join(p.split()) for p in parts)):
        apart = not out or re.search(r"\\q?quad\Z", out) or re.match(r"\\q?quad(?![a-zA-Z])", part)
        out += part if not out else f" {part}" if apart else rf" \quad {part}"
    return out


def _rows(body: str) -> list[str]:
    rows, at = [""], 0
    for token, outside in _outside(body):
        at += len(token)
        if outside and token == r"\\":
            rows.append("")
        else:
            rows[-1] += token
    return rows[:1] + [ROW_END.sub("", "\\\\" + row, count=1) for row in rows[1:]]


def _outside(text: str) -> Iterator[tuple[str, bool]]:
    """Each token, and whether it stands outside all braces and inner environments."""
    depth = 0
    for token in TOKEN.findall(text):
        depth += {"{": 1, r"\begin": 1, "}": -1, r"\end": -1}.get(token, 0)
        yield token, depth == 0
