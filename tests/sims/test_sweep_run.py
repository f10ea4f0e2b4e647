"""Running a sweep: the same bits however it is run, failures are results, what is there is not computed again."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sims
from sims.store import Store, StoreError
from sims.sweep import (
    Cell,
    Progress,
    SpawnedExecutor,
    Spec,
    SpecError,
    SweepBroken,
    csv_text,
    run,
    status,
    table,
    two_way,
)

LAB = '''
import os
import sys
import threading
import time

import numpy as np

from sims.emn import Diverged


def noise(rng, *, n, scale=1.0):
    """BLAS and the stream decide these bits."""
    x = rng.normal(size=(n, n)).astype(np.float32)
    time.sleep(0.02 * (n % 3))  # cells end in another order than they begin
    return {"spread": scale * float((x @ x @ x).std()), "x": x @ x.T, "k": rng.integers(9)}


def about(rng, *, n):
    main = sys.modules["__main__"]
    return {"threads": int(os.environ["OPENBLAS_NUM_THREADS"]), "pid": os.getpid(), "mp": main.__name__ == "__mp_main__"}


def fails(rng, *, how, log, mend=""):
    with open(log, "a") as file:
        file.write(how + chr(10))
    if mend and os.path.exists(mend):
        return {"a": 1.0}
    if how == "raises":
        raise KeyError("one" + chr(10) + "two")
    if how == "diverges":
        raise Diverged("training diverged in meta-epoch 2 with lr = 9; lower it.")
    if how == "exits":
        sys.exit("no")
    if how == "dies" or (how == "dies once" and open(log).read().count(how) == 1):
        time.sleep(0.5)
        os._exit(9)
    return {
        "nothing": None,
        "objects": {"a": np.array([None])},
        "list": {"a": [1]},
        "lambda": {"a": lambda: 0},
        "taken": {"seed": 1.0},
        "parameter": {"how": 1.0},
        "unnamed": {1: 1.0},
        "complex": {"a": 1j},
    }.get(how, {"a": 1.0, "b": float("inf")})


def hangs(rng, *, how):
    if how == "sleeps":
        time.sleep(300)
    if how == "holds":
        pow(3, 10**9)  # in one instruction, for minutes; no other thread runs meanwhile
    while how == "spins":
        time.sleep(0.001)
    return {"a": 1.0}


def takes(rng, *, megabytes, touch):
    room = np.empty(megabytes * 125_000)
    if touch:
        room[:] = 1.0
    return {"size": room.size}


def number(rng, *, i, j, law="flat", on=True):
    if (i, j) == (2, 30):
        raise ValueError("no")
    return {"sum": i + j, "draw": rng.random(), "odd": 1.0} if i % 2 else {"sum": i + j, "draw": rng.random()}
'''


@pytest.fixture(scope="module", autouse=True)
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A module of experiments that workers can import."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "sweep_lab.py").write_text(LAB, encoding="utf-8")
    sys.path.append(str(folder))
    yield
    sys.path.remove(str(folder))
    sys.modules.pop("sweep_lab", None)


def bits(spec: Spec, path: Path) -> dict[str, Any]:
    """Everything a cell gave, exactly."""
    with Store(path) as store:
        return {
            cell.key: (record.status, record.reason, repr(record.scalars), {k: v.tobytes() for k, v in arrays.items()})
            for cell in spec.cells()
            if (record := store.get(cell.key)) and (arrays := store.arrays(cell.key)) is not None
        }


NOISE = Spec("sweep_lab:noise", {"n": [5, 64, 200], "scale": [0.5, 2]}, seeds=2)


def test_the_same_bits_however_it_is_run(tmp_path: Path) -> None:
    before = dict(os.environ)
    assert run(NOISE, tmp_path / "one", workers=1).done == 12
    assert run(NOISE, tmp_path / "two", workers=2).done == 12
    backwards = replace(NOISE, grid={"scale": [2, 0.5], "n": [200, 64, 5]}, seeds=[1, 0])
    run(replace(NOISE, grid={"n": [64], "scale": [2]}), tmp_path / "parts", workers=2)
    assert run(backwards, tmp_path / "parts", workers=2).done == 12
    with ThreadPoolExecutor(3) as pool:
        run(NOISE, tmp_path / "threads", executor=pool)
        assert pool.submit(int, "3").result() == 3  # it is not ours to shut down
    one = bits(NOISE, tmp_path / "one")
    assert len(one) == 12
    assert len(set(map(str, one.values()))) == 12
    assert one == bits(NOISE, tmp_path / "two") == bits(NOISE, tmp_path / "parts")
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":  # threads compute with this process's BLAS
        assert one == bits(NOISE, tmp_path / "threads")
    assert dict(os.environ) == before


def test_a_cell_is_what_its_function_gives(tmp_path: Path) -> None:
    from sweep_lab import noise  # type: ignore[import-not-found]

    spec = replace(NOISE, grid={"n": [5]}, fixed={"scale": 3.0}, seeds=[7])
    run(spec, tmp_path / "s", workers=1)
    (cell,) = spec.cells()
    expected = noise(cell.rng(), n=5, scale=3.0)
    with Store(tmp_path / "s") as store:
        record = store.get(cell.key)
        assert np.array_equal(store.arrays(cell.key)["x"], expected["x"])
    assert record is not None
    assert record.scalars == {"spread": expected["spread"], "k": int(expected["k"])}
    assert (record.experiment, record.parameters, record.seed) == ("sweep_lab:noise", {"n": 5, "scale": 3.0}, 7)
    assert (record.spec, record.reason) == (spec.digest, None)
    assert record.versions["numpy"] == np.__version__
    assert record.versions["python"] == ".".join(map(str, sys.version_info[:3]))
    assert record.commit is None or len(record.commit) == 40
    assert 0 < record.seconds < 60


def test_workers_are_fresh_processes_with_one_blas_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    spec = Spec("sweep_lab:about", {"n": list(range(6))})
    run(spec, tmp_path / "s", workers=2)
    with Store(tmp_path / "s") as store:
        columns, rows = table(spec, store)
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    assert {row["threads"] for row in found} == {1}
    assert os.getpid() not in {row["pid"] for row in found}
    assert len({row["pid"] for row in found}) <= 2
    assert {row["mp"] for row in found} == {False}  # the caller's script is not imported again
    assert os.environ["OPENBLAS_NUM_THREADS"] == "2"


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


def test_a_changed_spec_counts_the_cells_that_are_the_same(tmp_path: Path) -> None:
    old = Spec("sweep_lab:number", {"i": [1, 3], "j": [10, 20]}, seeds=2)
    with ThreadPoolExecutor(2) as pool, Store(tmp_path / "s", create=True) as store:
        assert run(old, store, executor=pool).lines() == ["sweep_lab:number: 8 of 8 cells done, 0 failed, 0 missing"]
        new = Spec("sweep_lab:number", {"i": [3, 5], "j": [10, 20]}, seeds=3)
        found = status(new, store)
        assert (found.total, found.done, found.missing, found.earlier, found.strangers) == (12, 4, 8, 4, 4)
        assert [line.split(",")[0] for line in found.lines()[1:]] == [
            "the spec has changed",
            "4 more cells of sweep_lab:number in the store are not in this spec",
        ]
        heard: list[Progress] = []
        found = run(new, store, executor=pool, progress=heard.append)
        assert (found.done, found.earlier, found.strangers) == (12, 4, 4)
        assert [(seen.done, seen.total) for seen in heard] == [(i, 8) for i in range(1, 9)]
        moved = Spec("sweep_lab:number", {"i": [3, 5], "j": [10, 20]}, seeds=3, fixed={"law": "steep"})
        assert status(moved, store).done == 0


def test_progress_comes_after_the_commit(tmp_path: Path) -> None:
    seen_committed: list[bool] = []

    def heard(seen: Progress) -> None:
        with Store(tmp_path / "s") as other:
            seen_committed.append(other.get(seen.cell.key) == seen.record)

    with ThreadPoolExecutor(1) as pool:
        run(Spec("sweep_lab:number", {"i": [1, 2], "j": [3]}), tmp_path / "s", executor=pool, progress=heard)
    assert seen_committed == [True, True]


class Late(Executor):
    """The fourth cell is a Ctrl-C, while the first three come in."""

    def __init__(self) -> None:
        self.given: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.given.append(future)
        if len(self.given) == 4:
            signal.raise_signal(signal.SIGINT)
            for finished in self.given[:3]:
                finished.set_result(fn(*args, **kwargs))
        return future


def test_an_interrupt_commits_what_is_finished(tmp_path: Path) -> None:
    pool = Late()
    spec = Spec("sweep_lab:number", {"i": [1, 2, 3, 4, 5, 6], "j": [3]})
    with Store(tmp_path / "s", create=True) as store:
        with pytest.raises(KeyboardInterrupt):
            run(spec, store, executor=pool, workers=2)
        assert status(spec, store).done == 3
    assert pool.given[3].cancelled()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_run_in_a_thread_of_a_program(tmp_path: Path) -> None:
    """Only the main thread may set signal handlers."""
    found: list[int] = []
    spec = Spec("sweep_lab:number", {"i": [1], "j": [3]})
    thread = threading.Thread(target=lambda: found.append(run(spec, tmp_path / "s", workers=1).done))
    thread.start()
    thread.join(60)
    assert found == [1]


@pytest.mark.parametrize(
    ("spec", "more", "words"),
    [
        (Spec("sweep_lab:nois", {"n": [1]}), {}, "Did you mean noise"),
        (Spec("xyzzy", {"n": [1]}), {}, "experiment 'xyzzy' is not known"),
        (Spec("__main__:print", {"n": [1]}), {}, "has no print|stands in the script"),
        (Spec("sweep_lab:noise", {"m": [1]}), {}, "missing a required|unexpected keyword"),
        (Spec("sweep_lab:noise", {"n": [1], "rate": [1]}), {}, "unexpected keyword argument 'rate'"),
        (NOISE, {"workers": 0}, "workers must be a whole number >= 1; got 0"),
        (
            Spec("sweep_lab:noise", {"n": [1]}, limits={"megabytes": 5}),
            {"executor": Executor()},
            "limits.megabytes holds for",
        ),
        (NOISE, {"workers": "two"}, "workers must be a whole number >= 1; got 'two'"),
    ],
)
def test_what_cannot_run_is_refused_before_a_store_is_made(
    tmp_path: Path, spec: Spec, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(SpecError, match=words):
        run(spec, tmp_path / "s", **more)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("text", encoding="utf-8")
    with pytest.raises(StoreError, match="is no SQLite file"):
        run(NOISE, tmp_path / "s")


GRID = Spec("sweep_lab:number", {"i": [1, 2, 3], "j": [10, 30], "law": ["flat", "steep"], "on": [True]}, seeds=2)


@pytest.fixture(scope="module")
def numbers(lab: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("numbers") / "s"
    with ThreadPoolExecutor(2) as pool:
        run(GRID, path, executor=pool)
    return path


def test_the_table(numbers: Path) -> None:
    with Store(numbers) as store:
        columns, rows = table(GRID, store)
        text = csv_text(GRID, store).splitlines()
    assert columns == ["i", "j", "law", "on", "seed", "status", "reason", "seconds", "draw", "odd", "sum"]
    assert [row[:5] for row in rows] == [[*c.parameters.values(), c.seed] for c in GRID.cells()]
    found = {tuple(row[:3]): row for row in rows if row[4] == 1}
    assert found[1, 10, "flat"][5:7] + found[1, 10, "flat"][9:] == ["done", None, 1.0, 11]
    assert found[2, 10, "flat"][-2:] == [None, 12]
    assert found[2, 30, "steep"][5:7] + found[2, 30, "steep"][8:] == ["failed", "ValueError: no", None, None, None]
    assert text[0] == ",".join(columns)
    assert text[1].startswith("1,10,flat,True,0,done,,")
    assert [float(line.split(",")[-3]) for line in text[1:3]] == [row[-3] for row in rows[:2]]  # exact digits
    assert len(text) == 25


def test_a_slice_is_a_mean_over_seeds(numbers: Path) -> None:
    with Store(numbers) as store:
        found = two_way(GRID, store, "j", "i", "draw", {"law": "steep"})
        odd = two_way(GRID, store, "j", "i", "odd", {"law": "flat"})
        one = two_way(GRID, store, "seed", "j", "sum", {"law": "flat", "i": "3", "on": "true"})
        fixed = two_way(GRID, store, "i", "j", "draw", {"law": "steep", "seed": 1})
        draws = {
            (c.parameters["i"], c.parameters["j"], c.parameters["law"], c.seed): c.rng().random() for c in GRID.cells()
        }
    assert (found.x_values, found.y_values, dict(found.at)) == ((10, 30), (1, 2, 3), {"law": "steep", "on": True})
    assert found.count.tolist() == [[2, 2], [2, 0], [2, 2]]
    assert found.mean[2, 1] == (draws[3, 30, "steep", 0] + draws[3, 30, "steep", 1]) / 2
    assert np.isnan(found.mean).tolist() == [[False, False], [False, True], [False, False]]
    assert odd.count.tolist() == [[2, 2], [0, 0], [2, 2]]
    assert one.mean.tolist() == [[13, 13], [33, 33]]
    assert fixed.mean[0, 2] == draws[3, 10, "steep", 1]


@pytest.mark.parametrize(
    ("x", "y", "value", "at", "words"),
    [
        ("i", "k", "sum", {}, "axis 'k' is not known; known: i, j, law, on, seed"),
        ("i", "sed", "sum", {}, "axis 'sed' is not known; did you mean seed"),
        ("i", "i", "sum", {}, "must be different axes"),
        ("i", "j", "sum", {}, "law has 2 values; fix it with --at law=VALUE"),
        ("i", "j", "sum", {"law": "flatt"}, "law has no value 'flatt'; it has flat, steep"),
        ("i", "j", "sum", {"law": "flat", "i": 1}, "i is shown, so it cannot be fixed"),
        ("i", "j", "sun", {"law": "flat"}, "number 'sun' is not known; did you mean sum"),
        ("seed", "law", "sum", {"i": 2, "j": 30}, "no cell of this slice is done"),
    ],
)
def test_a_slice_that_is_none(numbers: Path, x: str, y: str, value: str, at: dict[str, Any], words: str) -> None:
    with Store(numbers) as store, pytest.raises(SpecError, match=words) as refused:
        two_way(GRID, store, x, y, value, at)
    assert len(str(refused.value).splitlines()) == 1


def test_a_slice_of_infinities(tmp_path: Path) -> None:
    spec = Spec("sweep_lab:fails", {"how": ["a", "c"], "mend": [""]}, seeds=2, fixed={"log": str(tmp_path / "log")})
    with ThreadPoolExecutor(1) as pool, Store(tmp_path / "s", create=True) as store:
        run(spec, store, executor=pool)
        assert np.all(np.isinf(two_way(spec, store, "how", "mend", "b").mean))


def test_the_cells_are_named_for_people() -> None:
    assert str(Cell("e", {"n": 2, "lr": 0.1}, 3)) == "n = 2, lr = 0.1, seed = 3"
    assert "sweep" in dir(sims)
