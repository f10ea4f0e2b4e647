"""Files of a run: written whole or not at all, in folders that were tried before."""

from __future__ import annotations

import os
from pathlib import Path

from .usage_error import UsageError


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


def writable_file(file: Path) -> None:
    """See that `file` is no folder and that its folder, created here, is writable."""
    if file.is_dir():
        raise UsageError(f"cannot write {file}: it is a folder.")
    writable_folder(file.parent)


def writable_folder(folder: Path) -> None:
    """Create `folder` and see that a file can be written, before minutes of work and not after."""
    probe = folder / ".gatelemma.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink(missing_ok=True)  # another run may have removed it
    except (OSError, ValueError) as refused:  # ValueError: a NUL in the name
        raise UsageError(f"cannot write to {folder}: {getattr(refused, 'strerror', None) or refused}.") from refused


def apart(option: str, written: Path | None, *read: Path | None) -> None:
    """Refuse to write over a file that is read."""
    for file in read:
        if written is not None and file is not None and same_place(written, file):
            raise UsageError(f"{option} must not be {file}, which is read; name another file.")


def same_place(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, there or not; False for what can be no path, which is refused elsewhere."""
    try:
        return os.path.realpath(one) == os.path.realpath(other)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return False
