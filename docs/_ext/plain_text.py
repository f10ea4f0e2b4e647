"""Plain prose with `names` in backticks, as docstrings and claims have it, in the markup of a page."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from importlib import import_module
from inspect import cleandoc
from types import ModuleType

from theory.latex.formulas_in_words import formulas

ROOTS = (
    "theory",
    "theory.emn",
    "theory.gdln",
    "theory.gates",
    "theory.inputs",
    "theory.strategies",
    "sims.emn",
    "sims.gdln",
    "sims.lstm",
    "sims.store",
    "sims.sweep",
    "papers",
)


def public_names(root: str) -> list[str]:
    """What a package root exports, without modules; of a module without `__all__` the functions and classes it defines."""
    module = import_module(root)
    own = [n for n, o in vars(module).items() if n[0] != "_" and getattr(o, "__module__", "") == root]
    return [n for n in getattr(module, "__all__", own) if not isinstance(getattr(module, n), ModuleType)]


@cache
def all_names() -> frozenset[str]:
    """The public names of all roots in full."""
    return frozenset(f"{root}.{name}" for root in ROOTS for name in public_names(root))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring; an example is one of its own, also without an empty line before it."""
    found: list[list[str]] = [[]]
    for line in cleandoc(text).splitlines():
        starts_example = line.startswith(">>>") and not (found[-1] and found[-1][0].startswith(">>>"))
        if not line.strip() or starts_example:
            found.append([])
        if line.strip():
            found[-1].append(line)
    return ["\n".join(lines) for lines in found if lines]


def markdown(text: str, root: str = "theory") -> str:
    """A paragraph of plain prose in Markdown: marks of the language escaped, names of our own linked."""
    return _converted(text, root, r"[\\`*_{}\[\]<>()#+\-.!|$~^&:]", "{{py:obj}}`{0} <{1}>`", "`{0}`")


def prose(words: str, root: str = "theory", symbols: Collection[str] = ()) -> str:
    """Markdown with the formulas among the words set as such; spaces at the ends of a piece stay."""
    out = ""
    for part, math in formulas(words, symbols):
        start, end = len(part) - len(part.lstrip()), len(part.rstrip())
        shown = part.replace("|", r"\vert ")  # a bar would end the cell of a table
        out += f"${shown}$" if math else f"{part[:start]}{markdown(part[start:end], root)}{part[max(start, end) :]}"
    return out


def restructured(text: str, root: str = "theory") -> str:
    """The same in reStructuredText, where an escaped space, not shown, lets a letter stand beside a name."""
    return _converted(text, root, r"[\\`*_|]|^[-+.]|(?<=^\d)[.)]", "\\ :py:obj:`{0} <{1}>`\\ ", "\\ ``{0}``\\ ")


def _converted(text: str, root: str, marks: str, link: str, literal: str) -> str:
    parts = re.split(r"`([^`]+)`", " ".join(text.split()))  # words outside and inside backticks in turn
    for i, part in enumerate(parts):
        full = _full_name(part, root) if i % 2 else None
        markup = (link if full else literal) if i % 2 else None
        parts[i] = markup.format(part, full) if markup else re.sub(marks, lambda mark: "\\" + mark[0], part)
    return "".join(parts)


def _full_name(word: str, root: str) -> str | None:
    """The public name that `word` means in a text of the package `root`; None for anything else."""
    bare = word.removesuffix("()")
    known = [name for name in (f"{root}.{bare}", f"theory.{bare}", f"sims.{bare}", bare) if name in all_names()]
    return known[0] if known else None
