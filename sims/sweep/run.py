"""Running what is missing of a sweep: cells go to an executor, results are committed as they come."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Any

from theory.validation import natural

from ..store import Record, Store
from .cell import Cell
from .executor import SpawnedExecutor
from .registry import check_parameters, reference_of, resolve
from .spec import Spec, SpecError
from .status import Status, status
from .work import Outcome, work

Queue = SimpleQueue[Future[Outcome] | None]  # None stands for Ctrl-C


class SweepBroken(RuntimeError):
    """A worker of somebody else's executor died. What was finished is in the store; run again to continue."""


@dataclass(frozen=True)
class Progress:
    """A cell that has just been committed, the `done`-th of the `total` of this run."""

    done: int
    total: int
    cell: Cell
    record: Record


def run(
    spec: Spec,
    store: Store | str | Path,
    *,
    workers: int | None = None,
    retry: bool = False,
    executor: Executor | None = None,
    progress: Callable[[Progress], Any] | None = None,
) -> Status:
    """Compute the cells of `spec` that `store` lacks, or with `retry` only those that have failed before.

    The numbers do not depend on the number of workers, the order, or an interruption: each cell draws from its own
    stream. A cell that raises, or kills its worker, is recorded as failed with its reason, and the rest goes on. On
    Ctrl-C what is finished is committed and KeyboardInterrupt raised; a second Ctrl-C does not wait for that.

    `store`: an open store, or its file, made where there is none. `workers`: spawned processes (default: the cores), one
    BLAS thread each. `executor`: anything that follows `concurrent.futures`, instead; it is not shut down, and its BLAS
    threads are its own business. `progress` is called after each commit.

    Raises `SpecError` for an unknown experiment or parameters it does not take, `StoreError` for a store that cannot be
    used, `SweepBroken` where a worker of the given `executor` died.
    """
    try:
        workers = natural("workers", os.cpu_count() or 1 if workers is None else workers)
    except ValueError as wrong:
        raise SpecError(str(wrong)) from wrong
    reference = reference_of(spec.experiment)
    check_parameters(spec.experiment, resolve(reference), next(spec.cells()).parameters)
    if executor is None and reference.startswith("__main__:"):
        raise SpecError(f"experiment {spec.experiment!r} stands in the script itself; move it to a module of its own.")
    with Store(store, create=True) if isinstance(store, str | Path) else nullcontext(store) as results:
        states = results.states(spec.experiment)
        wanted = "failed" if retry else None
        todo = [cell for cell in spec.cells() if states.get(cell.key, (None, ""))[0] == wanted]
        if todo:
            _run(todo, reference, executor, workers, _Saver(results, spec.digest, len(todo), progress))
        return status(spec, results)


class _Saver:
    """Commits outcomes and tells the listener."""

    def __init__(self, store: Store, spec: str, total: int, progress: Callable[[Progress], Any] | None) -> None:
        self.store, self.spec, self.total, self.progress, self.done = store, spec, total, progress, 0

    def __call__(self, cell: Cell, outcome: Outcome) -> None:
        record = Record(
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
            self.spec,
        )
        self.store.put(record, outcome.arrays)
        self.done += 1
        if self.progress:
            self.progress(Progress(self.done, self.total, cell, record))


def _run(todo: Sequence[Cell], reference: str, executor: Executor | None, workers: int, save: _Saver) -> None:
    """Every cell of `todo` once; of cells that a dying worker took with it, each again in a process of its own."""
    waiting = deque(todo)
    while waiting:
        with _pool(executor, min(workers, len(waiting))) as pool:
            lost = _feed(waiting, reference, pool, 2 * workers, save)
        if lost and executor is not None:
            raise SweepBroken(
                f"a worker process died, perhaps out of memory; the first cell under way was {lost[0]}. What is finished "
                "is kept: run it again to continue."
            )
        for cell in lost:  # all but one of them are innocent
            with _pool(None, 1) as pool:
                if _feed(deque([cell]), reference, pool, 1, save):
                    save(cell, Outcome(reason="its worker process died, perhaps out of memory"))


def _feed(waiting: deque[Cell], reference: str, pool: Executor, ahead: int, save: _Saver) -> list[Cell]:
    """Keep `ahead` of the cells with the pool; the cells that were under way when a worker died, none where none did.

    Whatever happens, what has been finished is committed.
    """
    finished: Queue = SimpleQueue()
    under_way: dict[Future[Outcome], Cell] = {}
    with _interrupts_in(finished):
        try:
            while True:
                while len(under_way) < ahead and waiting:
                    future = pool.submit(work, reference, waiting[0].identity)
                    under_way[future] = waiting.popleft()
                    future.add_done_callback(finished.put)
                if not under_way:
                    return []
                ready = finished.get()
                if ready is None:
                    raise KeyboardInterrupt
                outcome = ready.result()
                save(under_way.pop(ready), outcome)
        except BrokenExecutor:
            return [cell for future, cell in under_way.items() if not _succeeded(future)]
        finally:
            while not finished.empty():
                ready = finished.get()
                if ready is not None and _succeeded(ready):
                    save(under_way.pop(ready), ready.result())
            for future in under_way:
                future.cancel()


def _succeeded(future: Future[Outcome]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


@contextmanager
def _pool(executor: Executor | None, workers: int) -> Iterator[Executor]:
    if executor is not None:
        yield executor
        return
    pool = SpawnedExecutor(workers)
    try:
        yield pool
    except BaseException:
        pool.stop()
        raise
    pool.shutdown()


@contextmanager
def _interrupts_in(queue: Queue) -> Iterator[None]:
    """The first Ctrl-C becomes an entry of the queue, so that it never falls into a commit; a second one is raised."""

    def handler(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        queue.put(None)

    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:  # ignored, or somebody else's
        yield
        return
    signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
