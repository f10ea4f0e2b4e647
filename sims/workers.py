"""Spawned worker processes: what stands in their environment, when they end, and what a computation may take."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from pathlib import Path
from types import ModuleType

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
MEGABYTE = 1_000_000
_begin: Callable[[], None] | None = None
_megabytes: float | None = None


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
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")  # the script keeps its own names meanwhile
    try:
        yield
    finally:
        sys.modules["__main__"] = main


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


def end_with_parent() -> None:
    """In a worker, before its work: end when the parent is gone, however it went.

    On Linux the kernel sees to it, even while compiled code holds the interpreter; there the worker ends with the thread
    that started it, too. Elsewhere a thread waits for the end.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()  # it may have gone before


def on_computing(begin: Callable[[], None] | None, megabytes: float | None) -> None:
    """In a worker, before its work: call `begin` as each computation begins, and let it take `megabytes` more memory."""
    global _begin, _megabytes
    _begin, _megabytes = begin, megabytes


def memory_limit() -> float | None:
    """The megabytes that `on_computing` allows."""
    return _megabytes


@contextmanager
def computing() -> Iterator[None]:
    """Around the computation in a worker: what limits count."""
    if _begin:
        _begin()
    if _megabytes is None or sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = _data_size() + round(_megabytes * MEGABYTE)
    lowest = min(limit for limit in (most, soft, hard) if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_DATA, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data_size() -> int:
    """Bytes of private writable memory that this process has mapped, touched or not: what RLIMIT_DATA counts."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmData:"))


def _watch(parent: int) -> None:
    wait([parent])
    os._exit(1)
