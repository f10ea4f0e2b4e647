"""Where the code of a claim stands: the file of its test, and the derivations that the test reaches."""

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
    """The file of the test, then the names of the derivations; nothing for a definition."""
    if claim.test is None:
        return ()
    return (_file(claim.test), *(_public_name(derive) for derive in uses(claim).derivations))


def _file(test: Any) -> str:
    """Beside the folder of the package it is in, as its reader knows it."""
    while isinstance(test, functools.partial):
        test = test.func
    test = inspect.unwrap(test)
    parts = test.__module__.removeprefix(FOLDER_PREFIX).split(".")
    package = Path(inspect.getfile(test)).name == "__init__.py"
    return "/".join(parts) + ("/__init__.py" if package else ".py")


def _public_name(function: Any) -> str:
    for root in map(import_module, ROOTS):
        for name in root.__all__:
            if getattr(root, name) is function:
                return f"{root.__name__}.{name}"
    return f"{function.__module__}.{function.__qualname__}"
