"""A sweep on a Dask cluster gives the bits of a local one; a worker or a scheduler that dies costs no result."""

import gc
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from papers.cli import main
from sims.store import Store
from sims.sweep import Progress, Spec, SpecError, SweepBroken, cluster, dask_executor, run, status

pytest.importorskip("distributed")
pytest.importorskip("threadpoolctl")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="process groups of POSIX")

LAB = """
import os
import time

import numpy as np
from threadpoolctl import threadpool_info


def noise(rng, *, n, wait=0.0):
    x = rng.normal(size=(n, n)).astype(np.float32)
    time.sleep(wait)
    return {"spread": float((x @ x @ x).std()), "x": x @ x.T}


def about(rng, *, i):
    threads = max(library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas")
    return {"threads": threads, "variable": int(os.environ["OMP_NUM_THREADS"]), "edition": 1}


def fails(rng, *, how, i, log):
    with open(log, "a") as file:
        file.write(f"{how} {i}" + chr(10))
    if how == "dies":
        os._exit(9)
    if how == "raises":
        raise ValueError("no")
    while how == "spins":
        try:
            sum(range(1000))
        except Exception:
            pass
    time.sleep(0.01)
    return {"draw": rng.random()}
"""


@pytest.fixture(scope="module", autouse=True)
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A module of experiments that is on this process's path alone."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "cluster_lab.py").write_text(LAB, encoding="utf-8")
    sys.path.append(str(folder))
    yield folder
    sys.path.remove(str(folder))
    sys.modules.pop("cluster_lab", None)


