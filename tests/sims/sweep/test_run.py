"""Running a sweep: the same bits however it is run, what is there is not computed again, and what is refused."""

import os
import signal
import sys
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sims.store import Store, StoreError
from sims.sweep import (
    Progress,
    Spec,
    SpecError,
    run,
    status,
    table,
)

pytestmark = pytest.mark.usefixtures("sweep_lab")


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


def test_a_changed_experiment_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "law_that_changes.py"
    monkeypatch.syspath_prepend(tmp_path)
    spec = Spec("law_that_changes:law", {"n": [1, 2]})
    module.write_text("def law(rng, *, n):\n    return {'x': n}\n")
    assert len(run(spec, tmp_path / "s", workers=1).lines()) == 1
    module.write_text("def law(rng, *, n):\n    return {'x': n}  # as before\n")
    assert run(spec, tmp_path / "s", workers=1).before == 0
    module.write_text("def law(rng, *, n):\n    return {'x': -n}\n")
    wider = replace(spec, grid={"n": [1, 2, 3]})
    found = run(wider, tmp_path / "s", workers=1)
    assert (found.done, found.before, found.texts) == (3, 2, (2, 1))
    assert found.lines()[-1].startswith("the experiment's module has changed: 2 of these cells are from before")
    module.unlink()
    monkeypatch.delitem(sys.modules, "law_that_changes")
    with Store(tmp_path / "s") as store:
        found = status(wider, store)
        columns, rows = table(wider, store)
    assert (found.before, found.texts) == (0, (2, 1))  # nothing is imported to ask for its status
    assert found.lines()[-1] == "2 texts of the experiment's module computed 2 and 1 of these cells"
    first, second, third = (row[columns.index("code")] for row in rows)
    assert first == second != third


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
        (Spec("sweep_lab:nois", {"n": [1]}), {}, "did you mean noise"),
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
