"""The default executor: spawned processes with one BLAS thread each, that end with their parent.

Unlike `ProcessPoolExecutor` it knows which process computes what: one that dies, or takes too long, costs its own cell
alone and is replaced.
"""

from __future__ import annotations

import atexit
import multiprocessing
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from typing import ParamSpec, TypeVar

from theory.validation import natural, real_number

from ..workers import interrupts_stay_here
from .worker_process import DIED, Task, TookTooLong, WorkerDied, WorkerProcess

P = ParamSpec("P")
T = TypeVar("T")
SMALL = 4096  # bytes: such a task never blocks the pipe


class SpawnedExecutor(Executor):
    """Processes that start afresh: nothing of the parent's state gets into a number.

    `workers`: how many processes. `seconds`: what one computation may take before its process is ended and its future
    raises `TookTooLong`; `megabytes`: the memory it may add to its process before it gets a MemoryError (Linux). Both
    count from where `work` calls the experiment. A future whose process dies raises `WorkerDied`.

    The caller's script is not imported again, so what is submitted must stand in a module that can be imported.

    Example:
    >>> from math import factorial
    >>> from sims.sweep import SpawnedExecutor
    >>> with SpawnedExecutor(2, seconds=60) as pool:
    ...     list(pool.map(factorial, [3, 4, 5]))
    [6, 24, 120]
    """

    def __init__(self, workers: int, *, seconds: float | None = None, megabytes: float | None = None) -> None:
        self._most = natural("workers", workers)
        self._seconds = None if seconds is None else float(real_number("seconds", seconds, above=0))
        self._megabytes = None if megabytes is None else float(real_number("megabytes", megabytes, above=0))
        self._waiting: deque[Task] = deque()
        self._workers: list[WorkerProcess] = []
        self._lock = threading.Lock()
        self._closing = self._stopped = self._awake = False
        self._broken: BaseException | None = None
        self._hears, self._wakes = multiprocessing.Pipe(duplex=False)
        self._manager = threading.Thread(target=self._manage, name="sweep", daemon=True)
        self._manager.start()
        atexit.register(self.stop)  # before multiprocessing's own end, which would wait for the workers

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        payload = ForkingPickler.dumps((fn, args, kwargs))
        future: Future[T] = Future()
        with self._lock:
            if self._broken:
                raise BrokenExecutor(str(self._broken)) from self._broken
            if self._closing:
                raise RuntimeError("cannot submit after shutdown.")
            self._waiting.append((future, payload))
        self._wake()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with self._lock:
            self._closing = True
            cancelled = [future for future, _ in self._waiting] if cancel_futures else []
        for future in cancelled:
            future.cancel()
        self._wake()
        if wait:
            self._manager.join()
            atexit.unregister(self.stop)

    def stop(self) -> None:
        """End the workers at once; what they have not finished is lost."""
        self._stopped = True
        self.shutdown(cancel_futures=True)

    def _wake(self) -> None:
        with self._lock:
            if self._awake or not self._manager.is_alive():
                return
            self._awake = True
            with suppress(OSError):  # it is just ending
                self._wakes.send_bytes(b"")

    def _manage(self) -> None:
        """In a thread of its own, from which all workers are started: give out what waits, take in what is finished."""
        try:
            with interrupts_stay_here():
                while self._give_out():
                    self._take_in()
        except BaseException as error:  # no process can be started, for one
            with self._lock:
                self._broken = error
                lost = [future for future, _ in self._waiting]
            for future in lost:
                if future.set_running_or_notify_cancel():
                    future.set_exception(BrokenExecutor(str(error)))
        finally:
            stopped = WorkerDied("it was stopped") if self._stopped or self._broken else None
            for worker in self._workers:
                for future, _ in worker.end(stopped):
                    future.set_exception(stopped)
            self._hears.close()
            self._wakes.close()

    def _give_out(self) -> bool:
        """False when all is done."""
        while not self._stopped:
            worker = self._free()
            with self._lock:
                if not self._waiting or (worker is None and len(self._workers) >= self._most):
                    break
                future, payload = self._waiting.popleft()
            if not future.running() and not future.set_running_or_notify_cancel():
                continue
            if worker is None:
                try:
                    worker = WorkerProcess(self._seconds is not None, self._megabytes)
                except BaseException as error:
                    future.set_exception(BrokenExecutor(f"cannot start a worker process: {error}"))
                    raise
                self._workers.append(worker)
            worker.give(future, payload)
        with self._lock:
            busy = any(worker.tasks for worker in self._workers)
            return not self._stopped and (not self._closing or busy or bool(self._waiting))

    def _free(self) -> WorkerProcess | None:
        """A worker with nothing to do; where there is none, one that will soon have, so that it need not wait for us."""
        idle = next((worker for worker in self._workers if not worker.tasks), None)
        with self._lock:
            plenty = len(self._waiting) > self._most and len(self._waiting[0][1]) < SMALL
        if idle or not plenty or len(self._workers) < self._most:
            return idle
        return next((worker for worker in self._workers if worker.quick and len(worker.tasks) == 1), None)

    def _take_in(self) -> None:
        ends = [worker.since + self._seconds for worker in self._workers if self._seconds and worker.since is not None]
        timeout = max(0.0, min(ends) - time.monotonic()) if ends else None
        watched = [thing for worker in self._workers for thing in (worker.pipe, worker.process.sentinel)]
        ready = set(wait([self._hears, *watched], timeout))
        if self._hears in ready:
            self._hears.recv_bytes()
            with self._lock:
                self._awake = False
        for worker in list(self._workers):
            failed: Exception | None = None
            if worker.pipe in ready or worker.process.sentinel in ready:
                if not worker.hear() or worker.process.sentinel in ready:
                    failed = WorkerDied(DIED)
            elif worker.since is not None and self._seconds and time.monotonic() >= worker.since + self._seconds:
                failed = TookTooLong(f"it took more than its limit of {self._seconds:g} s")
            if failed:
                self._workers.remove(worker)
                untouched = worker.end(failed)
                with self._lock:
                    self._waiting.extendleft(reversed(untouched))
