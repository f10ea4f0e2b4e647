"""Letters of mathematical alphabets as characters: browsers draw no attribute `mathvariant` but that of upright letters."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

VARIANT = re.compile(r'<(?P<tag>m[ino]) mathvariant="(?P<style>[a-z-]+)">(?P<sign>&#x[0-9A-F]+;|[^<&])</(?P=tag)>')
UPRIGHT = re.compile(
    r"<mi>(&#x000(?:4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]);)</mi>"
)  # so the converter gives a single letter of \mathrm
PARTS = re.compile(r"(?:LATIN|GREEK|LUNATE|LETTER) ")  # of a name, that the names in an alphabet do not have


def in_characters(drawn: str) -> str:
    """MathML with bold, script and other letters and digits as characters of their own, where Unicode has them.

    Example:
    >>> from papers.pages.alphabets import in_characters
    >>> in_characters('<mi mathvariant="bold-italic">w</mi><mi mathvariant="script">L</mi>')
    '<mi>&#x1D498;</mi><mi>&#x02112;</mi>'
    """
    return VARIANT.sub(_as_character, UPRIGHT.sub(r'<mi mathvariant="normal">\1</mi>', drawn))


def _as_character(element: re.Match[str]) -> str:
    sign, style = PARTS.sub("", unicodedata.name(unescape(element["sign"]), "")), element["style"].upper()
    style = style.replace("-", " ").replace("DOUBLE ", "DOUBLE-").replace("SANS ", "SANS-")
    names = [
        f"MATHEMATICAL {style} {sign}",
        f"{style} {sign}",
    ]  # the second for what Unicode had before, as the real numbers
    names += [f"BLACK-LETTER {sign}"] * (style == "FRAKTUR") + [f"MATHEMATICAL BOLD {sign}"] * ("DIGIT" in sign)
    for name in names if style not in ("NORMAL", "ITALIC") else ():
        try:
            return f"<{element['tag']}>&#x{ord(unicodedata.lookup(name)):05X};</{element['tag']}>"
        except KeyError:
            continue
    return element[0]
