"""`gatelemma sweep run` interrupted and killed: it goes on with the same bits, and its workers end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sims.store import Store
from sims.sweep import read_spec, status

from .files import change

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
Run = Callable[..., Any]


@POSIX
def test_an_interrupted_sweep_goes_on_with_the_same_bits(spec: Path, tmp_path: Path, command: Run) -> None:
    change(spec, "[0.0, 0.001]", "[0.0, 0.2, 0.25]")
    change(spec, "[2, 3]", "[2, 50]")
    whole = command("sweep", "run", "s.toml", "--store", "whole", "--workers", "1")
    assert whole.returncode == 0
    process = start("sweep", "run", "s.toml", "--store", "parts", "--workers", "2", cwd=tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()  # the first cells are there, the next ones sleep
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    with process:  # communicate would lose what readline has read ahead
        out, err = process.stdout.read(), process.stderr.read()
    assert process.returncode == 130
    assert err == "gatelemma: interrupted; run it again to continue\n"
    lines = [line.strip(), *out.splitlines()]
    done = sum(": done [" in line for line in lines)
    assert 0 < done < 12
    assert lines[-1] == f"cli_lab:slow: {done} of 12 cells done, 0 failed, {12 - done} missing"
    finished = contents(spec, tmp_path / "parts")
    assert len(finished) == done

    rest = command("sweep", "run", "s.toml", "--store", "parts", "--workers", "2")
    assert rest.returncode == 0
    assert len([line for line in rest.stdout.splitlines() if ": done [" in line]) == 12 - done
    assert contents(spec, tmp_path / "parts") == contents(spec, tmp_path / "whole")
    assert finished.items() <= contents(spec, tmp_path / "whole").items()


@POSIX
@pytest.mark.parametrize("delay", [0.1, 1.5])
def test_an_interrupt_while_workers_start_or_compute(spec: Path, tmp_path: Path, delay: float) -> None:
    """Nor is a cell awaited that takes five minutes."""
    change(spec, "[0.0, 0.001]", "[300]")
    process = start("sweep", "run", "s.toml", "--workers", "2", cwd=tmp_path)
    deadline = time.monotonic() + 20
    while not (tmp_path / "s.sqlite").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    try:
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()  # its workers go with it
    assert (process.returncode, err) == (130, "gatelemma: interrupted; run it again to continue\n")
    assert out == "cli_lab:slow: 0 of 4 cells done, 0 failed, 4 missing\n"


@POSIX
def test_workers_end_with_a_killed_parent_and_nothing_committed_is_lost(spec: Path, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    pids.mkdir()
    change(spec, "[0.0, 0.001]", f'[0.0, 300]\n[fixed]\npids = "{pids}"')
    change(spec, "[2, 3]", "[2, 3, 4]")
    process = start("sweep", "run", "s.toml", "--workers", "2", cwd=tmp_path)
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(2)]
    assert all(": done [" in line for line in first)
    deadline = time.monotonic() + 20
    while len(list(pids.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    workers = [int(p.name) for p in pids.iterdir()]
    assert len(workers) == 2
    assert all(map(alive, workers))
    process.kill()
    killed = time.monotonic()
    while any(map(alive, workers)) and time.monotonic() < killed + 5:
        time.sleep(0.02)
    assert [pid for pid in workers if alive(pid)] == []
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (-signal.SIGKILL, "")
    with Store(tmp_path / "s.sqlite") as store:
        assert status(read_spec(spec), store).done == 2


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")


def start(*arguments: str, cwd: Path) -> "subprocess.Popen[str]":
    """The command in a process group of its own, while it runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "papers", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "error"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def contents(spec: Path, path: Path) -> dict[str, Any]:
    with Store(path) as store:
        return {
            record.key: (repr(record.scalars), {k: v.tobytes() for k, v in store.arrays(record.key).items()})
            for record in store.records(read_spec(spec).experiment)
        }
