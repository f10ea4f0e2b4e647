"""One spawned process of the executor: what it was given, what it answers, and how it ends."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any

from ..workers import end_with_parent, main_stays_unimported, on_computing, worker_environment

Task = tuple[Future[Any], Any]
BEGUN = b"begun"  # no pickle
DIED = "its worker process died, perhaps out of memory"
PATIENCE = 5  # seconds
QUICK = 0.1  # seconds: after a computation of less a worker gets the next one in advance
_starting = threading.Lock()  # the environment and the main module are the whole process's


class WorkerDied(RuntimeError):
    """The process that computed this died; the executor goes on."""


class TookTooLong(RuntimeError):
    """The process that computed this was ended at its time limit; the executor goes on."""


class WorkerProcess:
    """A process, and what it was given: the first of `tasks` is under way, begun at `since`."""

    def __init__(self, tells_begin: bool, megabytes: float | None) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.tasks: deque[Task] = deque()
        self.since: float | None = None
        self.quick = False
        self._heard = time.monotonic()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, tells_begin, megabytes))
        with _starting, worker_environment(), main_stays_unimported():
            self.process.start()
        theirs.close()  # so that this end sees when theirs is gone

    def give(self, future: Future[Any], payload: Any) -> None:
        if not self.tasks:
            self._heard = time.monotonic()
        self.tasks.append((future, payload))
        with suppress(OSError):  # it has died, which its sentinel tells
            self.pipe.send_bytes(payload)

    def hear(self) -> bool:
        """Take in all that has arrived; False where the other end is gone."""
        try:
            while self.pipe.poll():
                message = self.pipe.recv_bytes()
                now = time.monotonic()
                if message == BEGUN:
                    self.since = now
                    continue
                done, value = _received(message)
                self.quick, self._heard, self.since = now - self._heard < QUICK, now, None
                future, _ = self.tasks.popleft()
                future.set_result(value) if done else future.set_exception(value)
        except (EOFError, OSError):
            return False
        return True

    def end(self, error: Exception | None = None) -> list[Task]:
        """End the process, at once where there is an `error`, which what is under way gets; the tasks not begun."""
        if error:
            self.process.kill()
        self.pipe.close()
        self.process.join(PATIENCE)
        self.process.kill()  # a thread of the experiment's own may not end
        self.process.join()
        if self.tasks:
            self.tasks.popleft()[0].set_exception(error)
        return list(self.tasks)


def _serve(tasks: Connection, tells_begin: bool, megabytes: float | None) -> None:
    """The worker: one task after another, until the other end is closed."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    on_computing((lambda: tasks.send_bytes(BEGUN)) if tells_begin else None, megabytes)
    while True:
        try:
            payload = tasks.recv_bytes()
        except (EOFError, OSError):
            return
        try:
            fn, args, kwargs = ForkingPickler.loads(payload)
            answer = ForkingPickler.dumps((True, fn(*args, **kwargs)))
        except BaseException as error:
            answer = ForkingPickler.dumps((False, _sendable(error)))
        try:
            tasks.send_bytes(answer)
        except OSError:
            return


def _received(message: bytes) -> tuple[bool, Any]:
    try:
        done, value = ForkingPickler.loads(message)
    except Exception as error:  # of a class that is known there alone
        return False, error
    return done, value


def _sendable(error: BaseException) -> BaseException:
    """The error, or its text where it does not pickle or cannot be made again."""
    try:
        ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
