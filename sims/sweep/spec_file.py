"""A spec in a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from theory.validation import did_you_mean, one_line

from .spec import Spec, SpecError

KEYS = ("experiment", "grid", "seeds", "fixed", "limits")


def read_spec(path: str | Path) -> Spec:
    """The spec in a TOML file, with keys experiment, seeds and the tables grid, fixed and limits. Raises `SpecError`.

    Example:
    >>> from pathlib import Path
    >>> from sims.sweep import read_spec
    >>> _ = Path("noise.toml").write_text('experiment = "noise"\\nseeds = 2\\n[grid]\\nn = [10, 100]\\n')
    >>> len(read_spec(Path("noise.toml")))
    4
    """
    if not isinstance(path, str | Path):
        raise SpecError(f"path must be a file's name; got {one_line(path)}.")
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as refused:
        raise SpecError(f"cannot read {path}: {refused.strerror}.") from refused
    except UnicodeDecodeError as broken:
        raise SpecError(f"{path} is no TOML: it is not UTF-8 text.") from broken
    except ValueError as refused:  # a NUL in it
        raise SpecError(f"cannot read path {one_line(str(path))}: {refused}.") from refused
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as broken:  # a ValueError that is no TOMLDecodeError: 4300 digits and more
        raise SpecError(f"{path} is no TOML: {one_line(str(broken))[1:-1]}.") from broken
    for key in content:
        if key not in KEYS:
            hint = did_you_mean(key, KEYS) or f"known: {', '.join(KEYS)}."
            raise SpecError(f"{path}: key {key!r} is not known; {hint}")
    for key in ("experiment", "grid"):
        if key not in content:
            raise SpecError(f"{path}: {key} is missing.")
    try:
        return Spec(**content)
    except SpecError as wrong:
        raise SpecError(f"{path}: {wrong}") from wrong
