"""A time limit inside a process that cannot be ended: an exception in the thread that computes."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
_raise_in.argtypes = (ctypes.c_ulong, ctypes.py_object)


class OutOfTime(BaseException):
    """Raised where a computation stands at its deadline; no `except Exception` of its own catches it."""


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Raise `OutOfTime` in this thread after `seconds`, when it next executes Python.

    Possible issues: one long call into compiled code ends first. What a process pool can end, it should.
    """
    if seconds is None:
        yield
        return
    here, lock = threading.get_ident(), threading.Lock()
    ended = False

    def expire() -> None:
        with lock:
            if not ended:
                _raise_in(here, OutOfTime)

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            ended = True
        # One that was sent arrives here at the latest. Taking it back by a null exception instead would leave CPython's
        # request for attention set with nobody to clear it, and 3.11 then never ends a call under sys.settrace.
        for _ in range(2):
            pass
