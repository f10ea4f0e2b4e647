"""The default executor: spawned processes with one BLAS thread each, that end with their parent."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import ParamSpec, TypeVar

from ..workers import end_with_parent, interrupts_stay_here, main_stays_unimported, worker_environment

P = ParamSpec("P")
T = TypeVar("T")


class SpawnedExecutor(ProcessPoolExecutor):
    """A `ProcessPoolExecutor` whose workers start afresh: nothing of the parent's state gets into a number.

    `workers`: how many processes. The caller's script is not imported again, so what is submitted must stand in a
    module that can be imported.
    """

    def __init__(self, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._theirs, self._ours = context.Pipe(duplex=False)
        super().__init__(workers, context, initializer=end_with_parent, initargs=(self._theirs,))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with worker_environment(), main_stays_unimported(), interrupts_stay_here():  # a worker may be started here
            return super().submit(fn, *args, **kwargs)

    def stop(self) -> None:
        """End the workers at once; what they have not finished is lost."""
        self._ours.close()
        super().shutdown(cancel_futures=True)
        self._theirs.close()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait, cancel_futures=cancel_futures)
        if wait:  # closed earlier it would end workers that still compute
            self._ours.close()
            self._theirs.close()
