"""Failures, limits and dead workers of a sweep are results, and cost no other cell."""

import multiprocessing
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sims.store import Store
from sims.sweep import (
    SpawnedExecutor,
    Spec,
    SweepBroken,
    run,
    status,
)

pytestmark = pytest.mark.usefixtures("sweep_lab")

REASONS = {
    "raises": "KeyError: 'one\\ntwo'",
    "diverges": "Diverged: training diverged in meta-epoch 2 with lr = 9; lower it.",
    "exits": "SystemExit: no",
    "nothing": "TypeError: an experiment must return a dict",
    "objects": "TypeError: result a must hold booleans, integers, floats or complex numbers; got dtype object",
    "list": "TypeError: result a must be a real number or a NumPy array; got [1]",
    "lambda": "TypeError: result a must be a real number or a NumPy array; got <function",
    "taken": "ValueError: a result cannot be called seed",
    "parameter": "ValueError: a result cannot be called how",
    "unnamed": "TypeError: an experiment must name its results by text; got 1",
    "complex": "TypeError: result a must be a real number or a NumPy array; got 1j",
}


def asked(log: Path) -> list[str]:
    found = sorted(log.read_text(encoding="utf-8").splitlines())
    log.write_text("", encoding="utf-8")
    return found


def test_a_failure_is_recorded_the_rest_goes_on_and_retry_repeats_it(tmp_path: Path) -> None:
    log, mend = tmp_path / "log", tmp_path / "mended"
    spec = Spec("sweep_lab:fails", {"how": ["first", *REASONS, "last"]}, fixed={"log": str(log), "mend": str(mend)})
    found = run(spec, tmp_path / "s", workers=2)
    assert (found.total, found.done, len(found.failed), found.missing) == (13, 2, 11, 0)
    assert asked(log) == sorted(["first", *REASONS, "last"])
    with Store(tmp_path / "s") as store:
        records = {cell.parameters["how"]: store.get(cell.key) for cell in spec.cells()}
    for how, reason in REASONS.items():
        record = records[how]
        assert record is not None
        assert record.status == "failed"
        assert str(record.reason).startswith(reason), how
        assert len(str(record.reason).splitlines()) == 1
        assert record.scalars == {}
    assert records["last"] is not None
    assert records["last"].scalars == {"a": 1.0, "b": np.inf}

    wider = replace(spec, grid={"how": [*spec.grid["how"], "new"]})
    assert run(spec, tmp_path / "s", workers=2) == found  # neither done nor failed cells are run again
    assert asked(log) == []
    mend.touch()
    mended = run(wider, tmp_path / "s", workers=2, retry=True)
    assert asked(log) == sorted(REASONS)  # only those: not what is missing
    assert (mended.done, len(mended.failed), mended.missing) == (13, 0, 1)
    assert run(wider, tmp_path / "s", workers=2).done == 14
    assert asked(log) == ["new"]


@pytest.mark.parametrize("workers", [1, 3])
def test_a_cell_that_kills_its_worker_is_recorded_and_the_innocent_ones_are_done(tmp_path: Path, workers: int) -> None:
    log, mend = tmp_path / "log", tmp_path / "mended"
    how = ["a", "dies", "b", "c", "d", "e", "f"]
    spec = Spec("sweep_lab:fails", {"how": how}, fixed={"log": str(log), "mend": str(mend)})
    heard: list[str] = []
    found = run(spec, tmp_path / "s", workers=workers, progress=lambda seen: heard.append(seen.cell.parameters["how"]))
    assert sorted(heard) == sorted(how)  # each is told of once
    assert (found.done, found.missing) == (6, 0)
    with Store(tmp_path / "s") as store:
        (key,) = found.failed
        assert store.get(key).reason == "its worker process died, perhaps out of memory"
    asked(log)
    mend.touch()
    assert run(spec, tmp_path / "s", workers=2, retry=True).done == 7
    assert asked(log) == ["dies"]


def test_a_worker_killed_from_outside_costs_no_cell(tmp_path: Path) -> None:
    """The first cell kills its worker once, as somebody else might: it is done in the end like all others."""
    log, mend = tmp_path / "log", tmp_path / "mended"
    spec = Spec("sweep_lab:fails", {"how": ["dies once", "a", "b", "c"]}, fixed={"log": str(log), "mend": str(mend)})
    assert run(spec, tmp_path / "s", workers=2).done == 4
    assert asked(log).count("dies once") == 2


