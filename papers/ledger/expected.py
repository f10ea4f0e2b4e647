"""The verdicts a person has accepted, kept beside the claims to notice drift. They never influence a verdict."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from .usage_error import UsageError

FILE = "expected.json"
FEW = 5  # ids in a line


def read_expected(folder: Path) -> dict[str, str]:
    """Claim id to accepted verdict; empty where nothing was accepted yet."""
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as broken:
        raise UsageError(f"{folder.name}/{FILE} is no JSON ({broken}); delete it and run verify --accept.") from broken
    if not isinstance(content, dict) or not all(isinstance(v, str) for v in content.values()):
        raise UsageError(f"{folder.name}/{FILE} must map claim ids to verdicts; delete it and run verify --accept.")
    return content


def accept(folder: Path, verdicts: Mapping[str, str], ids: list[str]) -> None:
    """Record `verdicts` over what was accepted before, in the order of the paper's claim `ids`; drops unknown ids."""
    merged = {**read_expected(folder), **verdicts}
    write_atomically(folder / FILE, json.dumps({i: merged[i] for i in ids if i in merged}, indent=2) + "\n")


def gone(accepted: Mapping[str, str], ids: list[str]) -> str:
    """The accepted ids that are none of the paper's claim `ids`, for a line; "" for none."""
    return few([i for i in accepted if i not in ids])


def few(ids: list[str]) -> str:
    """A handful, and how many more."""
    return ", ".join(ids[:FEW]) + (f" and {len(ids) - FEW} more" if len(ids) > FEW else "")


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all. Raises `UsageError` where it cannot be written."""
    if not path.name:  # "" is the current folder
        raise UsageError(f"cannot write {path}: it is a folder.")
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        os.replace(partial, path)
    except (OSError, ValueError) as refused:  # ValueError: a NUL in the name
        if isinstance(refused, OSError) and partial.parent.is_dir():
            partial.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path}: {getattr(refused, 'strerror', None) or refused}.") from refused


def writable_folder(folder: Path | None) -> None:
    """Create `folder` and see that a file can be written, before minutes of work and not after."""
    if folder is None:
        return
    probe = folder / ".gatelemma.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink(missing_ok=True)  # another run may have removed it
    except (OSError, ValueError) as refused:  # ValueError: a NUL in the name
        raise UsageError(f"cannot write to {folder}: {getattr(refused, 'strerror', None) or refused}.") from refused
