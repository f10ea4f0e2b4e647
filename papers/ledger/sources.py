"""Where the code of a claim stands: its test, by file, line and name, and the derivations that the test reaches."""

from __future__ import annotations

import functools
import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

from .claim import Claim
from .registry import FOLDER_PREFIX
from .uses import uses

ROOTS = ("theory.emn", "theory.gdln", "theory.gates", "theory.inputs")


def sources(claim: Claim) -> tuple[str, ...]:
    """`file.py:LINE name` of the test, then the names of the derivations; nothing for a definition."""
    if claim.test is None:
        return ()
    return (_place(claim.test), *(public_name(derive) for derive in uses(claim).derivations))


def _place(test: Any) -> str:
    """The file beside the folder of the package it is in, as its reader knows it; the line of the `def` or `class`."""
    while isinstance(test, functools.partial):
        test = test.func
    test = inspect.unwrap(test)
    test = test if hasattr(test, "__qualname__") else type(test)  # an object that can be called
    parts = test.__module__.removeprefix(FOLDER_PREFIX).split(".")
    package = Path(inspect.getfile(test)).name == "__init__.py"
    file = "/".join(parts) + ("/__init__.py" if package else ".py")
    line = _line(test)
    return f"{file}{f':{line}' if line else ''} {test.__qualname__.rpartition('<locals>.')[2]}"


def _line(test: Any) -> int:
    """Where its own line is, below any decorators; 0 where there is no text, as for what was typed into Python."""
    try:
        lines, first = inspect.getsourcelines(test)
    except (OSError, TypeError):
        return 0
    return first + next((i for i, line in enumerate(lines) if line.lstrip().startswith(("def ", "class "))), 0)


def public_name(function: Any) -> str:
    """The name in the first of `ROOTS` that has the function; that of its own module where none has."""
    for root in map(import_module, ROOTS):
        for name in root.__all__:
            if getattr(root, name) is function:
                return f"{root.__name__}.{name}"
    return f"{function.__module__}.{function.__qualname__}"
