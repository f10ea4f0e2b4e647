"""Feeding cells to an executor: some ahead of time, what is finished together committed together, what died once more."""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType
from typing import Any

from .cell import Cell
from .cluster import killed_worker
from .saver import Saver
from .work import Outcome, too_long, work
from .worker_process import DIED, TookTooLong, WorkerDied

Queue = SimpleQueue[Future[Outcome] | None]  # None stands for Ctrl-C
TOGETHER = 0.05  # seconds between commits at least, each of which is flushed to the disk


class SweepBroken(RuntimeError):
    """Somebody else's executor went down. What was finished is in the store; run again to continue.

    Example:
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from sims.sweep import Spec, SweepBroken, run
    >>> spec, gone = Spec("papers.ensemble_mask_networks.experiments:no_self_loops", grid={"n": [3]}), ThreadPoolExecutor(1)
    >>> gone.shutdown()
    >>> try:
    ...     run(spec, "masks.sqlite", executor=gone)
    ... except SweepBroken as error:
    ...     "run it again to continue" in str(error)
    True
    """


def compute(todo: Sequence[Cell], given: tuple[Any, ...], pool: Executor, ahead: int, save: Saver) -> None:
    """Every cell of `todo` once; those whose worker died once more, one at a time."""
    lost = _feed(deque(todo), given, pool, ahead, save)
    for cell in lost:  # some may be innocent, or had too little memory beside others
        if _feed(deque([cell]), given, pool, 1, save):
            save([(cell, Outcome(reason=DIED))])


def _feed(waiting: deque[Cell], given: tuple[Any, ...], pool: Executor, ahead: int, save: Saver) -> list[Cell]:
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
                    except RuntimeError as broken:  # a BrokenExecutor, or closed before
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
