"""Where an error comes from: the last line of a paper's own files on the way to it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any


def place(raised: BaseException, folder: Path | None) -> str:
    """ " (claims.py, line 12)", with a space before it; empty where no line of the folder took part."""
    frames = traceback.extract_tb(raised.__traceback__)
    own = [f for f in frames if folder is not None and folder in Path(f.filename).resolve().parents]
    return f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""


def folder_of(test: Callable[..., Any] | None) -> Path | None:
    """The folder of the file that defines a function."""
    code = getattr(getattr(test, "func", test), "__code__", None)
    return Path(code.co_filename).resolve().parent if code else None
