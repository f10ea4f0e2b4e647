"""Which code computed something: versions of distributions, and the commit of a checkout."""

from __future__ import annotations

import platform
import subprocess
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def versions(*distributions: str) -> dict[str, str | None]:
    """The versions of Python and of `distributions`, None where one is not installed."""
    return {"python": platform.python_version(), **{d: _version(d) for d in distributions}}


@lru_cache(maxsize=1)
def commit() -> str | None:
    """HEAD of the checkout that this file lives in; None where it is installed elsewhere."""
    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return None
    try:
        run = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout.strip() or None if run.returncode == 0 else None


@lru_cache
def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
