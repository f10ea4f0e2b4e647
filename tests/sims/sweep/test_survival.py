"""kill -9 at random moments: the sweep, its workers, a cluster's scheduler. Nothing is lost, doubled or different.

Delays are drawn with a fixed seed. Processes are found by a mark in their environment, so none that outlives is missed.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sims.store import Store
from sims.sweep import csv_text, read_spec, run

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")

LAB = """
import time
from pathlib import Path

import numpy as np


def noise(rng, *, n, wait=0.0):
    x = rng.normal(size=(n, n)).astype(np.float32)
    time.sleep(wait)
    return {"spread": float((x @ x @ x).std()), "x": x @ x.T}


def holds(rng, *, i):
    Path("begun").touch()
    pow(3, 10**9)  # in one instruction, for minutes; no other thread of the process runs meanwhile
"""

SPEC = """
experiment = "survival_lab:noise"
seeds = {seeds}

[grid]
n = [3, 30]

[fixed]
wait = 0.01
"""


class Lab:
    """A folder with a spec and its experiment, the numbers of an undisturbed run, and processes with a mark."""

    def __init__(self, folder: Path, seeds: int, undisturbed: Path) -> None:
        self.undisturbed = undisturbed
        self.folder, self.mark = folder, f"GATELEMMA_TEST={uuid4().hex}"
        (folder / "survival_lab.py").write_text(LAB, encoding="utf-8")
        (folder / "s.toml").write_text(SPEC.format(seeds=seeds), encoding="utf-8")
        self.spec = read_spec(folder / "s.toml")
        self.path = folder / "s.sqlite"
        self.whole = self.contents(undisturbed)
        assert len(self.whole) == len(self.spec) == 2 * seeds

    def sweep(self, *arguments: str) -> "subprocess.Popen[str]":
        name, value = self.mark.split("=")
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"}
        with (self.folder / "out").open("w") as out, (self.folder / "err").open("w") as err:
            return subprocess.Popen(
                [sys.executable, "-m", "papers", "sweep", "run", "s.toml", *arguments],
                cwd=self.folder,
                env=kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", name: value},
                stdout=out,
                stderr=err,
                text=True,
            )

    def lines(self) -> list[str]:
        return (self.folder / "out").read_text(encoding="utf-8").splitlines()

    def wait_for_lines(self, count: int, process: "subprocess.Popen[str]") -> None:
        deadline = time.monotonic() + 60
        while len(self.lines()) < count and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)

    def processes(self) -> list[int]:
        """All that have the mark, the sweep itself among them; the dead that nobody has buried do not count."""
        found = []
        for place in Path("/proc").iterdir():
            try:
                if place.name.isdigit() and self.mark.encode() in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
            except OSError:
                continue
        return found

    def none_outlives(self) -> None:
        deadline = time.monotonic() + 10
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert self.processes() == []

    def contents(self, path: Path) -> dict[str, Any]:
        with Store(path) as store:
            return {
                record.key: (
                    record.status,
                    record.reason,
                    repr(record.scalars),
                    [array.tobytes() for array in store.arrays(record.key).values()],
                )
                for record in store.records(self.spec.experiment)
            }

    def kept(self) -> dict[str, Any]:
        """What is in the store: part of the undisturbed run, bit for bit."""
        found = self.contents(self.path) if self.path.exists() else {}
        assert found.items() <= self.whole.items()
        return found

    def finish(self) -> None:
        """Another run computes exactly what is missing, and the export is that of the undisturbed run."""
        missing = len(self.whole) - len(self.kept())
        assert self.sweep().wait(200) == 0
        *cells, last = self.lines()
        assert [line.split()[0] for line in cells] == [f"{i}/{missing}" for i in range(1, missing + 1)]
        assert len({re.sub(r"^\S+ | \[.*", "", line) for line in cells}) == missing
        assert last.endswith("done, 0 failed, 0 missing")
        assert self.kept() == self.whole
        assert self.exported(self.path) == self.exported(self.undisturbed)
        self.none_outlives()

    def exported(self, path: Path) -> list[str]:
        with Store(path) as store:
            return [re.sub(r",done,,[^,]*,", ",done,,,", line) for line in csv_text(self.spec, store).splitlines()]


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
    made: list[Lab] = []

    def make(seeds: int) -> Lab:
        made.append(Lab(tmp_path, seeds, undisturbed(seeds)))
        return made[-1]

    yield make
    for pid in [pid for here in made for pid in here.processes()]:  # of a test that failed
        os.kill(pid, signal.SIGKILL)


FULL = pytest.mark.full


@pytest.mark.parametrize(("kills", "seeds"), [(1, 60), pytest.param(12, 250, marks=FULL)])
def test_the_sweep_is_killed(lab: Callable[[int], Lab], kills: int, seeds: int) -> None:
    draw, here, before = random.Random(1), lab(seeds), -1
    for kill in range(kills):
        process = here.sweep("--workers", "2")
        if kill % 3 != 1:  # some while it starts, most while it computes
            here.wait_for_lines(1, process)
        time.sleep(draw.uniform(0, 0.5))
        process.kill()
        process.wait(30)
        told = sum(": done [" in line for line in here.lines())
        here.none_outlives()
        kept = len(here.kept())
        assert kept >= max(before, 0) + told  # what was told of is there
        before = kept
    here.finish()


@pytest.mark.parametrize(("kills", "seeds"), [(1, 60), pytest.param(10, 400, marks=FULL)])
def test_workers_are_killed(lab: Callable[[int], Lab], kills: int, seeds: int) -> None:
    """The sweep goes on by itself, and no cell is blamed: what a worker had under way is computed again."""
    draw, here = random.Random(2), lab(seeds)
    process = here.sweep("--workers", "2")
    killed: set[int] = set()
    for kill in range(kills):
        here.wait_for_lines(1 + kill * 3 * seeds // (2 * kills), process)
        time.sleep(draw.uniform(0, 0.03))
        workers = sorted(set(here.processes()) - killed - {process.pid})
        workers = [pid for pid in workers if b"spawn_main" in command(pid)]
        if workers:
            killed.add(pid := draw.choice(workers))
            os.kill(pid, signal.SIGKILL)
    assert process.wait(200) == 0
    assert len(killed) == kills
    *cells, last = here.lines()
    assert len({re.sub(r"^\S+ | \[.*", "", line) for line in cells}) == len(cells) == len(here.whole)
    assert last.endswith("done, 0 failed, 0 missing")
    here.finish()


@pytest.mark.full
@pytest.mark.parametrize("victim", ["scheduler", "sweep"])
def test_a_scheduler_or_its_client_is_killed(lab: Callable[[int], Lab], start_cluster: Any, victim: str) -> None:
    draw, here = random.Random(3), lab(250)
    for _ in range(4):
        cluster = start_cluster()
        process = here.sweep("--dask", cluster.address)
        here.wait_for_lines(1, process)
        time.sleep(draw.uniform(0, 0.5))
        (cluster.scheduler if victim == "scheduler" else process).kill()
        code = process.wait(60)
        errors = (here.folder / "err").read_text(encoding="utf-8").splitlines()
        assert (code, len(errors)) == ((1, 1) if victim == "scheduler" else (-9, 0)), errors
        told = sum(": done [" in line for line in here.lines())
        assert len(here.kept()) >= told
        cluster.scheduler.kill()
        here.none_outlives()
    here.finish()


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_worker_that_holds_the_interpreter_ends_with_its_parent(lab: Callable[[int], Lab]) -> None:
    here = lab(1)
    text = (here.folder / "s.toml").read_text(encoding="utf-8")
    text = text.replace(":noise", ":holds").replace("n = [3, 30]", "i = [1, 2]").replace("wait = 0.01", "")
    (here.folder / "s.toml").write_text(text, encoding="utf-8")
    process = here.sweep("--workers", "1")
    deadline = time.monotonic() + 30
    while not (here.folder / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    assert len(here.processes()) == 3  # the sweep, the resource tracker, the worker
    process.kill()
    process.wait(30)
    here.none_outlives()


@pytest.mark.full
def test_two_sweeps_on_one_store(lab: Callable[[int], Lab]) -> None:
    here = lab(60)
    first, second = here.sweep("--workers", "1"), here.sweep("--workers", "1")
    assert (first.wait(100), second.wait(100)) == (0, 0)
    assert here.kept() == here.whole
    here.finish()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.full
def test_a_full_disk(lab: Callable[[int], Lab], small_disk: Path) -> None:
    """One line; what was committed stays, and with more room the sweep goes on."""
    here = lab(60)
    here.path = small_disk / "s.sqlite"
    process = here.sweep("--workers", "2", "--store", str(here.path))
    ballast = small_disk / "ballast"
    here.wait_for_lines(5, process)
    with pytest.raises(OSError, match="No space left"):
        ballast.write_bytes(bytes(2_000_000))
    code = process.wait(60)
    (error,) = (here.folder / "err").read_text(encoding="utf-8").splitlines()
    assert (code, error) == (2, f"gatelemma: {here.path} cannot be written; the disk is full.")
    told = sum(": done [" in line for line in here.lines())
    ballast.unlink()
    assert 5 <= told <= len(here.kept()) < len(here.whole)
    here.none_outlives()
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    assert here.sweep("--store", str(here.path)).wait(100) == 0
    assert here.kept() == here.whole


def test_a_disk_that_is_full_from_the_start(lab: Callable[[int], Lab], small_disk: Path) -> None:
    here = lab(1)
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "ballast").write_bytes(bytes(2_000_000))
    assert here.sweep("--store", str(small_disk / "s.sqlite")).wait(60) == 2
    (error,) = (here.folder / "err").read_text(encoding="utf-8").splitlines()
    assert "disk is full" in error or "No space left" in error
    assert [place.name for place in small_disk.iterdir()] == ["ballast"]
