"""Brackets that open in a formula and close in the words after it, or the other way round: made one formula."""

from __future__ import annotations

import re

Pieces = list[tuple[str, bool]]


def closed(pieces: Pieces) -> Pieces:
    """The pieces with brackets of a formula together; one that stays alone is left to the words."""
    out, rest = Pieces(), pieces
    while rest:
        (piece, math), rest = rest[0], rest[1:]
        if math:
            opening = re.search(r"\([\d\s(,+*/-]*\Z", out[-1][0]) if out and not out[-1][1] else None
            if opening and closings(piece) == opening[0].count("("):
                out[-1], piece = (out[-1][0][: opening.start()], False), opening[0] + piece
            piece, rest = _to_closing(piece, rest)
        out.append((piece, math))
    return [part for piece, math in out for part in (_without_lone(piece) if math else [(piece, False)]) if part[0]]


def closings(piece: str) -> int:
    """How many brackets close in it that were open before."""
    depth = least = 0
    for letter in piece:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        least = min(least, depth)
    return -least


def _to_closing(piece: str, rest: Pieces) -> tuple[str, Pieces]:
    """The formula with what follows up to its closing bracket, where that is numbers, signs and formulas only."""
    whole, after = piece, rest
    while whole.count("(") > whole.count(")") and after:
        (more, math), after = after[0], after[1:]
        for i, letter in enumerate("" if math else more):
            if letter not in " 0123456789,+*/()-":
                return piece, rest
            if (whole + more[: i + 1]).count("(") == (whole + more[: i + 1]).count(")"):
                more, after = more[: i + 1], [(more[i + 1 :], False), *after]
                break
        whole += more
    return (piece, rest) if whole.count("(") != whole.count(")") else (whole, after)


def _without_lone(piece: str) -> Pieces:
    """A formula split where a bracket has no other."""
    open_, lone = list[int](), list[int]()
    for at, letter in enumerate(piece):
        if letter == "(":
            open_.append(at)
        elif letter == ")":
            if open_:
                open_.pop()
            else:
                lone.append(at)
    out, start = Pieces(), 0
    for at in sorted(lone + open_):
        out += [(piece[start:at], True), (piece[at], False)]
        start = at + 1
    return [(part, math and part.strip() != "") for part, math in (*out, (piece[start:], True))]
