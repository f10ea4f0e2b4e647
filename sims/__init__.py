"""Hand-written training in NumPy: what the closed forms of `theory` are confronted with.

emn         ensemble mask networks
gdln        gated deep linear networks, and the networks whose gates follow their weights
lstm        networks with memory
diverged    the error of a training that left the range of floats
sweep       an experiment on every cell of a grid, on all cores or a cluster
store       the results of sweeps, in one file
store_file  how the file of a store is made and opened
encoding    values as text and bytes that a store keeps
provenance  versions and commit of the code that computed something
workers     spawned processes, their environment and their end

A name given to `generator` seeds the draws, so it stays the first one where a file has moved.

This root is the table of contents; a module is imported when it is first used, so that the processes of a sweep start quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import emn, gdln, lstm, store, sweep

__all__ = ["emn", "gdln", "lstm", "store", "sweep"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
