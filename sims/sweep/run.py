"""Running what is missing of a sweep: cells go to an executor, results are committed as they come."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Any

from theory.validation import flag, function, natural, one_line

from ..store import Record, Store, check_store
from .cell import Cell
from .cluster import killed_worker
from .executor import SpawnedExecutor, TookTooLong, WorkerDied
from .registry import check_parameters, reference_of, resolve
from .spec import Spec, SpecError, check_spec
from .status import Status, status
from .work import Outcome, too_long, work

Queue = SimpleQueue[Future[Outcome] | None]  # None stands for Ctrl-C
MOST_WORKERS = 10_000
DIED = "its worker process died, perhaps out of memory"
AHEAD = 16  # cells a process that wait in its executor, so that it need not wait for a commit
AHEAD_ELSEWHERE = 1000
TOGETHER = 0.05  # seconds between commits at least, each of which is flushed to the disk


class SweepBroken(RuntimeError):
    """Somebody else's executor went down. What was finished is in the store; run again to continue."""


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
    stream. A cell that raises, exceeds a limit of the spec, or kills its worker twice, the second time with no other cell
    under way, is recorded as failed with its reason, and the rest goes on. On Ctrl-C what is finished is committed and
    KeyboardInterrupt raised; a second Ctrl-C does not wait for that.

    `store`: an open store, or its file, made where there is none. `workers`: spawned processes (default: the cores), one
    BLAS thread each. `executor`: anything that follows `concurrent.futures`, instead, a `dask_executor` for one; it is
    not shut down, and its BLAS threads are its own business. A limit of seconds is then a deadline inside the cell.
    `progress` is called for each cell after its commit.

    Raises `SpecError` for an unknown experiment, parameters it does not take, or a limit that cannot be kept, `StoreError`
    for a store that cannot be used, `SweepBroken` where the given `executor` went down.
    """
    spec = check_spec(spec)
    try:
        workers = natural("workers", os.cpu_count() or 1 if workers is None else workers, most=MOST_WORKERS)
        flag("retry", retry)
        progress = None if progress is None else function("progress", progress)
    except (ValueError, TypeError) as wrong:
        raise SpecError(str(wrong)) from wrong
    if executor is not None and not isinstance(executor, Executor):
        raise SpecError(f"executor must follow concurrent.futures.Executor; got {one_line(executor)}.")
    reference = reference_of(spec.experiment)
    check_parameters(spec.experiment, resolve(reference), next(spec.cells()).parameters)
    if executor is None and reference.startswith("__main__:"):
        raise SpecError(f"experiment {spec.experiment!r} stands in the script itself; move it to a module of its own.")
    if "megabytes" in spec.limits:
        if executor is not None:
            raise SpecError("limits.megabytes holds for spawned processes; limit the workers of this executor instead.")
        if sys.platform != "linux":
            raise SpecError("limits.megabytes can be kept on Linux alone; leave it out.")
    with Store(store, create=True) if isinstance(store, str | Path) else nullcontext(check_store(store)) as results:
        states = results.states(spec.experiment)
        wanted = "failed" if retry else None
        todo = [cell for cell in spec.cells() if states.get(cell.key, (None, ""))[0] == wanted]
        if todo:
            save = _Saver(results, spec, len(todo), progress)
            if executor is None:
                with _processes(min(workers, len(todo)), **spec.limits) as pool:
                    _run(todo, (reference,), pool, AHEAD * workers, save)
            else:
                _run(todo, (reference, spec.limits.get("seconds")), executor, AHEAD_ELSEWHERE, save)
        return status(spec, results)


class _Saver:
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


def _run(todo: Sequence[Cell], given: tuple[Any, ...], pool: Executor, ahead: int, save: _Saver) -> None:
    """Every cell of `todo` once; those whose worker died once more, one at a time."""
    lost = _feed(deque(todo), given, pool, ahead, save)
    for cell in lost:  # some may be innocent, or had too little memory beside others
        if _feed(deque([cell]), given, pool, 1, save):
            save([(cell, Outcome(reason=DIED))])


def _feed(waiting: deque[Cell], given: tuple[Any, ...], pool: Executor, ahead: int, save: _Saver) -> list[Cell]:
    """Keep `ahead` of the cells with the pool; the cells whose worker died.

    What is finished together is committed together. Whatever happens, what has been finished is committed.
    """
    finished: Queue = SimpleQueue()
    under_way: dict[Future[Outcome], Cell] = {}
    lost: list[Cell] = []
    committed = time.monotonic()

    def collect(until: float = 0.0) -> tuple[list[tuple[Cell, Outcome]], BaseException | None]:
        """What is finished by now and `until` then, waiting for the first of it, and what ends the sweep."""
        outcomes: list[tuple[Cell, Outcome]] = []
        stop: BaseException | None = None
        while True:
            future = finished.get()
            if future is None:
                stop = KeyboardInterrupt()
            else:
                first, cell = next(iter(under_way.values())), under_way.pop(future)
                # not raised: its traceback would keep this frame, and a cluster would keep what it refers to
                error = CancelledError() if future.cancelled() else future.exception()
                if error is None:
                    outcomes.append((cell, future.result()))
                elif isinstance(error, TookTooLong):
                    limit = save.limits["seconds"]
                    outcomes.append((cell, Outcome(reason=too_long(limit), seconds=limit)))
                elif isinstance(error, WorkerDied) or killed_worker(error):
                    lost.append(cell)
                else:
                    broken = isinstance(error, BrokenExecutor | CancelledError)
                    stop = stop or (_broken(error, first) if broken else error)
            while finished.empty():
                if stop or not waiting or len(outcomes) >= ahead // 4 or time.monotonic() >= until:
                    return outcomes, stop
                time.sleep(0.01)

    with _interrupts_in(finished):
        try:
            while waiting or under_way:
                while (
                    waiting
                    and len(under_way) < ahead
                    and (finished.empty() or time.monotonic() < committed + TOGETHER)  # submitting may be computing
                ):
                    try:
                        future = pool.submit(work, given[0], waiting[0].identity, *given[1:])
                    except BrokenExecutor as broken:
                        raise _broken(broken, waiting[0]) from broken
                    under_way[future] = waiting.popleft()
                    future.add_done_callback(finished.put)
                outcomes, stop = collect(committed + TOGETHER)
                save(outcomes)
                committed = time.monotonic()
                if stop:
                    raise stop
        finally:
            try:
                if not finished.empty():
                    save(collect()[0])
            finally:
                for future in under_way:
                    future.cancel()
    return lost


def _broken(error: BaseException, first: Cell) -> SweepBroken:
    why = (
        " ".join(str(error).split()).rstrip(".")
        or "the executor gave up its cells: it was closed, or its scheduler is gone"
    )
    return SweepBroken(
        f"{why}; the first cell under way was {first}. What is finished is kept: run it again to continue."
    )


@contextmanager
def _processes(workers: int, **limits: float) -> Iterator[Executor]:
    pool = SpawnedExecutor(workers, **limits)
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
