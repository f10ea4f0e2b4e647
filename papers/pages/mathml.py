"""LaTeX formulas as MathML, which browsers draw without a script or a font of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from xml.etree import ElementTree

from .alphabets import in_characters
from .notation import unmatched

FOREIGN_TAG = re.compile(r"<(?!/?m[a-z]+[ />])")
SIGN = re.compile(
    r"<mi>(;|&#x0(?:27F9|27FA|2AB0|2AAF|2A01|00B1);)</mi>"
)  # the converter draws them as if letters, without space
OPENS = (
    r"&#x0(?:0028|005B|007B|002C|003D|003C|003E|2264|2265|223C|27E8|2192|21A6);"  # brackets, comma, relations, arrows
)
SIGN_OF = re.compile(rf"(<m[oi][^>]*>{OPENS}</m[oi]>)<mo>(&#x0(?:2212|00B1|002B);)</mo>")  # - and +- of a number
ARROWS = re.compile(r"<mo>(&#x0219[13];)</mo>")  # up and down, which browsers stretch
TILDE = "<mi>&#x0007E;</mi>", "<mo>&#x0223C;</mo>"  # browsers know the second as a relation
DELIMITERS = {"langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉"}
DELIMITERS |= {"{": "{", "}": "}", "|": "‖", "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|"}
BIG = re.compile(rf"(?<=>)\\({'|'.join(map(re.escape, DELIMITERS))})(?=</mo>)")  # after \big the converter leaves them
COLON = re.compile(r"<mi>(?::|&#x0003A;)</mi>")
SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
OPERATOR_NAME = re.compile(r"\\operatorname\s*(\*?)\s*(\{[^{}]*\})")
STAR = re.compile(r"\\operatorname\s*\*(?!\s*\{[a-zA-Z\s]+\})")  # before other names it would be drawn
SPACE, THIN = re.compile(r"\\[,:; ]|~"), "\N{THIN SPACE}"
VERT = re.compile(r"\\vert(?![a-zA-Z])")  # a letter to the converter
LIMITS = re.compile(  # below in a block, as in TeX
    r"(\\(?:lim|max|min|sup|inf|liminf|limsup)(?=\s*_)|\\operatorname\*\{[a-zA-Z\s]+\}(?=\s*[_^]))"
)
FENCE = re.compile(r'<mo(?: stretchy="false")?>(&#x0(?:007C|2016);)</mo>')  # as high as letters, without \left
LABELLED_ARROW = (  # browsers know no width that is a sum, and stretch no arrow in a style
    (re.compile(r'<mstyle scriptlevel="0"><mo>(&#x2[0-9A-F]+;)</mo></mstyle>'), r'<mo stretchy="true">\1</mo>'),
    (re.compile(r'<mpadded width="\+[^>]*>'), r'<mrow><mspace width="0.4em" />'),
    (re.compile(r'<mspace depth=".25em" /></mpadded>'), r'<mspace width="0.4em" /></mrow>'),
)
INFINITY = "<mo>&#x0221E;</mo>", "<mi>&#x0221E;</mi>"  # a number and no operator
COMMAND = re.compile(r"\\[a-zA-Z]+")
OPERATORS = re.compile(r"\\arg(min|max)?(?![a-zA-Z])")  # the converter does not know them


def formula(latex: str, display: str = "block") -> str:
    """MathML, a block or `inline`, that carries its LaTeX as its accessible label; the source where it does not convert."""
    return _drawn(latex, display)[0]


def unreadable(latex: str) -> str:
    """Why a formula is shown as its source, in words; "" where it is drawn.

    Example:
    >>> from papers.pages.mathml import unreadable
    >>> unreadable(r"\\frac{a}{b"), unreadable(r"\\frac{a}{b}"), unreadable(r"\\foo x")
    ('{ is not closed', '', '\\\\foo is not known')
    """
    return _drawn(latex, "block")[1]


def named(latex: str) -> str:
    """With \\argmin, \\argmax and \\arg as names of operators, the first two with what is below them.

    Example:
    >>> from papers.pages.mathml import named
    >>> named(r"\\argmin_v \\arg z")
    '\\\\operatorname*{arg\\\\,min}_v \\\\operatorname{arg} z'
    """
    return OPERATORS.sub(
        lambda found: rf"\operatorname*{{arg\,{found[1]}}}" if found[1] else r"\operatorname{arg}", latex
    )


@cache  # the same letters come back in every other claim
def _drawn(latex: str, display: str) -> tuple[str, str]:
    """The formula as MathML and "", or its source and what is wrong."""
    from latex2mathml.converter import convert  # here, so that `import papers` stays quick

    if wrong := unmatched(latex):
        return _source(latex), wrong
    source = (
        VERT.sub("|", named(latex)).replace("{aligned}", "{align*}").replace(r"\hspace*", r"\hspace")
    )  # the ones it knows
    source = OPERATOR_NAME.sub(lambda found: rf"\operatorname{found[1]}{_spaced(found[2])}", source)
    source = STAR.sub(r"\\operatorname", source)
    source = LIMITS.sub(r"\1\\limits", source) if display == "block" else source
    try:
        drawn: str = BIG.sub(lambda found: DELIMITERS[found[1]], convert(source, display=display))
        tree = ElementTree.fromstring(drawn)
        text = "".join(tree.itertext())
    except Exception as refused:  # its errors have no common base; what it lets through unescaped does not parse
        return _source(latex), _in_words(refused)
    if "\\" in text or FOREIGN_TAG.search(drawn):  # a command that came through as text, or a tag that is not MathML's
        command = next((found for part in tree.itertext() if (found := COMMAND.search(part))), None)
        return _source(latex), f"{command[0]} is not known" if command else "a sign of it is not known"
    drawn = SIGN.sub(r"<mo>\1</mo>", in_characters(drawn)).replace(*TILDE).replace(*INFINITY)
    drawn = ARROWS.sub(r'<mo stretchy="false">\1</mo>', SIGN_OF.sub(r'\1<mo form="prefix">\2</mo>', drawn))
    drawn = FENCE.sub(r'<mo stretchy="false" lspace="0" rspace="0">\1</mo>', drawn)
    for pattern, instead in LABELLED_ARROW:
        drawn = pattern.sub(instead, drawn)
    spaces = iter(["0" if small else "0.278em" for small in _colons(tree, False)])
    drawn = COLON.sub(lambda _: f'<mo lspace="{(space := next(spaces))}" rspace="{space}">:</mo>', drawn)
    return drawn.replace("<math ", f'<math aria-label="{escape(latex)}" ', 1), ""


def _spaced(name: str) -> str:
    """The name of an operator, which the converter takes as one word, with characters for its spaces."""
    return SPACE.sub(THIN, name.replace(r"\!", ""))


def _in_words(refused: Exception) -> str:
    """The converter names its errors well: DoubleSubscriptsError; & is no XML, which it lets through where it knows no table."""
    if isinstance(refused, ElementTree.ParseError):
        return "& stands outside of all environments that are known"
    return " ".join(re.findall("[A-Z][a-z]*", type(refused).__name__.removesuffix("Error"))).lower()


def _colons(element: ElementTree.Element, small: bool) -> Iterator[bool]:
    """For each colon in turn whether it stands in an index or a power, where it has no space, as in TeX."""
    tag = element.tag.rpartition("}")[2]
    if tag == "mi" and element.text == ":":
        yield small
    for i, child in enumerate(element):
        yield from _colons(child, small or (tag in SCRIPTS and i > 0))


def _source(latex: str) -> str:
    return f"<code>{escape(latex)}</code>"
