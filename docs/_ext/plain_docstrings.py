"""Our docstrings are plain prose: what reStructuredText would take for markup is escaped, examples stay examples."""

from __future__ import annotations

import re
from typing import Any

from plain_text import ROOTS, paragraphs, restructured

LABEL = re.compile(r"^(Possible issues|Raises|Example|Theorem|Assumptions?|Shapes)(\b)")


def setup(app: Any) -> dict[str, bool]:
    app.connect("autodoc-process-docstring", _process)
    app.connect("autodoc-skip-member", _skip)
    return {"parallel_read_safe": True}


def _skip(app: Any, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool | None:
    """Members that another library puts into a class of ours are documented there."""
    return True if str(getattr(obj, "__module__", "")).startswith("sklearn") else None


def _process(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    root = max((r for r in ROOTS if name.startswith(r + ".")), key=len, default="theory")
    out: list[str] = []
    for paragraph in paragraphs("\n".join(lines)):
        own = paragraph.splitlines()
        if paragraph.startswith(">>>"):
            out += [*own, ""]
        elif all(line.startswith("    ") for line in own):
            out += [".. code-block:: none", "", *own, ""]
        else:
            out += [LABEL.sub(r"**\1**\2", restructured(paragraph, root)), ""]
    lines[:] = out
