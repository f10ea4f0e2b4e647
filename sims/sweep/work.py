"""What a worker does: one cell, whose failure is a result like any other."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from theory.validation import Array

from ..encoding import split_result
from ..provenance import commit, module_digest, versions
from ..workers import computing, memory_limit
from .cell import Cell
from .deadline import OutOfTime, deadline
from .registry import resolve
from .spec import TAKEN

DISTRIBUTIONS = ("gatelemma", "numpy", "scipy")


@dataclass(frozen=True)
class Outcome:
    """What a cell gave: numbers and arrays, or the reason why not; and with which code, in which time."""

    scalars: Mapping[str, float] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)
    reason: str | None = None
    seconds: float = 0.0
    versions: Mapping[str, str | None] = field(default_factory=dict)
    commit: str | None = None


def work(reference: str, identity: str, seconds: float | None = None) -> Outcome:
    """Run the experiment "module:function" on the cell of an identity.

    What the experiment raises, a divergence for one, is the outcome's reason; so is a deadline after `seconds`, for
    executors that cannot end a process. Raises `SpecError` where the experiment is not found.
    """
    function, cell = resolve(reference), Cell.from_identity(identity)
    used, at = versions(*DISTRIBUTIONS) | {"experiment": module_digest(function)}, commit()
    start = time.perf_counter()
    try:
        with computing(), deadline(seconds):
            result = function(cell.rng(), **cell.parameters)
        scalars, arrays = split_result(result)
        if taken := sorted({*scalars, *arrays} & {*TAKEN, *cell.parameters}):
            raise ValueError(f"a result cannot be called {taken[0]}; rename it.")
    except (Exception, SystemExit, OutOfTime) as failed:
        reason = f"{type(failed).__name__}: {' '.join(str(failed).split())}"
        if isinstance(failed, OutOfTime):
            reason = too_long(seconds)
        if isinstance(failed, MemoryError) and (megabytes := memory_limit()):
            reason += f"; the limit is {megabytes:g} MB a cell"
        return Outcome(reason=reason[:1000], seconds=time.perf_counter() - start, versions=used, commit=at)
    return Outcome(scalars, arrays, None, time.perf_counter() - start, used, at)


def too_long(seconds: float | None) -> str:
    """The reason of a cell that was ended at its time limit."""
    return f"it took more than its limit of {seconds:g} s"
