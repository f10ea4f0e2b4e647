"""Dask's workers as the executor of a sweep. Nothing else here knows of Dask, which the extra `cluster` installs."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from theory.validation import one_line

from ..provenance import versions
from ..workers import ONE_THREAD
from .registry import reference_of, resolve
from .spec import Spec, SpecError
from .work import DISTRIBUTIONS

OURS = "gatelemma-cell-"  # the keys of our tasks begin so
PATIENCE = 30  # seconds for a scheduler and its first worker
Versions = Mapping[str, str | None]


@contextmanager
def dask_executor(scheduler: Any, spec: Spec) -> Iterator[Executor]:
    """The workers of a Dask cluster, for `run(spec, store, executor=...)`.

    `scheduler`: its address, or a `distributed.Client`, which stays open. A cell runs with one BLAS thread in its worker
    (which keeps that setting), and a worker's death is counted for our cells alone: where others allow several, ours fail
    at the first, and `run` tries once more. An experiment in a module file of its own is sent to the workers; one in a
    package must be installed there.

    Raises `SpecError` in one line where Dask is not installed, the scheduler is not reached, it has no worker, the
    experiment cannot be imported there, or versions of Python, NumPy, SciPy or gatelemma differ.

    Example: docs/clusters.md, from the scheduler to the exported table.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
        importlib.import_module("threadpoolctl")
    except ImportError as missing:
        raise SpecError('a cluster needs Dask: pip install "gatelemma[cluster]".') from missing
    given = isinstance(scheduler, distributed.Client)
    client = scheduler if given else _connected(distributed, scheduler)
    try:
        where = client.scheduler.address
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as none:
            raise SpecError(f"the scheduler at {where} has no worker; start one: dask worker {where}.") from none
        reference = reference_of(spec.experiment)
        used = versions(*DISTRIBUTIONS)
        _send_module(client, reference)
        for address, found in client.run(_found, reference, used, on_error="return").items():
            if wrong := f"cannot run a cell: {_text(found)}" if isinstance(found, BaseException) else found:
                raise SpecError(f"the worker {address} {wrong}")
        client.register_plugin(_one_death(distributed))
        yield _DaskExecutor(client.get_executor(pure=False), where, used)
    finally:
        if not given:
            client.close(timeout=PATIENCE)


def killed_worker(error: BaseException) -> bool:
    """Whether a future of Dask failed since its worker died."""
    distributed = sys.modules.get("distributed")
    return distributed is not None and isinstance(error, distributed.KilledWorker)


class _DaskExecutor(Executor):
    """Dask's own, with keys by which the scheduler knows our tasks, and one BLAS thread inside them."""

    def __init__(self, inner: Any, address: str, used: Versions) -> None:
        self._inner, self._address, self._used = inner, address, used

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        try:
            return self._inner.submit(_on_worker, self._used, fn, *args, key=OURS + uuid4().hex, **kwargs)
        except Exception as lost:  # Dask has several for a client that is closed
            raise BrokenExecutor(f"the scheduler at {self._address} is gone: {_text(lost)}") from lost


def _on_worker(used: Versions, work: Callable[..., Any], reference: str, *args: Any) -> Any:
    """In a worker, which may have joined after the others were looked at."""
    threadpoolctl: Any = importlib.import_module("threadpoolctl")
    if wrong := _found(reference, used):
        raise SpecError(f"the worker {importlib.import_module('distributed').get_worker().address} {wrong}")
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # for libraries that the experiment loads in the end
    threadpoolctl.threadpool_limits(1)  # never taken back: another cell may be computing beside this one
    return work(reference, *args)


def _found(reference: str, used: Versions) -> str | None:
    """In a worker: what keeps it from giving the same numbers as the client."""
    for name, version in versions(*DISTRIBUTIONS).items():
        if version != used[name]:
            return f"has {name} {version}, and this process {used[name]}: install the same."
    try:
        resolve(reference)
    except SpecError as wrong:
        return f"lacks the experiment: {wrong}"
    return None


def _connected(distributed: Any, address: Any) -> Any:
    try:
        if isinstance(address, str):
            distributed.comm.resolve_address(address)  # a client that is made by half complains when Python ends
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as refused:  # of many kinds
        raise SpecError(f"cannot reach a Dask scheduler at {address}: {_text(refused)}.") from refused


def _send_module(client: Any, reference: str) -> None:
    """The file of the experiment's module, unless it is part of a package; workers that have an older one load it anew."""
    resolve(reference)
    module = sys.modules[reference.partition(":")[0]]
    file = getattr(module, "__file__", None)
    if "." not in module.__name__ and file and Path(file).suffix == ".py" and not hasattr(module, "__path__"):
        client.upload_file(file)


def _one_death(distributed: Any) -> Any:
    """A plugin for the scheduler, which it gets as code: nothing of ours need be installed there."""

    class OneDeath(distributed.SchedulerPlugin):  # type: ignore[misc]
        name = "gatelemma-one-death"
        idempotent = True

        async def start(self, scheduler: Any) -> None:
            self.scheduler = scheduler

        def transition(self, key: Any, start: str, finish: str, *args: Any, **kwargs: Any) -> None:
            if finish == "processing" and str(key).startswith(OURS):
                self.scheduler.tasks[key].suspicious = self.scheduler.allowed_failures

    return OneDeath()


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {one_line(' '.join(str(error).split()))[1:-1]}"