def test_a_dead_worker_of_somebody_elses_pool_stops_the_sweep_and_loses_nothing(tmp_path: Path) -> None:
    """Such a pool does not tell which cell was whose."""
    log, mend = tmp_path / "log", tmp_path / "mended"
    how = ["a", "b", "c", "dies", "d"]
    spec = Spec("sweep_lab:fails", {"how": how}, fixed={"log": str(log), "mend": str(mend)})
    heard: list[str] = []
    with (
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool,
        pytest.raises(SweepBroken, match="terminated abruptly.*the first cell under way was how = dies") as broken,
    ):
        run(spec, tmp_path / "s", executor=pool, progress=lambda seen: heard.append(seen.cell.parameters["how"]))
    assert len(str(broken.value).splitlines()) == 1
    assert heard == ["a", "b", "c"]
    with Store(tmp_path / "s") as store:
        found = status(spec, store)
    assert (found.done, len(found.failed), found.missing) == (3, 0, 2)
    asked(log)
    mend.touch()
    assert run(spec, tmp_path / "s", workers=2).done == 5
    assert asked(log) == ["d", "dies"]


def test_a_pool_that_was_closed_before_stops_the_sweep(tmp_path: Path) -> None:
    spec = Spec("sweep_lab:fails", {"how": ["a"]}, fixed={"log": str(tmp_path / "log")})
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pass
    with pytest.raises(SweepBroken, match=r"cannot schedule new futures after shutdown; .* run it again"):
        run(spec, tmp_path / "s", executor=pool)
    assert run(spec, tmp_path / "s", workers=1).done == 1


def test_our_own_processes_as_a_given_executor(tmp_path: Path) -> None:
    spec = Spec("sweep_lab:fails", {"how": ["a", "dies", "b"]}, fixed={"log": str(tmp_path / "log")})
    with SpawnedExecutor(2) as pool:
        found = run(spec, tmp_path / "s", executor=pool)
        assert pool.submit(int, "3").result() == 3
        with pytest.raises(ValueError, match="invalid literal"):
            pool.submit(int, "three").result()
        with pytest.raises(Exception, match="pickle"):
            pool.submit(lambda: 3)
        with pytest.raises(TypeError, match="cannot pickle"):
            pool.submit(threading.Lock).result()
    assert (found.done, len(found.failed)) == (2, 1)
    assert asked(tmp_path / "log") == ["a", "b", "dies", "dies"]  # once more, alone; the others once
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(int, "3")


def test_a_cell_that_takes_too_long_is_recorded_and_its_worker_replaced(tmp_path: Path) -> None:
    spec = Spec("sweep_lab:hangs", {"how": ["a", "sleeps", "holds", "b"]}, limits={"seconds": 0.5})
    found = run(spec, tmp_path / "s", workers=2)
    assert (found.done, len(found.failed), found.missing) == (2, 2, 0)
    with Store(tmp_path / "s") as store:
        for key in found.failed:
            record = store.get(key)
            assert record is not None
            assert (record.reason, record.seconds) == ("it took more than its limit of 0.5 s", 0.5)
    again = run(replace(spec, limits={}, grid={"how": ["a", "b", "c"]}), tmp_path / "s", workers=1)
    assert (again.done, again.earlier, again.strangers) == (3, 2, 2)  # limits are no part of a cell


def test_a_deadline_inside_a_cell(tmp_path: Path) -> None:
    """Where the executor's workers cannot be ended. A cell that is quick enough is never disturbed."""
    spec = Spec("sweep_lab:hangs", {"how": ["a", "spins", "b"]}, 20, limits={"seconds": 0.05})
    with ThreadPoolExecutor(2) as pool:
        found = run(spec, tmp_path / "s", executor=pool)
    assert (found.done, {cell.parameters["how"] for cell in found.failed.values()}) == (40, {"spins"})
    with Store(tmp_path / "s") as store:
        reasons = {record.reason for key in found.failed if (record := store.get(key))}
    assert reasons == {"it took more than its limit of 0.05 s"}


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits hold on Linux alone")
def test_a_cell_that_takes_too_much_memory(tmp_path: Path) -> None:
    """A limit of 100 MB counts what is added, so an array of 80 MB passes, touched or not, and one of 120 MB does not."""
    spec = Spec("sweep_lab:takes", {"megabytes": [80, 120, 40_000], "touch": [True, False]}, limits={"megabytes": 100})
    found = run(spec, tmp_path / "s", workers=1)
    assert (found.done, len(found.failed)) == (2, 4)
    with Store(tmp_path / "s") as store:
        for key, cell in found.failed.items():
            record = store.get(key)
            assert record is not None
            assert cell.parameters["megabytes"] > 100
            assert str(record.reason).startswith("MemoryError: Unable to allocate")
            assert str(record.reason).endswith("; the limit is 100 MB a cell")
