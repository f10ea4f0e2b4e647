r"""A long formula in pieces, between which a line may end: terms, factors, and what stands in brackets.

A wide fraction is opened: 1 over its denominator and the numerator in brackets, or the numerator and the denominator in
brackets with the exponent -1. A wide root is brackets with an exponent, a wide power of e is exp of brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .formula import Node
from .widths import is_tall, width

WHOLE = 0.6  # of a line: a factor that is wider is opened where its product is
SUM, PRODUCT, DEPTH = 0.1, 2.0, 0.5  # what a break costs, in lines: before a term, before a factor, for each bracket
DEEPER = 20.0  # points that the lines in brackets are indented


@dataclass(frozen=True)
class Piece:
    """What no line ends in. `tied`: nor before it. `dot`: a line that begins with it has a dot of the product."""

    latex: str
    depth: int = 0
    tied: bool = False
    dot: bool = False

    @property
    def cost(self) -> float:
        return (PRODUCT if self.dot else SUM) + DEPTH * self.depth

    @property
    def indent(self) -> str:
        return r"\qquad" if self.depth else r"\quad"

    @property
    def begin(self) -> str:
        return r"\cdot " if self.dot else ""


def pieces(nodes: Sequence[Node], line: float) -> list[Piece]:
    """The formula in pieces, for lines of that many points."""
    out: list[Piece] = []
    for piece in _sum(nodes, 0, line):
        if out and piece.tied:
            out[-1] = replace(out[-1], latex=joined([out[-1].latex, piece.latex]))
        else:
            out.append(piece)
    return out


def joined(parts: Sequence[str]) -> str:
    """Parts of a formula with spaces between, but inside of brackets."""
    out = ""
    for part in parts:
        close = not out or out.endswith(("(", "[", "|")) or re.match(r"\\(?:big|Big)r(?![a-z])|\\,", part)
        out += part if close else f" {part}"
    return out


def _sum(nodes: Sequence[Node], depth: int, line: float) -> list[Piece]:
    """The terms; those that are wider than a line as products."""
    out: list[Piece] = []
    for sign, term in _terms(nodes):
        whole = width(term) <= line - DEEPER
        first, *rest = [Piece(_source(term))] if whole else _product(term, depth, line)
        out += [Piece(joined([sign, first.latex]) if sign else first.latex, depth), *rest]
    return out


def _product(nodes: Sequence[Node], depth: int, line: float) -> list[Piece]:
    """The factors; those that are wide as what they hold, and what a derivative is taken of in brackets."""
    out: list[Piece] = []
    last: Node | None = None
    for start, space, factor in _factors(nodes):
        operand = nodes[start:]
        if last and _is_derivative(last) and width(operand) > WHOLE * line and not _fence(operand):
            return [*out, *_tied(_bracketed(operand, ("[", "]"), depth, line))]
        first, *rest = _opened(factor, depth, line) if width(factor) > WHOLE * line else [Piece(_source(factor))]
        tied = bool(space) or (last is not None and _acts(last))
        out += [Piece(space + first.latex, depth, tied, dot=True), *rest]
        last = factor[-1]
    return out


def _opened(factor: Sequence[Node], depth: int, line: float) -> list[Piece]:
    """A wide factor in pieces; in one where it cannot be opened."""
    *before, node = factor
    name = _source(before)
    if node.kind == "group" and before and not node.scripts:  # the argument of a function
        node = _fence(node.parts[0]) or node
    if node.kind == "fence" and not any(part.kind == "table" for part in node.parts[0]):
        marks = ("[", "]") if node.marks == (".", "|") else node.marks
        first, *rest = _bracketed(node.parts[0], marks, depth, line, node.scripts_latex)
        return [replace(first, latex=name + first.latex), *rest]
    if not before and node.kind == "root":
        return _bracketed(node.parts[0], ("(", ")"), depth, line, f"^{{1/{node.marks[0]}}}")
    if not before and node.latex.startswith("e^"):
        first, *rest = _bracketed(node.scripts[0], ("(", ")"), depth, line)
        return [replace(first, latex=r"\exp" + first.latex), *rest]
    if not before and node.kind == "frac" and not node.scripts:
        above, below = node.parts
        return _fraction(above, below, depth, line)
    return [Piece(_source(factor), depth)]


def _fraction(above: Sequence[Node], below: Sequence[Node], depth: int, line: float) -> list[Piece]:
    narrow = width(below, 1) <= WHOLE * line / 2
    out = [Piece(rf"\frac{{1}}{{{_source(below)}}}", depth)] if narrow else []
    if _source(above) != "1":
        alone = len(_terms(above)) == 1 and not _terms(above)[0][0]
        found = _product(above, depth, line) if alone else _bracketed(above, ("(", ")"), depth, line)
        out += _tied(found) if narrow else found
    if not narrow:
        base, power = below, "1"
        if (fence := _fence(below)) and (scripts := re.fullmatch(r"\^(\d|\{\d+\})|", fence.scripts_latex)):
            base, power = fence.parts[0], (scripts[1] or "1").strip("{}")
        first, *rest = _bracketed(base, ("(", ")"), depth, line, f"^{{-{power}}}")
        out += [replace(first, dot=True), *rest]
    return out


def _bracketed(
    nodes: Sequence[Node], marks: tuple[str, ...], depth: int, line: float, scripts: str = ""
) -> list[Piece]:
    size = "Big" if is_tall(nodes) else "big"
    inner = _tied(_sum(nodes, depth + 1, line))
    return [Piece(rf"\{size}l{marks[0]}", depth), *inner, Piece(rf"\{size}r{marks[1]}{scripts}", depth, tied=True)]


def _tied(found: list[Piece]) -> list[Piece]:
    return [replace(found[0], tied=True), *found[1:]]


def _terms(nodes: Sequence[Node]) -> list[tuple[str, list[Node]]]:
    """The terms of a sum, or the sides of a relation, each with the sign before it."""
    out: list[tuple[str, list[Node]]] = [("", [])]
    for node in nodes:
        if node.kind in ("binary", "relation") or (node.latex in ("-", "+") and not _source(out[-1][1])):
            if not _source(out[-1][1]) and not out[-1][0]:
                out.pop()
            out.append((node.latex, []))
        else:
            out[-1][1].append(node)
    return out


def _factors(nodes: Sequence[Node]) -> list[tuple[int, str, list[Node]]]:
    r"""The factors of a product: where each starts, the \, before it, at which no line ends, and its nodes."""
    out: list[tuple[int, str, list[Node]]] = [(0, "", [])]
    for at, node in enumerate(nodes):
        last = out[-1][2]
        if node.kind != "space" or (last and last[-1].kind == "comma"):
            last.append(node)
        elif not node.latex.isspace():
            out.append((at + 1, f"{node.latex} ", []))
        elif last:
            out.append((at + 1, "", []))
    return [found for found in out if found[2]]


def _acts(node: Node) -> bool:
    """Whether it is an operator, on what comes after it."""
    return node.kind == "over" or _is_derivative(node)


def _is_derivative(node: Node) -> bool:
    r"""\frac{d^{2}}{d x d y} or the same with \partial."""
    above, below = map(_source, node.parts) if node.kind == "frac" else ("", "")
    return re.fullmatch(r"(?:d|\\partial)(?:\^.*)?", above) is not None and below.startswith(("d ", r"\partial "))


def _fence(nodes: Sequence[Node]) -> Node | None:
    """The round brackets that the nodes are; None where they are not."""
    found = [node for node in nodes if node.kind != "space"]
    return found[0] if len(found) == 1 and found[0].kind == "fence" and found[0].marks == ("(", ")") else None


def _source(nodes: Sequence[Node]) -> str:
    return "".join(node.latex for node in nodes).strip()
