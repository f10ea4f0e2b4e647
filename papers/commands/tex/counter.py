"""LaTeX's counter of equations, within the headings that it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HEADINGS = ("chapter", "section", "subsection")
WITHIN = re.compile(
    rf"\\(?P<command>(?:number|counter)within\*?)\s*\{{equation\}}\s*\{{(?:(?P<heading>{'|'.join(HEADINGS)})|[^{{}}]*)\}}"
)
BOOK = re.compile(
    r"\\documentclass\s*(?:\[[^\]]*\]\s*)?\{\s*(book|report|scrbook|scrreprt|memoir)\s*\}"
)  # within chapters
ALONE = re.compile(r"\\counterwithout\*?\{equation\}\{(?:section|chapter)\}")


@dataclass
class Counter:
    """LaTeX's counter of equations, within the headings it may belong to, and the letters of `subequations`."""

    within: str
    from_zero: bool = True
    headings: list[int] = field(default_factory=lambda: [0] * len(HEADINGS))
    equation: int = 0
    letter: int | None = None
    appendix: bool = False

    def next(self) -> str:
        """The number of the next equation."""
        if self.letter is None:
            self.equation += 1
        else:
            self.letter += 1
        return self.last()

    def last(self) -> str:
        r"""The number of the last equation, \theequation where none counts."""
        return f"{self._heading()}{self.equation}{chr(96 + self.letter) if self.letter else ''}"

    def _heading(self) -> str:
        chapter = self.headings[0]
        if not self.within or (chapter == 0 and not self.from_zero):
            return ""
        numbers = self.headings[chapter == 0 and self.within != "chapter" : HEADINGS.index(self.within) + 1]
        shown = [str(n) for n in numbers]
        shown[0] = chr(64 + numbers[0]) if self.appendix and numbers[0] else shown[0]
        return "".join(f"{n}." for n in shown)

    def heading(self, kind: str) -> None:
        """Count a heading, and from one on in what stands within it."""
        level = HEADINGS.index(kind)
        self.headings[level:] = [self.headings[level] + 1] + [0] * (len(HEADINGS) - level - 1)
        if self.within and level <= HEADINGS.index(self.within):
            self.equation = 0

    def start_appendix(self) -> None:
        """Count the headings from one on, the first kind in letters."""
        self.appendix = True
        self.headings = [0] * len(HEADINGS)


def counter(text: str) -> Counter:
    """The counter of a source, with its preamble, before the first equation."""
    if within := next((found for found in WITHIN.finditer(text) if found["heading"]), None):
        return Counter(within["heading"])
    if (book := BOOK.search(text)) and not ALONE.search(text):
        return Counter("chapter", from_zero=book[1].startswith("scr"))
    return Counter("")