@pytest.fixture(scope="module")
def address(start_cluster: Callable[[], Any]) -> str:
    return str(start_cluster().address)


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Dask tells in its log of each worker that dies."""
    import distributed  # noqa: F401

    for name in logging.root.manager.loggerDict:
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def bits(spec: Spec, path: Path) -> dict[str, Any]:
    with Store(path) as store:
        return {
            record.key: (record.status, record.reason, repr(record.scalars), [a.tobytes() for a in arrays.values()])
            for cell in spec.cells()
            if (record := store.get(cell.key)) and (arrays := store.arrays(cell.key)) is not None
        }


NOISE = Spec("cluster_lab:noise", {"n": [5, 64, 200]}, seeds=4)


def test_the_same_bits_as_here(address: str, tmp_path: Path) -> None:
    run(NOISE, tmp_path / "here", workers=2)
    run(replace(NOISE, grid={"n": [64]}), tmp_path / "there", workers=1)  # the rest is done elsewhere
    heard: list[Progress] = []
    with dask_executor(address, NOISE) as pool:
        found = run(NOISE, tmp_path / "there", executor=pool, progress=heard.append)
    assert (found.done, found.missing, len(heard)) == (12, 0, 8)
    assert bits(NOISE, tmp_path / "here") == bits(NOISE, tmp_path / "there")
    assert {seen.record.versions["numpy"] for seen in heard} == {sys.modules["numpy"].__version__}


def test_one_blas_thread_and_the_module_as_it_is_now(address: str, lab: Path, tmp_path: Path) -> None:
    import distributed

    spec = Spec("cluster_lab:about", {"i": list(range(6))})
    with distributed.Client(address, set_as_default=False) as client:
        before = client.run(lambda: os.environ["OMP_NUM_THREADS"])
        with dask_executor(client, spec) as pool:
            run(spec, tmp_path / "one", executor=pool)
        (lab / "cluster_lab.py").write_text(LAB.replace('"edition": 1', '"edition": 2'), encoding="utf-8")
        with dask_executor(client, spec) as pool:
            run(spec, tmp_path / "two", executor=pool)
        assert client.status == "running"  # it is not ours to close
    (lab / "cluster_lab.py").write_text(LAB, encoding="utf-8")
    assert set(before.values()) <= {"1", "2"}
    for name, edition in (("one", 1), ("two", 2)):
        with Store(tmp_path / name) as store:
            found = [record.scalars for record in store.records(spec.experiment)]
        assert found == [{"threads": 1, "variable": 1, "edition": edition}] * 6


def test_a_cell_that_kills_its_worker_kills_two_and_no_innocent(address: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    spec = Spec("cluster_lab:fails", {"how": ["dies", "fine", "raises"], "i": [0, 1]}, fixed={"log": str(log)})
    gc.disable()  # a result that only a cycle still holds is kept by a worker, and computed again when that dies
    try:
        with dask_executor(address, spec) as pool:
            found = run(spec, tmp_path / "s", executor=pool)
    finally:
        gc.enable()
    assert (found.done, len(found.failed), found.missing) == (2, 4, 0)
    with Store(tmp_path / "s") as store:
        reasons = Counter((c.parameters["how"], store.get(k).reason) for k, c in found.failed.items())  # type: ignore[union-attr]
    assert reasons == {
        ("dies", "its worker process died, perhaps out of memory"): 2,
        ("raises", "ValueError: no"): 2,
    }
    assert max(Counter(log.read_text(encoding="utf-8").splitlines()).values()) == 2


def test_a_deadline(address: str, tmp_path: Path) -> None:
    spec = Spec("cluster_lab:fails", {"how": ["fine", "spins"], "i": [0]}, 2, {"log": str(tmp_path / "log")})
    spec = replace(spec, limits={"seconds": 0.3})
    with dask_executor(address, spec) as pool:
        found = run(spec, tmp_path / "s", executor=pool)
    assert (found.done, len(found.failed)) == (2, 2)
    with Store(tmp_path / "s") as store:
        for key in found.failed:
            record = store.get(key)
            assert record is not None
            assert record.reason == "it took more than its limit of 0.3 s"
            assert 0.3 <= record.seconds < 30
    with dask_executor(address, spec) as pool, pytest.raises(SpecError, match="limits.megabytes holds for spawned"):
        run(replace(spec, limits={"megabytes": 5}), tmp_path / "s", executor=pool)


def test_versions_that_differ_are_refused(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = cluster.versions(*cluster.DISTRIBUTIONS)
    for name in ("python", "numpy", "scipy", "gatelemma"):
        other = here | {name: "0.1.2.3"}
        monkeypatch.setattr(cluster, "versions", lambda *names, other=other: other)
        with (
            pytest.raises(SpecError, match=f"the worker tcp://.* has {name} .*, and this process 0.1.2.3") as refused,
            dask_executor(address, NOISE),
        ):
            pass
        assert len(str(refused.value).splitlines()) == 1
        monkeypatch.undo()


def test_a_worker_that_joins_later_is_looked_at_too(address: str, tmp_path: Path) -> None:
    """What the check of those that are there has let pass, each cell checks again."""
    with dask_executor(address, NOISE) as pool:
        pool._used = dict.fromkeys(("python", "numpy", "scipy", "gatelemma"), "0")  # type: ignore[attr-defined]
        with pytest.raises(SpecError, match="the worker tcp://.* has python .*, and this process 0: install"):
            run(NOISE, tmp_path / "s", executor=pool)
    with Store(tmp_path / "s") as store:
        assert status(NOISE, store).missing == 12


def test_an_experiment_that_the_workers_lack(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "cluster_package"
    package.mkdir()
    (package / "__init__.py").write_text("def noise(rng, n): return {}", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with (
        pytest.raises(SpecError, match="the worker tcp://.* lacks the experiment: .*No module named 'cluster_package'"),
        dask_executor(address, Spec("cluster_package:noise", {"n": [1]})),
    ):
        pass


def test_no_scheduler_no_dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    for wrong in ("tcp://127.0.0.1:1", "nowhere", "smoke://127.0.0.1:1"):
        with (
            pytest.raises(SpecError, match=f"cannot reach a Dask scheduler at {wrong}: ") as refused,
            dask_executor(wrong, NOISE),
        ):
            pass
        assert len(str(refused.value).splitlines()) == 1
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(SpecError, match=r'a cluster needs Dask: pip install "gatelemma\[cluster\]"'),
        dask_executor("tcp://127.0.0.1:1", NOISE),
    ):
        pass


def test_the_command(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.toml").write_text('experiment = "cluster_lab:noise"\n[grid]\nn = [3, 4]\n', encoding="utf-8")
    assert main(["sweep", "run", "s.toml", "--dask", address]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "cluster_lab:noise: 2 of 2 cells done, 0 failed, 0 missing"
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    assert main(["sweep", "run", "s.toml", "--dask", "tcp://127.0.0.1:1"]) == 2
    seen = capsys.readouterr()
    assert (seen.out, len(seen.err.splitlines())) == ("", 1)
    assert seen.err.startswith("gatelemma: cannot reach a Dask scheduler at tcp://127.0.0.1:1: ")
    with pytest.raises(SystemExit):
        main(["sweep", "run", "s.toml", "--dask", address, "--workers", "2"])
    assert "must not stand beside" in capsys.readouterr().err


@pytest.mark.full
def test_a_scheduler_that_dies(start_cluster: Callable[[], Any], tmp_path: Path) -> None:
    """The sweep ends with one line, and is finished here with the same bits."""
    spec = Spec("cluster_lab:noise", {"n": [2, 3], "wait": [0.02]}, seeds=60)
    doomed = start_cluster()
    heard: list[Progress] = []

    def heed(seen: Progress) -> None:
        heard.append(seen)
        if len(heard) == 20:
            doomed.scheduler.kill()

    before = time.monotonic()
    with (
        pytest.raises(SweepBroken, match="run it again to continue") as broken,
        dask_executor(doomed.address, spec) as pool,
    ):
        run(spec, tmp_path / "s", executor=pool, progress=heed)
    assert len(str(broken.value).splitlines()) == 1
    assert time.monotonic() - before < 60
    with Store(tmp_path / "s") as store:
        kept = status(spec, store)
    assert 20 <= kept.done == len(heard) < 120
    finished = bits(spec, tmp_path / "s")
    assert run(spec, tmp_path / "s", workers=2, progress=heard.append).done == 120
    assert len({seen.cell.key for seen in heard}) == len(heard) == 120  # none twice
    assert finished.items() <= bits(spec, tmp_path / "s").items()
    run(spec, tmp_path / "whole", workers=2)
    assert bits(spec, tmp_path / "s") == bits(spec, tmp_path / "whole")
