"""Hand-written training in NumPy: what the closed forms of `theory` are confronted with.

This root is the table of contents; a module is imported when it is first used, so that the processes of a sweep start quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import batch, emn, kernel, store, sweep

__all__ = ["batch", "emn", "kernel", "store", "sweep"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
