"""What `new-paper` writes for a title and a citation, and a remark while that still stands."""

from __future__ import annotations

import re
from pathlib import Path

from ..ledger.paper_report import PaperReport

AUTHOR, TITLE, YEAR = "Author", "Title", "Year"
CITATION = f"{AUTHOR}, {TITLE}, {YEAR}."
LEFT = re.compile(rf"\A{AUTHOR},|, {TITLE}[,.]|, {YEAR}\.\Z")


def citation(authors: str, title: str, year: str) -> str:
    """Of what is known, with placeholders for authors and title where they are not; without a year where that is not."""
    found = ", ".join(filter(None, (authors or AUTHOR, title or TITLE, year)))
    return f"{found}." if authors or title else CITATION


def remark(paper: PaperReport) -> str:
    """One line that names the file and its fields; empty where none is a placeholder."""
    fields = ["title"] * (paper.title == paper.slug) + ["citation"] * bool(LEFT.search(paper.citation))
    if not fields:
        return ""
    folder = Path(paper.reference)
    file = (folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder) / "__init__.py"
    verb = "is a placeholder" if len(fields) == 1 else "are placeholders"
    return f"{file}: {' and '.join(fields)} {verb} of new-paper, and shown so; write the paper's own there"
