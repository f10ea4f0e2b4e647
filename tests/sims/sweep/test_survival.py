"""kill -9 at random moments: the sweep, its workers, a cluster's scheduler. Nothing is lost, doubled or different.

Delays are drawn with a fixed seed. Processes are found by a mark in their environment, so none that outlives is missed.
"""

import os
import random
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .marked_sweep import Lab

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")
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
