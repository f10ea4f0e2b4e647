"""Pages made from the code when the documentation is built, into docs/_generated, which git ignores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import api_pages
import ledger_pages
import theory_pages

FOLDER = "_generated"


def pages() -> dict[str, Any]:
    """File name in the folder to the function that writes its text; the names alone cost nothing."""
    return {**theory_pages.pages(), **api_pages.pages(), **ledger_pages.pages()}


def write(folder: Path) -> None:
    """All pages; what has not changed is left alone, so that it is not read again, and what is no longer made goes."""
    made = pages()
    for stale in folder.rglob("*.*"):
        if stale.is_file() and stale.relative_to(folder).as_posix() not in made:
            stale.unlink()
    for name, text in made.items():
        path, content = folder / name, text()
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")


def setup(app: Any) -> dict[str, bool]:
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / FOLDER))
    return {"parallel_read_safe": True}
