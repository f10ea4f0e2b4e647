"""Which code computed something: versions of distributions, the commit of a checkout, the text of a function's module."""

from __future__ import annotations

import ast
import inspect
import platform
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


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


def module_digest(function: Callable[..., Any]) -> str | None:
    """A digest of the module that `function` stands in, None where it has no source file.

    Comments and layout are no part of it. Possible issues: what this module imports is no part of it either, a change there
    shows in `commit` alone; a module that is edited after its import is taken for the new text.
    """
    name = getattr(inspect.unwrap(function), "__module__", None)
    file = getattr(sys.modules.get(name or ""), "__file__", None)
    try:
        return _digest(Path(file).read_bytes()) if file else None
    except (OSError, SyntaxError, ValueError):  # gone since, or compiled
        return None


@lru_cache(maxsize=8)
def _digest(source: bytes) -> str:
    return sha256(ast.unparse(ast.parse(source)).encode()).hexdigest()[:16]


@lru_cache
def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
