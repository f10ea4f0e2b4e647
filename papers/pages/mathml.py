"""LaTeX formulas as MathML, which browsers draw without a script or a font of their own."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

FOREIGN_TAG = re.compile(r"<(?!/?m[a-z]+[ />])")
RELATION = re.compile(r"<mi>(&#x0(?:27F9|27FA|007E|2AB0|2AAF);)</mi>")  # it draws them without space, as if letters
ALPHABET = re.compile(r"\\(mathbb|mathcal|mathbf) ?([A-Za-z])")  # in braces a character; else an attribute, not drawn
BOLD_ONE = '<mn mathvariant="bold">1</mn>', "<mn>&#x1D7CF;</mn>"
OPERATORS = re.compile(r"\\(arg(?:min|max)?)(?![a-zA-Z])")  # the converter does not know them


def formula(latex: str) -> str:
    """A block of MathML that carries its LaTeX as its accessible label; the source itself where it does not convert."""
    from latex2mathml.converter import convert  # here, so that `import papers` stays quick

    source = ALPHABET.sub(r"\\\1{\2}", OPERATORS.sub(r"\\operatorname{\1}", latex))
    try:
        drawn: str = convert(source, display="block")
        text = "".join(ElementTree.fromstring(drawn).itertext())
    except Exception:  # its errors have no common base; what it lets through unescaped does not parse
        return _source(latex)
    if "\\" in text or FOREIGN_TAG.search(drawn):  # a command that came through as text, or a tag that is not MathML's
        return _source(latex)
    drawn = RELATION.sub(r"<mo>\1</mo>", drawn).replace(*BOLD_ONE)
    return drawn.replace("<math ", f'<math aria-label="{escape(latex)}" ', 1)


def _source(latex: str) -> str:
    return f"<code>{escape(latex)}</code>"
