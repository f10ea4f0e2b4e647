r"""How wide a formula is drawn in a display, in points, in LaTeX's own ten point type; an estimate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .formula import OVER, SPACES, Node

LETTERS = {  # the widths of Computer Modern's italic letters
    **dict(zip("abcdefghijklm", (5.3, 4.3, 4.3, 5.2, 4.7, 6, 5.1, 5.8, 3.4, 4.7, 5.8, 3.2, 8.8), strict=True)),
    **dict(zip("nopqrstuvwxyz", (6, 4.8, 5, 4.8, 4.8, 4.7, 3.6, 5.7, 5.2, 7.4, 5.7, 5.3, 5.1), strict=True)),
    **dict.fromkeys("MW", 10.4),
    **dict.fromkeys("0123456789", 5.0),
    **dict.fromkeys("()[]!:", 3.9),
    **dict.fromkeys(".,;|'", 2.8),
    **dict.fromkeys("+-<>=/*", 7.8),
}
WIDE, NARROW = 7.8, 6.2  # capitals, and what is not named here
SCALES = (1.0, 1.0, 0.8, 0.68)  # display, text, script, script in script
BINARY, RELATION, COMMA = 4.5, 5.6, 1.7  # the space around them
FUNCTIONS = {r"\sin", r"\cos", r"\tan", r"\sinh", r"\cosh", r"\tanh", r"\log", r"\exp", r"\max", r"\min"}
FENCE, SMALL_FENCE, ROOT, RULE, SEP = 6.6, 3.9, 8.4, 2.4, 10.0


def width(nodes: Sequence[Node], style: int = 0) -> float:
    """The width of the nodes side by side; `style` 0 is a display, 1 in text, 2 and 3 in scripts.

    Possible issues: within about a twentieth for what SymPy prints; fonts other than Computer Modern differ.
    """
    return sum(_one(node, style) for node in nodes)


def _one(node: Node, style: int) -> float:
    scale = SCALES[style]
    inner = [width(part, min(style + 1, 3) if node.kind == "frac" else style) for part in node.parts]
    match node.kind:
        case "space":
            return SPACES.get(node.latex, 0.0) * scale
        case "binary" | "relation" | "comma":
            around = {"binary": BINARY, "relation": RELATION, "comma": COMMA}[node.kind] if style < 2 else 0.0
            return _sign(node.latex) * scale + around
        case "frac":
            base = max(inner) + RULE
        case "root":
            base = inner[0] + ROOT * scale
        case "fence":
            sides = sum(mark != "." for mark in node.marks)
            base = inner[0] + (FENCE if is_tall(node.parts[0]) and style < 2 else SMALL_FENCE * scale) * sides
        case "table":
            columns = int(node.marks[0])
            base = sum(max(inner[k::columns]) for k in range(columns)) + SEP * (columns - 1)
        case "words":
            base = 4.8 * len(node.marks[0]) * scale + 1.7
        case "group":
            base = inner[0]
        case "over":
            base = next(w for name, w in OVER.items() if node.latex.startswith(name)) * scale + 1.7
        case _:
            base = _sign(node.latex.removesuffix(node.scripts_latex)) * scale
    scripts = [width(script, min(max(style, 1) + 1, 3)) + 0.5 for script in node.scripts]
    if node.kind == "over" and (r"\limits" in node.latex or (style == 0 and not node.latex.startswith(r"\int"))):
        return max([base, *scripts])
    return base + max(scripts, default=0.0)


def is_tall(nodes: Sequence[Node]) -> bool:
    """Whether brackets around the nodes are drawn larger than a letter."""
    inner = (part for node in nodes for part in node.parts if node.kind in ("group", "fence"))
    return any(n.kind in ("frac", "root", "table", "over") for n in nodes) or any(map(is_tall, inner))


def _sign(latex: str) -> float:
    if latex in FUNCTIONS:
        return 4.4 * (len(latex) - 1) + COMMA
    if re.fullmatch(r"\\[a-zA-Z]+", latex):
        return WIDE if latex[1].isupper() or latex in (r"\infty", r"\pm") else NARROW
    return sum(LETTERS.get(letter, WIDE) for letter in latex if not letter.isspace())
