"""Spawned worker processes: what stands in their environment, and when they end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_not_computing: threading.Lock | None = None


@contextmanager
def worker_environment(**more: str) -> Iterator[None]:
    """One BLAS thread, and `more`, in the environment of workers started meanwhile: libraries read it as they load."""
    wanted = {**dict.fromkeys(ONE_THREAD, "1"), **more}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def main_stays_unimported() -> Iterator[None]:
    """Spawned workers import the caller's script again unless it is hidden; a script without a main guard would recurse."""
    main = sys.modules["__main__"].__dict__
    hidden = {name: main.pop(name) for name in ("__file__", "__spec__") if name in main}
    main["__spec__"] = None
    try:
        yield
    finally:
        for name, value in hidden.items():
            main[name] = value


@contextmanager
def interrupts_stay_here() -> Iterator[None]:
    """Workers started meanwhile never see Ctrl-C, which a terminal sends to all; the caller gets it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # its start would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent(stop: Connection) -> None:
    """In a worker, before its work: end when the parent is gone, however it went, or closes its end of `stop`."""
    global _not_computing
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _not_computing = threading.Lock()
    _not_computing.acquire()
    parent = multiprocessing.parent_process()
    watched = [stop, *([parent.sentinel] if parent else [])]
    threading.Thread(target=_watch, args=(watched, stop, _not_computing), daemon=True).start()


@contextmanager
def computing() -> Iterator[None]:
    """Around the computation in a worker: here it may be ended at once, while elsewhere it may be sending a result."""
    if _not_computing is None:
        yield
        return
    _not_computing.release()
    try:
        yield
    finally:
        _not_computing.acquire()


def _watch(watched: list[Connection | int], stop: Connection, not_computing: threading.Lock) -> None:
    if stop in wait(watched):
        not_computing.acquire(timeout=1)  # half a result would leave a living parent waiting for the rest
    os._exit(1)
