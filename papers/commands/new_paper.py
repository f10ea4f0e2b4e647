"""`gatelemma new-paper SLUG`: a small paper folder that runs, with one claim that holds and one that is refuted."""

from __future__ import annotations

import keyword
import shutil
from pathlib import Path

from ..ledger.registry import UsageError

TEMPLATE = Path(__file__).parent / "template"


def new_paper(slug: str, where: Path | None = None) -> Path:
    """Write the folder `slug` under `where` (default: here) and return it. Refuses names and folders it cannot use."""
    if not slug.isidentifier() or keyword.iskeyword(slug) or slug.lower() != slug:
        raise UsageError(f"slug must be a lower-case Python name such as my_paper; got {slug!r}.")
    folder = (where or Path.cwd()) / slug
    if folder.exists():
        raise UsageError(f"{folder} exists already; choose another slug or remove it.")
    partial = folder.with_name(folder.name + ".partial")
    try:
        partial.mkdir()
    except OSError as refused:  # what stands there already is not ours to remove
        raise UsageError(f"cannot write {partial}: {refused.strerror}.") from refused
    try:
        for source in sorted(TEMPLATE.iterdir()):
            if source.suffix == ".txt":
                text = source.read_text(encoding="utf-8").replace("SLUG", slug)
                (partial / source.stem).write_text(text, encoding="utf-8")
        partial.rename(folder)
    except OSError as refused:
        shutil.rmtree(partial, ignore_errors=True)
        raise UsageError(f"cannot write {folder}: {refused.strerror}.") from refused
    return folder
