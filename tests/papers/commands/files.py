"""Files that a test changes."""

from pathlib import Path


def change(path: Path, old: str, new: str) -> None:
    """Replace text in a file that has it."""
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
