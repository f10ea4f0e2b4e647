"""Words of a LaTeX source without its markup: title, authors, the tag of an equation."""

from __future__ import annotations

import re
from unicodedata import normalize

from .definitions import macros
from .macros import expanded
from .source import group_end, shown, without_definitions

ACCENTS = dict(
    zip("`'^\"~=.ucvHkr", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u0327\u030c\u030b\u0328\u030a", strict=True)
)
ACCENT = re.compile(r"\\(?:([`'^\"~=.])|([ucvHkr])(?![a-zA-Z]))\s*(?:\{\s*\\?([a-zA-Z])\s*\}|\\?([a-zA-Z]))")
LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
}
SIGNS = {
    "ast": "*",
    "star": "*",
    "dag": "†",
    "dagger": "†",
    "ddag": "‡",
    "ddagger": "‡",
    "prime": "'",
    "S": "§",
    "P": "¶",
}
GREEK = "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
NOTES = re.compile(
    r"\\(?:thanks|footnote|inst|textsuperscript|orcidID|orcid|email|affiliation|fnmark)\*?(?:\[[^\]]*\])?\s*(?=\{)"
)
DRAWN = {"ldots": "...", "dots": "...", "LaTeX": "LaTeX", "TeX": "TeX"}  # of titles
MARK = re.compile(r"\$\s*\^\s*(?:\{[^{}]*\}|.)\s*\$")  # of an affiliation
FORMULA = re.compile(r"\$([^$]+)\$|\\\((.+?)\\\)", re.DOTALL)
FIRST_OF_TWO = re.compile(r"\\texorpdfstring\s*(?=\{)")
KEPT = 0xE000  # signs for private use stand for the formulas of a title
SPACE = re.compile(r"\\[vh]space\*?\s*\{[^{}]*\}|\\[vh]skip\s*-?[\d.]+\s*[a-z]{2}|\\[,;:! ]")
BREAK = re.compile(r"\\\\|\\newline(?![a-zA-Z])")
BETWEEN = re.compile(r"\\(?:and|And|AND)(?![a-zA-Z])")


def words(latex: str) -> str:
    """The text in one line; a command that is not known here stays as it is."""
    latex = _without_notes(latex)
    latex = ACCENT.sub(lambda found: normalize("NFC", (found[3] or found[4]) + ACCENTS[found[1] or found[2]]), latex)
    latex = re.sub(r"\\\\(?:\[[^\]]*\])?|(?<!\\)~", " ", latex)
    latex = re.sub(r"\\([a-zA-Z]+)(?![a-zA-Z])\s*(?:\{\})?", lambda f: (LETTERS | SIGNS).get(f[1], f[0]), latex)
    latex = re.sub(r"\\(?:emph|text[a-z]*|math[a-z]+|mbox|operatorname)\*?\s*(?=\{)", "", latex)
    latex = re.sub(rf"\\({GREEK})(?![a-zA-Z])", r"\1", latex)
    latex = re.sub(r"(?<!\\)\^\s*\{?\s*('+)\s*\}?", r"\1", latex)
    if not re.search(r"\\[a-zA-Z]", latex):
        latex = re.sub(r"\\([&%#_$ ])|[{}$]", r"\1", latex)
    return " ".join(latex.split())


def title_page(source: str) -> tuple[str, str, str]:
    """The title, the authors with commas between them, and the year of the date; empty where the source does not say.

    The formulas of a title stay, between dollar signs. Of an author what stands before the first break, which is the name; of an
    unknown command its arguments.
    """
    text, definitions = without_definitions(shown(source))
    known = macros(definitions)
    titles, authors, dates = (
        [expanded(t, known) for t in _arguments(text, name)] for name in ("title", "author", "date")
    )
    people = [_plain(BREAK.split(person)[0]) for author in authors for person in BETWEEN.split(author)]
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", dates[0]) if dates else None
    return _title(titles[0]) if titles else "", ", ".join(filter(None, people)), year[0] if year else ""


def _title(latex: str) -> str:
    """The words without any command, around the formulas as they are."""
    latex = _without_notes(latex)
    while both := FIRST_OF_TWO.search(latex):
        first = group_end(latex, both.end())
        rest = latex[first:].lstrip()
        latex = f"{latex[: both.start()]}{latex[both.end() + 1 : first - 1]}{rest[group_end(rest, 0) :]}"
    found = [" ".join((dollars or brackets).split()) for dollars, brackets in FORMULA.findall(latex)]
    signs = iter(range(KEPT, KEPT + len(found)))
    latex = _plain(FORMULA.sub(lambda _: chr(next(signs)), latex))
    return "".join(f"${found[ord(c) - KEPT]}$" if 0 <= ord(c) - KEPT < len(found) else c for c in latex)


def _without_notes(latex: str) -> str:
    while note := NOTES.search(latex):
        latex = f"{latex[: note.start()]}{latex[group_end(latex, note.end()) :]}"
    return MARK.sub("", latex)


def _plain(latex: str) -> str:
    """The words without any command; an unknown command as its arguments."""
    latex = words(re.sub(r"\\([a-zA-Z]+)(?:\s*\{\})?", lambda f: DRAWN.get(f[1], f[0]), SPACE.sub(" ", latex)))
    latex = re.sub(r"\\[a-zA-Z]+\*?\s*", lambda f: "" if f.string[f.end() : f.end() + 1] == "{" else " ", latex)
    return " ".join(re.sub(r"\\([&%#_$ ])|[{}$]", r"\1", latex).split())


def _arguments(text: str, name: str) -> list[str]:
    starts = re.finditer(rf"\\{name}\s*(?:\[[^\]]*\]\s*)?(?=\{{)", text)
    return [text[s.end() + 1 : group_end(text, s.end()) - 1] for s in starts]
