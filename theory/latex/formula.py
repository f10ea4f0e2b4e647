r"""A formula in LaTeX as a tree: fractions, roots, brackets and scripts with what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\s+|.", re.DOTALL)
WORDS = {r"\operatorname", r"\mathrm", r"\text", r"\mbox"}
OVER = {r"\int": 10.0, r"\sum": 14.4, r"\prod": 12.8, r"\lim": 13.9}  # they act on what comes after them; their widths
RELATIONS = {"=", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq", r"\to", r"\approx", r"\sim"}
SIGNS = {"+", "-", r"\pm"}
SPACES = {r"\,": 1.7, r"\;": 2.8, r"\ ": 3.3, r"\quad": 10.0, r"\qquad": 20.0}  # and their widths in points


@dataclass(frozen=True)
class Node:
    """A sign of a formula with its scripts, or what encloses `parts`; `latex` is its source.

    `kind` is letter, words, over, frac, root, fence, group, table, binary, relation, comma or space. A fence has its
    two brackets in `marks`; a root its index; a table its number of columns.
    """

    kind: str
    latex: str
    parts: tuple[tuple[Node, ...], ...] = ()
    marks: tuple[str, ...] = ()
    scripts: tuple[tuple[Node, ...], ...] = ()
    scripts_latex: str = ""


def parsed(latex: str) -> tuple[Node, ...]:
    r"""The nodes of a formula whose braces, environments, and \left with \right match.

    Example:
    >>> from theory.latex.formula import parsed
    >>> [node.kind for node in parsed(r"\frac{a}{b} + x_{1}")]
    ['frac', 'space', 'binary', 'space', 'letter']
    """
    return _Reader(TOKEN.findall(latex)).sequence(())


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def sequence(self, ends: tuple[str, ...]) -> tuple[Node, ...]:
        """The nodes up to one of these tokens, which is read too."""
        out: list[Node] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in ends:
            node = self._node()
            if node.kind == "binary" and not _is_operand([n for n in out if n.kind != "space"][-1:]):
                node = Node("letter", node.latex)  # the sign of what follows
            out.append(node)
        self.at += 1
        return tuple(out)

    def _node(self) -> Node:
        start = self.at
        token = self._next()
        kind, parts, marks = "letter", tuple[tuple[Node, ...], ...](), tuple[str, ...]()
        if token.isspace() or token in SPACES:
            return Node("space", token)
        if token == "{":
            kind, parts = "group", (self.sequence(("}",)),)
        elif token == r"\left":
            first = self._next()
            inner = self.sequence((r"\right",))
            kind, parts, marks = "fence", (inner,), (first, self._next())
        elif token == r"\frac":
            kind, parts = "frac", (self._argument(), self._argument())
        elif token == r"\sqrt":
            index = "".join(n.latex for n in self._until("]")) if self._peek() == "[" else ""
            kind, parts, marks = "root", (self._argument(),), (index or "2",)
        elif token == r"\begin":
            self._name()
            kind, parts, marks = "table", *self._cells(r"\end")
            self._name()
        elif token == r"\substack":
            self._next()
            kind, parts, marks = "table", *self._cells("}")
        elif token in WORDS:
            kind, marks = "words", (self._name(),)
        elif token in OVER:
            kind = "over"
        elif token in RELATIONS:
            kind = "relation"
        elif token in SIGNS:
            kind = "binary"
        elif token == ",":
            kind = "comma"
        end = self.at
        scripts = self._scripts()
        whole = "".join(self.tokens[start : self.at])
        return Node(kind, whole, parts, marks, scripts, "".join(self.tokens[end : self.at]))

    def _scripts(self) -> tuple[tuple[Node, ...], ...]:
        found: list[tuple[Node, ...]] = []
        while self._peek() in ("_", "^", "'", r"\limits"):
            mark = self._next()
            if mark in ("_", "^"):
                found.append(self._argument())
        return tuple(found)

    def _argument(self) -> tuple[Node, ...]:
        while self._peek().isspace():
            self.at += 1
        if self._peek() == "{":
            self.at += 1
            return self.sequence(("}",))
        token = self._next()
        return (Node("letter", token),)

    def _until(self, end: str) -> tuple[Node, ...]:
        self.at += 1
        return self.sequence((end,))

    def _name(self) -> str:
        """What the next braces hold, as it is."""
        self.at += self._peek() == "*"
        return "".join(node.latex for node in self._argument())

    def _cells(self, end: str) -> tuple[tuple[tuple[Node, ...], ...], tuple[str, ...]]:
        """The cells, row by row, and how many columns there are."""
        cells, rows = list[tuple[Node, ...]](), 1
        while not cells or (self.at < len(self.tokens) and self.tokens[self.at - 1] != end):
            cells.append(self.sequence(("&", r"\\", end)))
            rows += self.at <= len(self.tokens) and self.tokens[self.at - 1] == r"\\"
        return tuple(cells), (str(max(len(cells) // rows, 1)),)

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""


def _is_operand(last: list[Node]) -> bool:
    return bool(last) and last[0].kind not in ("binary", "relation", "comma", "over")
