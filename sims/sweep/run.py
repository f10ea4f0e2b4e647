"""Running what is missing of a sweep: cells go to an executor, results are committed as they come."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from theory.validation import flag, function, natural, one_line

from ..provenance import module_digest
from ..store import Store, check_store
from .executor import SpawnedExecutor
from .feed import compute
from .registry import check_parameters, reference_of, resolve
from .saver import Progress, Saver
from .spec import Spec, SpecError, check_spec
from .status import Status, status

MOST_WORKERS = 10_000
AHEAD = 16  # cells a process that wait in its executor, so that it need not wait for a commit
AHEAD_ELSEWHERE = 1000


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

    Example:
    >>> from sims.sweep import Spec, run
    >>> spec = Spec("papers.ensemble_mask_networks.experiments:no_self_loops", grid={"n": [3, 4]}, seeds=2)
    >>> run(spec, "masks.sqlite", workers=1).done
    4
    >>> run(spec, "masks.sqlite", workers=1, progress=print).done  # nothing is computed twice
    4
    """
    spec = check_spec(spec)
    try:
        workers = natural("workers", os.cpu_count() or 1 if workers is None else workers, most=MOST_WORKERS)
        flag("retry", retry)
        progress = None if progress is None else function("progress", progress)
    except (ValueError, TypeError) as wrong:
        raise SpecError(str(wrong)) from wrong
    if executor is not None and not isinstance(executor, Executor):
        raise SpecError(
            f"executor must follow concurrent.futures.Executor; got {one_line(executor)}. A cluster has one in dask_executor."
        )
    reference = reference_of(spec.experiment)
    experiment = resolve(reference)
    check_parameters(spec.experiment, experiment, next(spec.cells()).parameters)
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
        todo = [cell for cell in spec.cells() if states.get(cell.key, (None,))[0] == wanted]
        if todo:
            save = Saver(results, spec, len(todo), progress)
            if executor is None:
                with _processes(min(workers, len(todo)), **spec.limits) as pool:
                    compute(todo, (reference,), pool, AHEAD * workers, save)
            else:
                compute(todo, (reference, spec.limits.get("seconds")), executor, AHEAD_ELSEWHERE, save)
        return status(spec, results, module_digest(experiment))


@contextmanager
def _processes(workers: int, **limits: float) -> Iterator[Executor]:
    pool = SpawnedExecutor(workers, **limits)
    try:
        yield pool
    except BaseException:
        pool.stop()
        raise
    pool.shutdown()
