"""Experiments that workers can import, sweeps beside an undisturbed run, Dask clusters on free ports of loopback."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from sims.sweep import read_spec, run

from .marked_sweep import LAB, SPEC, Lab
from .number_grid import GRID

ROOT = Path(__file__).resolve().parents[3]
WORKERS = 2


@dataclass(frozen=True)
class DaskCluster:
    """The address of a scheduler that has two workers, and its process."""

    address: str
    scheduler: "subprocess.Popen[bytes]"


@pytest.fixture(scope="module")
def sweep_lab() -> Iterator[None]:
    """The module `sweep_lab` of experiments can be imported, here and in workers."""
    folder = str(Path(__file__).parent / "lab")
    sys.path.append(folder)
    yield
    sys.path.remove(folder)
    sys.modules.pop("sweep_lab", None)


StartCluster = Callable[[], DaskCluster]


@pytest.fixture(scope="module")
def start_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartCluster]:
    """A function that starts a cluster; its workers would have two BLAS threads each."""
    pytest.importorskip("distributed")
    started: list[subprocess.Popen[bytes]] = []
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}

    def start(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
        with (folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
                cwd=folder,
                env=environment | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(process)
        return process

    def cluster() -> DaskCluster:
        folder = tmp_path_factory.mktemp("dask")
        where = folder / "scheduler.json"
        local = ("--scheduler-file", str(where), "--local-directory", str(folder))
        scheduler = start(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(where))
        start(folder, "worker", "--host", "127.0.0.1", "--nworkers", str(WORKERS), "--nthreads", "1", *local)
        deadline = time.monotonic() + 60
        while not where.exists() or not where.read_text(encoding="utf-8"):
            if scheduler.poll() is not None or time.monotonic() > deadline:
                pytest.fail((folder / "log").read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.05)
        return DaskCluster(json.loads(where.read_text(encoding="utf-8"))["address"], scheduler)

    yield cluster
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Path]]:
    """The store of a whole run, made once for each number of seeds."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "survival_lab.py").write_text(LAB, encoding="utf-8")
    sys.path.append(str(folder))

    def made(seeds: int) -> Path:
        (folder / "s.toml").write_text(SPEC.format(seeds=seeds), encoding="utf-8")
        run(read_spec(folder / "s.toml"), folder / f"{seeds}.sqlite", workers=1)
        return folder / f"{seeds}.sqlite"

    yield made
    sys.path.remove(str(folder))
    sys.modules.pop("survival_lab", None)


@pytest.fixture
def lab(tmp_path: Path, undisturbed: Callable[[int], Path]) -> Iterator[Callable[[int], Lab]]:
    """lab(seeds) is such a sweep in a folder of its own, not yet started."""
    made: list[Lab] = []

    def make(seeds: int) -> Lab:
        made.append(Lab(tmp_path, seeds, undisturbed(seeds)))
        return made[-1]

    yield make
    for pid in [pid for here in made for pid in here.processes()]:  # of a test that failed
        os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def numbers(sweep_lab: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the grid, with a number a cell or a failure."""
    path = tmp_path_factory.mktemp("numbers") / "s"
    with ThreadPoolExecutor(2) as pool:
        run(GRID, path, executor=pool)
    return path
