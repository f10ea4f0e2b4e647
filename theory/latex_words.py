"""Words for LaTeX: its own signs escaped."""

from __future__ import annotations

_SPECIAL = str.maketrans(
    {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}", "~": r"\~{}", "^": r"\^{}"}
    | {"<": "$<$", ">": "$>$", "|": "$|$", "\\": r"\textbackslash{}"}
)


def latex_words(words: str) -> str:
    """`words` with LaTeX's special characters escaped.

    Example:
    >>> from theory.latex_words import latex_words
    >>> latex_words("w_1 < 5%")
    'w\\\\_1 $<$ 5\\\\%'
    """
    return words.translate(_SPECIAL)
