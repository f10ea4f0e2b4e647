"""The reference: every public name of a package root, by the module or sub-package that defines it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import EnumMeta
from functools import partial
from importlib import import_module
from inspect import isclass
from typing import Any

from plain_text import ROOTS, paragraphs, public_names, restructured


def pages() -> dict[str, Callable[[], str]]:
    return {f"api/{root}.rst": partial(_page, root) for root in ROOTS}


def _page(root: str) -> str:
    module = import_module(root)
    blocks = [f"{root}\n{'=' * len(root)}", _first(module, root), f".. py:currentmodule:: {root}"]
    names = public_names(root)
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(_group(root, getattr(module, name)), []).append(name)
    for group, members in sorted(groups.items()):
        if group and len(groups) > 1:
            title = group.replace("_", " ")
            blocks += [f"{title}\n{'-' * len(title)}", _first(import_module(f"{root}.{group}"), root)]
        blocks += [_entry(root, name, getattr(module, name)) for name in _derivations_last(members)]
    return "\n\n".join(blocks) + "\n"


def _group(root: str, obj: Any) -> str:
    """The part of the defining module's name right below the root; empty for the root's own."""
    home = str(getattr(obj, "__module__", ""))
    return home[len(root) + 1 :].split(".")[0] if home.startswith(root + ".") else ""


def _first(module: Any, root: str) -> str:
    return restructured(paragraphs(module.__doc__)[0], root)


def _derivations_last(names: list[str]) -> Iterator[str]:
    yield from (name for name in names if not name.endswith("derivation"))
    yield from (name for name in names if name.endswith("derivation"))


def _entry(root: str, name: str, obj: Any) -> str:
    """Of what two roots export, such as an error of both, the first one has the entry that links go to."""
    options = ["no-index"] if any(_exports(earlier, name, obj) for earlier in ROOTS[: ROOTS.index(root)]) else []
    kind = "class" if isclass(obj) else "function" if callable(obj) else "data"
    options += {"class": ["members"], "function": [], "data": ["no-value"]}[kind]
    options += ["undoc-members"] if isinstance(obj, EnumMeta) else []
    return "\n".join([f".. auto{kind}:: {root}.{name}", *(f"   :{option}:" for option in options)])


def _exports(root: str, name: str, obj: Any) -> bool:
    return name in public_names(root) and getattr(import_module(root), name) is obj
