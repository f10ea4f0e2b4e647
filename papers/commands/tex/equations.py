"""The numbered equations of a LaTeX source, in order, with the numbers they are printed with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from theory.latex.formula import TOKEN

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
WITHIN = re.compile(r"\\(?:numberwithin|counterwithin)\*?\{equation\}\{(section|chapter)\}")
BOOK = re.compile(
    r"\\documentclass\s*(?:\[[^\]]*\]\s*)?\{\s*(book|report|scrbook|scrreprt|memoir)\s*\}"
)  # within chapters
ALONE = re.compile(r"\\counterwithout\*?\{equation\}\{(?:section|chapter)\}")


@dataclass(frozen=True)
class Equation:
    """One numbered equation: its number as printed, its LaTeX, its label, and a \\begin that nothing closes ("" for none)."""

    number: str
    latex: str
    label: str
    open: str = ""


@dataclass
class _Counter:
    """LaTeX's counter of equations, within the headings it may belong to, and the letters of `subequations`."""

    within: str
    from_zero: bool = True
    chapter: int = 0
    section: int = 0
    equation: int = 0
    letter: int | None = None
    appendix: bool = False

    def next(self) -> str:
        if self.letter is None:
            self.equation += 1
        else:
            self.letter += 1
        return f"{self._heading()}{self.equation}{chr(96 + self.letter) if self.letter else ''}"

    def _heading(self) -> str:
        if not self.within or (self.chapter == 0 and not self.from_zero):
            return ""
        numbers = [self.chapter] if self.within == "chapter" else [self.chapter, self.section][not self.chapter :]
        shown = [str(n) for n in numbers]
        shown[0] = chr(64 + numbers[0]) if self.appendix and numbers[0] else shown[0]
        return "".join(f"{n}." for n in shown)

    def heading(self, kind: str) -> None:
        if kind == "chapter":
            self.chapter, self.section = self.chapter + 1, 0
        else:
            self.section += 1
        if self.within and (kind == self.within or kind == "chapter"):
            self.equation = 0

    def start_appendix(self) -> None:
        self.appendix = True
        self.chapter, self.section = 0, 0


def equations(source: str) -> tuple[Equation, ...]:
    """The numbered equations of a document, in order.

    Read are equation, align, alignat, flalign, gather, multline and eqnarray, in subequations too, with \\\\tag, \\\\label,
    \\\\nonumber, \\\\notag, \\\\numberwithin, \\\\setcounter and \\\\addtocounter of the equations' counter. A starred environment
    has no numbers; a \\\\tag in it is one. Comments, verbatim text and definitions do not count; commands of the source's own
    are expanded. `remarks` tells what is left.
    """
    text = shown(source)
    definitions = without_definitions(text)[1]
    return tuple(_walk(spelled_out(printed(source), definitions), _counter(text), macros(definitions)))


def _counter(text: str) -> _Counter:
    if within := WITHIN.search(text):
        return _Counter(within[1])
    if (book := BOOK.search(text)) and not ALONE.search(text):
        return _Counter("chapter", from_zero=book[1].startswith("scr"))
    return _Counter("")


def _walk(text: str, counter: _Counter, known: Mapping[str, Macro]) -> Iterator[Equation]:
    at = 0
    while event := EVENT.search(text, at):
        at, environment = event.end(), event["environment"]
        if event["heading"]:
            counter.heading(event["heading"])
        elif event["appendix"]:
            counter.start_appendix()
        elif event["set"]:
            counter.equation = int(event["value"]) + (counter.equation if event["set"] == "addtocounter" else 0)
        elif environment == "subequations":
            opens = event["command"] == "begin"
            counter.equation += opens
            counter.letter = 0 if opens else None
        elif event["command"] == "begin":
            name = f"{{{environment}{event['star']}}}"
            following = (e.start() for e in EVENT.finditer(text, at) if e["command"] == "begin")
            end = next(following, len(text))  # none of these environments stands in another
            closed = text.find(rf"\end{name}", at, end)
            end, open_ = (closed, "") if closed >= 0 else (end, rf"\begin{name}")
            for equation in _numbered(expanded(text[at:end], known), environment, bool(event["star"]), counter):
                yield replace(equation, open=open_)
            at = end


def _numbered(body: str, environment: str, starred: bool, counter: _Counter) -> Iterator[Equation]:
    """The numbered rows of one environment, each with the rows without a number that it goes on from.

    An empty row takes a number and is no equation.
    """
    before: list[str] = []
    if environment in ("alignat", "xalignat"):
        body = re.sub(r"\A\s*\{\s*\d+\s*\}", "", body)
    for row in _rows(body) if environment in ROWS else [body]:
        row, tag = take(take(row, r"\\(?:short)?intertext")[0], r"\\tag\*?")
        row, label = take(row, r"\\label")
        before = [*before, row] if GOES_ON.match(row) else [row]
        if tag is None and (starred or SILENT.search(row)):
            continue
        number = counter.next() if tag is None else " ".join(tag.split())
        latex, before = " ".join(filter(None, (_formula(r, environment in COLUMNS) for r in before))), []
        if latex:
            yield Equation(number, latex, " ".join((label or "").split()))


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
