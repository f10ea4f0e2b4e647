"""What a verdict was computed with."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

DISTRIBUTIONS = ("gatelemma", "sympy", "mpmath", "numpy", "scipy", "networkx", "matplotlib", "rich")


def provenance(seed: int, full: bool) -> dict[str, Any]:
    """Versions, platform, SymPy's ground types, seed, and the commit where this is a checkout."""
    from sympy.external.gmpy import GROUND_TYPES

    return {
        "versions": {"python": platform.python_version(), **{d: _version(d) for d in DISTRIBUTIONS}},
        "platform": platform.platform(),
        "sympy_ground_types": str(GROUND_TYPES),
        "seed": seed,
        "full": full,
        "commit": _commit(),
    }


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _commit() -> str | None:
    """HEAD of the checkout that this file lives in; None where it is installed elsewhere."""
    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return None
    try:
        run = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout.strip() or None if run.returncode == 0 else None
