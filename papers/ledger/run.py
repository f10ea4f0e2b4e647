"""Running claims on every core, and `verify`, the ledger from Python."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from numbers import Integral
from pathlib import Path
from typing import Any

from .claim import Claim
from .context import Context
from .expected import read_expected
from .paper_report import PaperReport
from .provenance import provenance
from .registry import TO_LIST, at_place, find_claim, known_papers, load_paper, unknown
from .report import Report
from .result import Result
from .run_claim import run_claim
from .usage_error import UsageError

Job = tuple[str, Claim]
Progress = Callable[[str, Result], None]


def verify(
    paper: str | Path | list[str] | None = None,
    claim: str | None = None,
    full: bool = False,
    seed: int = 0,
    *,
    workers: int | None = None,
    store: str | Path | None = None,
    progress: Progress | None = None,
    sweep_progress: Callable[[Any], Any] | None = None,
) -> Report:
    """Run the claims of a paper (slug, folder, or a list of them; None for all known) and report the verdicts.

    `claim` runs one claim alone; `full` adds what takes longer. Claims run in spawned processes, as many as `workers`
    (default: the cores), each with one BLAS thread; every claim draws from its own stream of `seed`, so the numbers do
    not depend on the workers. `progress(slug, result)` is called as each claim ends.

    With `full` the sweeps that claims read are run first, as far as their results are not in `store` (default: a file in
    the user's cache folder, a new one for any change of the code); `sweep_progress` is called after each of their cells.

    Raises ValueError for an unknown paper or claim, a folder that cannot be imported, a negative seed.

    Example:
    >>> import papers
    >>> report = papers.verify("gated_deep_linear_networks", claim="eq-4")
    >>> str(report.claim("eq-4").verdict)
    'corrected'
    """
    _check(paper, claim, full, seed, workers, store, progress, sweep_progress)
    given = known_papers() if paper is None else paper if isinstance(paper, list | tuple) else [paper]
    references = [
        str(Path(p).resolve()) if Path(str(p)).is_dir() and str(p) not in known_papers() else str(p) for p in given
    ]
    if not references:
        raise UsageError("paper must name at least one paper, or be None for all known ones; got none.")
    expected = {r: read_expected(load_paper(r)[1]) for r in references}  # a broken file is refused before the work
    jobs = [(r, c) for r in dict.fromkeys(references) for c in _claims(r, claim, alone=len(references) == 1)]
    if not jobs:
        from theory.validation import nearest

        papers = [load_paper(r)[0] for r in references]
        home = {c.id: p.slug for p in reversed(papers) for c in p.claims}  # the first where several have it
        if there := [id for paper in papers for id in at_place(paper, str(claim))]:
            raise UsageError(f"claim {claim!r} is a place in a paper, not an id; take {' or '.join(there)}.")
        near = [home[id] for id in nearest(str(claim), list(home))] or references
        raise UsageError(unknown("claim", str(claim), list(home), f"in {', '.join(dict.fromkeys(near))}; {TO_LIST}"))
    kept = _filled(jobs, store, workers, sweep_progress) if full else None
    results: dict[tuple[str, str], Result] = {}
    for reference, result in _run_all(jobs, full, int(seed), kept, workers or os.cpu_count() or 1):
        results[reference, result.id] = result
        if progress:
            progress(load_paper(reference)[0].slug, result)
    reports = []
    for reference in dict.fromkeys(r for r, _ in jobs):
        loaded, _ = load_paper(reference)
        ran = tuple(results[reference, c.id] for c in loaded.claims if (reference, c.id) in results)
        reports.append(PaperReport(loaded.slug, loaded.title, loaded.citation, ran, expected[reference], reference))
    return Report(provenance(int(seed), full), tuple(reports))


def _check(
    paper: Any, claim: Any, full: Any, seed: Any, workers: Any, store: Any, progress: Any, sweep_progress: Any
) -> None:
    """Refuse arguments of another type, in one line each."""
    from theory.validation import one_line

    if not isinstance(seed, Integral) or seed < 0:
        raise UsageError(f"seed must be an integer >= 0; got {one_line(seed)}.")
    if workers is not None and (not isinstance(workers, Integral) or workers < 1):
        raise UsageError(f"workers must be an integer >= 1, or None for all cores; got {one_line(workers)}.")
    for one in paper if isinstance(paper, list | tuple) else [paper]:
        if (not isinstance(one, str | Path) and one is not None) or "\0" in str(one):
            raise UsageError(f"paper must be a slug, a folder, or a list of them; got {one_line(one)}.")
    if claim is not None and not isinstance(claim, str):
        raise UsageError(f"claim must be the id of one; got {one_line(claim)}.")
    if not isinstance(full, bool):
        raise UsageError(f"full must be True or False; got {one_line(full)}.")
    if store is not None and not isinstance(store, str | Path):
        raise UsageError(f"store must be a file's name; got {one_line(store)}.")
    for argument, called in (("progress", progress), ("sweep_progress", sweep_progress)):
        if called is not None and not callable(called):
            raise UsageError(f"{argument} must be a function; got {one_line(called)}.")


def _claims(reference: str, id: str | None, alone: bool) -> list[Claim]:
    paper, _ = load_paper(reference)
    if id is None:
        return list(paper.claims)
    return [find_claim(paper, id)] if alone else [c for c in paper.claims if c.id == id]


def _filled(
    jobs: list[Job], store: str | Path | None, workers: int | None, progress: Callable[[Any], Any] | None
) -> Path | None:
    """The store that has all results the claims read; None where they read none."""
    wanted = [(load_paper(reference)[1], name) for reference, claim in jobs for name in claim.sweeps]
    if not wanted:
        return None
    from .sweeps import default_store, fill

    path = default_store() if store is None else Path(store).resolve()
    fill(wanted, path, workers, progress)
    return path


def run_one(reference: str, id: str, full: bool, seed: int, store: Path | None) -> Result:
    """One claim by name: what a worker process is given, because claims hold functions and do not pickle."""
    paper, folder = load_paper(reference)
    return run_claim(find_claim(paper, id), Context(seed, full, folder, store))


def _run_all(jobs: list[Job], full: bool, seed: int, store: Path | None, workers: int) -> Iterator[tuple[str, Result]]:
    if len(jobs) == 1 or workers == 1:
        for reference, claim in jobs:
            yield reference, run_one(reference, claim.id, full, seed, store)
        return
    from sympy.external.gmpy import GROUND_TYPES

    from sims.workers import worker_environment  # not at the top: `import papers` stays quick

    with worker_environment(SYMPY_GROUND_TYPES=str(GROUND_TYPES)):  # this process's, read when SymPy loads
        lost: list[Job] = []
        task = partial(run_one, full=full, seed=seed, store=store)
        for job, result in _in_workers(sorted(jobs, key=lambda job: -job[1].cost), task, workers):
            if result is None:
                lost.append(job)
            else:
                yield job[0], result
        for reference, claim in lost:  # a dead worker takes unfinished claims with it: each again, on its own
            for _, result in _in_workers([(reference, claim)], task, 1):
                yield reference, result or _no_result(claim, "its worker process died, perhaps out of memory")


def _in_workers(jobs: list[Job], task: Callable[..., Result], workers: int) -> Iterator[tuple[Job, Result | None]]:
    """Each job's result as it comes; None where a worker died before."""
    from sims.workers import end_with_parent, main_stays_unimported

    pool = ProcessPoolExecutor(
        min(workers, len(jobs)), multiprocessing.get_context("spawn"), initializer=end_with_parent
    )
    try:
        with main_stays_unimported():
            futures = {pool.submit(task, r, c.id): (r, c) for r, c in jobs}
        for future in as_completed(futures):
            job, result = futures[future], None
            try:
                result = future.result()
            except BrokenProcessPool:
                pass
            except Exception as failed:  # the result does not pickle
                result = _no_result(job[1], f"{type(failed).__name__}: {failed}")
            yield job, result
    finally:
        pool.shutdown(cancel_futures=True)


def _no_result(claim: Claim, why: str) -> Result:
    def fails(says: Any, context: Context) -> Any:
        raise RuntimeError(why)

    return run_claim(replace(claim, test=fails) if claim.test else claim, Context())
