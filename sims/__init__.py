"""Hand-written training in NumPy: what the closed forms of `theory` are confronted with.

`emn` trains ensemble mask networks (`batch` many at once, `kernel` on any array library, `higher_order` with several masked
layers, `mistaken` with a mistake, `evaluation` measures), `gdln` gated deep linear networks with given gates, `relu` and
`biased` networks whose gates follow their weights (`frozen_gates` and `refreshed_gates` explain recordings of those), `lstm`
networks with memory. `sweep` runs experiments on grids, `store` keeps the results.

This root is the table of contents; a module is imported when it is first used, so that the processes of a sweep start quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        batch,
        biased,
        emn,
        evaluation,
        frozen_gates,
        gdln,
        higher_order,
        kernel,
        lstm,
        mistaken,
        refreshed_gates,
        relu,
        store,
        sweep,
    )

__all__ = [
    "batch",
    "biased",
    "emn",
    "evaluation",
    "frozen_gates",
    "gdln",
    "higher_order",
    "kernel",
    "lstm",
    "mistaken",
    "refreshed_gates",
    "relu",
    "store",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
