"""Outcomes become records, committed together; and a listener hears of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..store import Record, Store
from .cell import Cell
from .spec import Spec
from .work import Outcome


@dataclass(frozen=True)
class Progress:
    """A cell that has just been committed, the `done`-th of the `total` of this run.

    Example:
    >>> from sims.sweep import Spec, run
    >>> spec, seen = Spec("papers.ensemble_mask_networks.experiments:no_self_loops", grid={"n": [3]}, seeds=2), []
    >>> _ = run(spec, "masks.sqlite", workers=1, progress=seen.append)
    >>> [(p.done, p.total, p.cell.seed, p.record.status) for p in seen]
    [(1, 2, 0, 'done'), (2, 2, 1, 'done')]
    """

    done: int
    total: int
    cell: Cell
    record: Record


class Saver:
    """Commits outcomes and tells the listener."""

    def __init__(self, store: Store, spec: Spec, total: int, progress: Callable[[Progress], Any] | None) -> None:
        self.store, self.digest, self.limits = store, spec.digest, spec.limits
        self.total, self.progress, self.done = total, progress, 0

    def __call__(self, outcomes: Sequence[tuple[Cell, Outcome]]) -> None:
        if not outcomes:
            return
        records = [
            Record(
                cell.key,
                cell.experiment,
                cell.parameters,
                cell.seed,
                "done" if outcome.reason is None else "failed",
                outcome.reason,
                outcome.scalars,
                outcome.versions,
                outcome.commit,
                outcome.seconds,
                self.digest,
            )
            for cell, outcome in outcomes
        ]
        self.store.put_all([(record, outcome.arrays) for record, (_, outcome) in zip(records, outcomes, strict=True)])
        for record, (cell, _) in zip(records, outcomes, strict=True):
            self.done += 1
            if self.progress:
                self.progress(Progress(self.done, self.total, cell, record))
