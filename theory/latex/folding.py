r"""A long formula in lines that fit a column: broken at sums and products, in brackets too, and in opened fractions."""

from __future__ import annotations

from itertools import pairwise

from .formula import parsed
from .opening import Piece, joined, pieces
from .widths import width

COLUMN = 200.0  # points: a column of two, less the number of the equation
TOO_WIDE = 100.0  # what a point costs, in lines
SHARES = (1.0, 0.85, 0.7, 0.55, 0.4)  # of a line, for a piece: brackets may stand before and after it
INDENTS = {r"\quad": 10.0, r"\qquad": 20.0}


def folded(latex: str, line: float = COLUMN) -> list[str]:
    r"""The lines of a formula, one where it fits; those after the first begin with \quad, or in brackets \qquad.

    What `opening` cannot open stays wider than a line.

    Example:
    >>> from theory.latex.folding import folded
    >>> folded(r"\frac{a + b + c + d}{2}", line=50)
    ['\\frac{1}{2} \\bigl(a + b', '\\qquad + c', '\\qquad + d\\bigr)']
    """
    nodes = parsed(latex)
    found = [latex.strip()]
    for share in SHARES:
        if max(map(drawn, found)) <= line:
            break
        found = _lines(pieces(nodes, share * line), line)
    return found


def drawn(latex: str) -> float:
    """The width of one of the lines; an estimate."""
    return width(parsed(f"{{}}{latex}"))  # its first sign is that of a sum


def _lines(found: list[Piece], line: float) -> list[str]:
    """The cheapest lines, as one costs 1 and a break what its piece says; none is too wide that need not be."""
    widths = [drawn(piece.latex) for piece in found]
    begins = [INDENTS[piece.indent] + drawn(piece.begin) for piece in found]
    best = [(0.0, 0)]  # for the first pieces: the cost, and where their last line starts
    for end in range(1, len(found) + 1):
        costs = []
        for start in range(end):
            begin, cost = (begins[start], found[start].cost) if start else (0.0, 0.0)
            over = max(begin + sum(widths[start:end]) - line, 0.0)
            costs.append((best[start][0] + 1 + cost + TOO_WIDE * over, start))
        best.append(min(costs))
    cuts = [len(found)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    lines = []
    for end, start in pairwise(cuts):
        mark = f"{found[start].indent} {found[start].begin}" if start else ""
        lines.append(f"{mark}{joined([piece.latex for piece in found[start:end]])}")
    return lines[::-1]
