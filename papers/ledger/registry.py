"""Finding papers: built in, installed under the entry point group `gatelemma.papers`, or a folder."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from .claim import Claim, Paper
from .left_out import left_out
from .misspelt import in_words
from .place import place
from .usage_error import UsageError

BUILT_IN = ("ensemble_mask_networks", "gated_deep_linear_networks")
GROUP = "gatelemma.papers"
FOLDER_PREFIX = "_gatelemma_paper_"  # of the module that a folder becomes
LISTED = 8  # names in a message
TO_LIST = "gatelemma verify --list names them"  # claims


def known_papers() -> tuple[str, ...]:
    """Built-in slugs, then those that other distributions install."""
    installed = sorted(e.name for e in entry_points(group=GROUP) if e.name not in BUILT_IN)
    return (*BUILT_IN, *installed)


def load_paper(reference: str) -> tuple[Paper, Path]:
    """The paper of a slug or a folder, and the folder it lives in. Raises `UsageError` in one line."""
    if reference in BUILT_IN:
        return _paper_of(importlib.import_module(f"papers.{reference}"), reference)
    if reference not in known_papers():
        folder = Path(reference)
        if folder.is_dir():
            edited = max((f.stat().st_mtime_ns for f in folder.rglob("*.py")), default=0)
            return _paper_of(_import_folder(folder.resolve(), edited), reference)
        if _homes(reference):
            raise UsageError(f"paper {reference!r} is not known; it is a claim: did you mean --claim {reference}?")
        if near := _folder_beside(folder):
            raise UsageError(f"paper {reference!r} is not known; did you mean the folder {near}?")
        raise UsageError(unknown("paper", reference, known_papers(), "or give a folder with an __init__.py"))
    entry = next(e for e in entry_points(group=GROUP) if e.name == reference)
    try:
        module = importlib.import_module(entry.module)
    except (Exception, SystemExit) as broken:
        raise UsageError(
            f"paper {reference}: its entry point cannot be imported: {_reason(broken, _folder(entry.module))}."
        ) from broken
    return _paper_of(module, reference)


def _folder_beside(missing: Path) -> str:
    """The nearest package beside where this folder would stand, as one would type it; "" where none is near."""
    from theory.validation import nearest

    try:
        packages = [path.parent for path in missing.parent.glob("*/__init__.py")]
    except (OSError, ValueError):
        return ""
    near = nearest(missing.name, [folder.name for folder in packages if folder.name not in known_papers()])
    return f"./{missing.parent / near[0]}" if near and not missing.is_absolute() else ""


def find_claim(paper: Paper, id: str) -> Claim:
    for claim in paper.claims:
        if claim.id == id:
            return claim
    if id in left_out(paper):
        raise UsageError(
            f"claim {id!r} is written in the files of {paper.slug}, but not in its PAPER; add it to CLAIMS."
        )
    if elsewhere := _homes(id):
        raise UsageError(f"claim {id!r} is none of {paper.slug}; it is one of {' and '.join(elsewhere)}.")
    if there := at_place(paper, id):
        raise UsageError(f"claim {id!r} is a place in {paper.slug}, not an id; take {' or '.join(there)}.")
    raise UsageError(unknown("claim", id, [c.id for c in paper.claims], f"in {paper.slug}; {TO_LIST}"))


def at_place(paper: Paper, name: str) -> list[str]:
    """The ids of the claims at a place of the paper, "Eq. (8)" as their locators have it."""
    return [c.id for c in paper.claims if c.locator.lower() == name.strip().lower()]


def _homes(id: str) -> list[str]:
    """The built-in papers with a claim of that id."""
    return [slug for slug in BUILT_IN if any(claim.id == id for claim in load_paper(slug)[0].claims)]


@lru_cache(maxsize=32)
def _import_folder(folder: Path, edited: int) -> ModuleType:
    """The folder as a package; `edited` is its newest change, so that an edit in a running notebook is seen."""
    init = folder / "__init__.py"
    if not init.is_file():
        raise UsageError(f"paper folder {folder.name} must have an __init__.py; it has none. See gatelemma new-paper.")
    name = f"{FOLDER_PREFIX}{folder.name}"
    spec = importlib.util.spec_from_file_location(name, init, submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise UsageError(f"paper folder {folder.name} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    for stale in [m for m in sys.modules if m == name or m.startswith(name + ".")]:
        del sys.modules[stale]
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as broken:
        del sys.modules[name]
        raise UsageError(f"paper folder {folder.name} cannot be imported: {_reason(broken, folder)}") from broken
    return module


def _folder(module: str) -> Path | None:
    """Of a module that may not be importable."""
    try:
        found = importlib.util.find_spec(module)
    except Exception:
        return None
    return Path(found.origin).resolve().parent if found and found.origin else None


def _paper_of(module: ModuleType, reference: str) -> tuple[Paper, Path]:
    paper = getattr(module, "PAPER", None)
    if not isinstance(paper, Paper) or module.__file__ is None:
        raise UsageError(f"paper {reference}: its __init__.py must define PAPER, a papers.Paper; it does not.")
    return paper, Path(module.__file__).parent


def _reason(broken: BaseException, folder: Path | None) -> str:
    said = in_words(broken).splitlines()[0]
    if isinstance(broken, ModuleNotFoundError) and folder is not None:
        said = re.sub(rf"{FOLDER_PREFIX}\w+", "", said) + _way_to(broken.name or "", folder)
    return said if isinstance(broken, SyntaxError) else said + place(broken, folder)  # the former names its place


def _way_to(module: str, folder: Path) -> str:
    """How a file of the folder, or gatelemma, is imported where somebody tried otherwise."""
    from theory.validation import did_you_mean

    parts = module.split(".")
    own = parts[1:] if parts[0] == folder.name or parts[0].startswith(FOLDER_PREFIX) else parts
    files = [f.stem for f in folder.glob("*.py") if f.stem != "__init__"]
    if parts == [folder.name]:
        return "; inside the folder write from .FILE import"
    if own and own[0] in files:
        return f"; inside the folder write from .{'.'.join(own)} import"
    if parts[0] == "gatelemma":
        return "; its packages are papers, theory and sims"
    near = did_you_mean(own[0], files) if own else ""
    return f"; {near}".rstrip(".") if near else ""


def unknown(what: str, name: str, choices: tuple[str, ...] | list[str], otherwise: str) -> str:
    """The message on an unknown name: the nearest known ones, or all of a few."""
    from theory.validation import did_you_mean

    listed = len(choices) <= LISTED
    few = f"known: {', '.join(choices)}" if listed else f"none of the {len(choices)} known is near"
    hint = did_you_mean(name, choices) or few
    return f"{what} {name!r} is not known; {hint} ({otherwise})"
