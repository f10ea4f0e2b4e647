"""`gatelemma sweep` as a person runs it: exit status, one line for bad input, interrupts and kills."""

import csv
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from papers.cli import main
from papers.commands.sweep_progress import listener, plain_line, rate
from sims.store import Record, Store
from sims.sweep import Cell, Progress, read_spec, status

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
Run = Callable[..., Any]

LAB = """
import os
import time
from pathlib import Path

import numpy as np


def slow(rng, *, n, wait=0.0, pids=""):
    if pids:
        Path(pids, str(os.getpid())).touch()
    time.sleep(wait)
    if n == 13:
        raise ValueError("unlucky\\nnumber")
    x = rng.normal(size=(n, n))
    return {"norm": float(np.linalg.norm(x @ x)), "half": n / 2, "x": x}
"""

SPEC = """
experiment = "cli_lab:slow"
seeds = 2

[grid]
n = [2, 3]
wait = [0.0, 0.001]
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec with its experiment in a module beside it."""
    (tmp_path / "cli_lab.py").write_text(LAB, encoding="utf-8")
    path = tmp_path / "s.toml"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For commands in this process: leave its modules and its path as they were."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    sys.modules.pop("cli_lab", None)


def test_run_status_export_show(spec: Path, command: Run, tmp_path: Path) -> None:
    before = command("sweep", "status", "s.toml")
    assert before.stdout == "cli_lab:slow: 0 of 8 cells done, 0 failed, 8 missing\n"
    assert not (tmp_path / "s.sqlite").exists()

    done = command("sweep", "run", "s.toml", "--workers", "2")
    assert (done.returncode, done.stderr) == (0, "")
    *lines, last = done.stdout.splitlines()
    assert last == "cli_lab:slow: 8 of 8 cells done, 0 failed, 0 missing"
    assert [re.sub(r"n = .*seed = \d: done \[\d.\d s\]$", "", line) for line in lines] == [
        f"{i}/8 " for i in range(1, 9)
    ]
    assert "\x1b" not in done.stdout

    again = command("sweep", "run", "s.toml")
    assert (again.returncode, again.stdout.splitlines()) == (0, [last])

    printed = command("sweep", "export", "s.toml")
    assert (printed.returncode, printed.stderr) == (0, "gatelemma: arrays stay in the store: x\n")
    rows = list(csv.DictReader(printed.stdout.splitlines()))
    assert [(r["n"], r["wait"], r["seed"], r["half"]) for r in rows][:3] == [
        ("2", "0.0", "0", "1.0"),
        ("2", "0.0", "1", "1.0"),
        ("2", "0.001", "0", "1.0"),
    ]
    written = command("sweep", "export", "s.toml", "--out", "r.csv")
    assert written.stdout == "wrote r.csv\n"
    assert (tmp_path / "r.csv").read_text(encoding="utf-8") == printed.stdout

    shown = command("sweep", "show", "s.toml", "--x", "n", "--y", "wait", "--value", "norm", env={"DISPLAY": None})
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "wrote s.png\n", "")
    assert (tmp_path / "s.png").read_bytes().startswith(b"\x89PNG")


def test_failed_cells_and_a_changed_spec(
    spec: Path, ours: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(spec.parent)
    spec.write_text(SPEC.replace("[2, 3]", "[2, 13]"), encoding="utf-8")
    assert main(["sweep", "run", "s.toml", "--store", "t", "--workers", "1"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert next(line for line in out if "n = 13" in line).endswith(
        "n = 13, wait = 0.0, seed = 0: failed - ValueError: unlucky number [0.0 s]"
    )
    assert out[-2:] == [
        "cli_lab:slow: 4 of 8 cells done, 4 failed, 0 missing",
        "4 failed cells: see gatelemma sweep status, repeat them with --retry",
    ]
    lab = spec.with_name("cli_lab.py")
    lab.write_text(LAB.replace("n == 13", "n == 13 and wait == 0"), encoding="utf-8")
    assert main(["sweep", "run", "s.toml", "--store", "t", "--workers", "1", "--retry"]) == 1
    assert "/4 " in capsys.readouterr().out
    spec.write_text(SPEC.replace("[2, 3]", "[2, 13, 5]"), encoding="utf-8")
    assert main(["sweep", "status", "s.toml", "--store", "t"]) == 0
    first, changed, *failed = capsys.readouterr().out.splitlines()
    assert first == "cli_lab:slow: 6 of 12 cells done, 2 failed, 4 missing"
    assert changed.startswith("the spec has changed, or another one shares this store: 8 of these cells")
    assert failed == [f"failed: n = 13, wait = 0.0, seed = {seed}: ValueError: unlucky number" for seed in (0, 1)]


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_show_draws_what_it_is_asked(
    spec: Path, ours: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    monkeypatch.chdir(spec.parent)
    grid = read_spec(spec)
    with Store("s.sqlite", create=True) as store:
        for cell in grid.cells():
            numbers = {"$norm": cell.parameters["n"] / 7}
            if cell.parameters != {"n": 2, "wait": 0.001}:
                store.put(Record(cell.key, cell.experiment, cell.parameters, cell.seed, "done", scalars=numbers))
    out = f"map.{suffix}"
    arguments = ["sweep", "show", "s.toml", "--x", "n", "--y", "wait", "--value", "$norm", "--out", out]
    assert main(arguments) == 0
    content = Path(out).read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix])
    if suffix == "svg":
        text = content.decode()
        for words in ("mean over 0 to 2 seeds", "$norm", "<!-- n -->", "<!-- wait -->", "0.429", "0.286"):
            assert words in text, words
    assert main([*arguments, "--at", "seed=1"]) == 0


@POSIX
def test_an_interrupted_sweep_goes_on_with_the_same_bits(spec: Path, tmp_path: Path, command: Run) -> None:
    spec.write_text(SPEC.replace("[0.0, 0.001]", "[0.0, 0.2, 0.25]").replace("[2, 3]", "[2, 50]"), encoding="utf-8")
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
    spec.write_text(SPEC.replace("[0.0, 0.001]", "[300]"), encoding="utf-8")
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
    text = SPEC.replace("[0.0, 0.001]", "[0.0, 300]") + f'[fixed]\npids = "{pids}"\n'
    spec.write_text(text.replace("[2, 3]", "[2, 3, 4]"), encoding="utf-8")
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


SCRIPT = """
from sims.sweep import Spec, run, status

print("once")
found = run(Spec("cli_lab:slow", {"n": [2, 3]}), "s.sqlite", workers=2)
print(found.done, __spec__)
"""


def test_a_script_without_a_main_guard(spec: Path, python: Run, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    done = python("script.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "once\n2 None\n", "")


def spec_with(old: str, new: str) -> Callable[[Path], list[Any]]:
    def make(spec: Path) -> list[Any]:
        spec.write_text(SPEC.replace(old, new), encoding="utf-8")
        return ["run", spec]

    return make


def store_with(text: bytes) -> Callable[[Path], list[Any]]:
    def make(spec: Path) -> list[Any]:
        spec.with_suffix(".sqlite").write_bytes(text)
        return ["run", spec]

    return make


SHOW = ("--x", "n", "--y", "wait", "--value", "norm")
BAD: dict[str, tuple[Callable[[Path], list[Any]], str]] = {
    "no subcommand": (lambda s: [], "required: run|status|export|show"),
    "unknown subcommand": (lambda s: ["rum", s], "rum"),
    "no spec": (lambda s: ["run"], "SPEC"),
    "no such spec": (lambda s: ["run", s.with_name("none.toml")], "cannot read"),
    "spec is a folder": (lambda s: ["run", s.parent], "cannot read"),
    "no TOML": (spec_with("[grid]", "[grid"), "is no TOML"),
    "unknown key": (spec_with("seeds", "seed"), "did you mean seeds?"),
    "empty grid": (spec_with("[2, 3]", "[]"), "grid.n must hold at least one value"),
    "nested values": (spec_with("[2, 3]", "[[2], [3]]"), "grid.n must hold numbers"),
    "a value twice": (spec_with("[2, 3]", "[2, 2]"), "got 2 twice"),
    "unknown experiment": (spec_with("cli_lab:slow", "slow"), "experiment 'slow' is not known"),
    "unknown function": (spec_with("cli_lab:slow", "cli_lab:slov"), "Did you mean slow?"),
    "unknown module": (spec_with("cli_lab:slow", "cli_lob:slow"), "cannot be imported: ModuleNotFoundError"),
    "unknown parameter": (spec_with("wait =", "weight ="), "unexpected keyword argument 'weight'"),
    "no workers": (lambda s: ["run", s, "--workers", "0"], "workers must be a whole number >= 1; got 0"),
    "workers no number": (lambda s: ["run", s, "--workers", "two"], "--workers"),
    "store is a folder": (lambda s: ["run", s, "--store", s.parent], "is a folder"),
    "store below a file": (lambda s: ["run", s, "--store", s / "x"], "cannot write"),
    "store nowhere": (lambda s: ["run", s, "--store", s.parent / "no" / "x"], "cannot write"),
    "store is text": (store_with(b"n,loss"), "is no SQLite file"),
    "store is truncated": (store_with(b"SQLite format 3\0"), "is damaged or truncated"),
    "status of a folder": (lambda s: ["status", s, "--store", s.parent], "is a folder"),
    "export of nothing": (lambda s: ["export", s], "there are no results in"),
    "show of nothing": (lambda s: ["show", s, *SHOW], "there are no results in"),
    "show without a value": (lambda s: ["show", s, "--x", "n", "--y", "wait"], "--value"),
    "show as text": (lambda s: ["show", s, *SHOW, "--out", s.with_suffix(".txt")], "must end in .png, .svg, .pdf"),
    "at without a value": (lambda s: ["show", s, *SHOW, "--at", "n"], "--at must read NAME=VALUE; got 'n'"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_exit_2(
    kind: str, spec: Path, ours: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make, words = BAD[kind]
    arguments = ["sweep", *map(str, make(spec))]
    before = sorted(spec.parent.iterdir())
    try:
        code: Any = main(arguments)
    except SystemExit as left:  # argparse
        code = left.code
    seen = capsys.readouterr()
    assert (code, seen.out) == (2, "")
    assert len(seen.err.splitlines()) == 1
    assert seen.err.startswith("gatelemma: ")
    assert words in seen.err
    assert [p for p in sorted(spec.parent.iterdir()) if p.name != "__pycache__"] == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--x", "n", "--y", "weight", "--value", "norm"), "axis 'weight' is not known"),
        (("--x", "n", "--y", "wait", "--value", "nrm"), "did you mean norm?"),
        (("--x", "n", "--y", "seed", "--value", "norm"), "fix it with --at wait=VALUE"),
        (("--x", "n", "--y", "seed", "--value", "norm", "--at", "wait=5"), "wait has no value '5'; it has 0.0, 0.001"),
        ((*SHOW, "--out", "s.toml/map.png"), "cannot write s.toml/map.png"),
    ],
)
def test_a_bad_slice_is_one_line(
    spec: Path,
    ours: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: Any,
    words: str,
) -> None:
    monkeypatch.chdir(spec.parent)
    with Store("s.sqlite", create=True) as store:
        for cell in read_spec(spec).cells():
            store.put(Record(cell.key, cell.experiment, cell.parameters, cell.seed, "done", scalars={"norm": 1.0}))
    assert main(["sweep", "show", "s.toml", *arguments]) == 2
    seen = capsys.readouterr()
    assert words in seen.err
    assert len(seen.err.splitlines()) == 1


def test_cells_that_kill_their_worker_are_failed_cells(
    spec: Path, ours: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(spec.parent)
    spec.with_name("cli_lab.py").write_text(LAB.replace("raise", "os._exit(9) #"), encoding="utf-8")
    spec.write_text(SPEC.replace("[2, 3]", "[2, 13]"), encoding="utf-8")
    assert main(["sweep", "run", "s.toml", "--workers", "1"]) == 1
    seen = capsys.readouterr()
    assert seen.err == ""
    assert "n = 13, " in seen.out
    assert "failed - its worker process died, perhaps out of memory" in seen.out
    assert "cli_lab:slow: 4 of 8 cells done, 4 failed, 0 missing" in seen.out.splitlines()


def seen(done: int, reason: str | None = None) -> Progress:
    cell = Cell("e", {"n": 2}, 0)
    record = Record(cell.key, "e", {"n": 2}, 0, "failed" if reason else "done", reason, seconds=0.25)
    return Progress(done, 4, cell, record)


def test_progress_lines() -> None:
    assert plain_line(seen(2)) == "2/4 n = 2, seed = 0: done [0.2 s]"
    assert plain_line(seen(2, "KeyError: [x]")) == "2/4 n = 2, seed = 0: failed - KeyError: [x] [0.2 s]"
    assert [rate(s) for s in (None, 0, 12.345, 1, 0.5, 0.01, 1e-6)] == [
        "- cells/s",
        "- cells/s",
        "12.3 cells/s",
        "1 cells/s",
        "30 cells/min",
        "36 cells/h",
        "0.0036 cells/h",
    ]


def test_progress_on_a_terminal_has_a_rate_and_the_time_left() -> None:
    console = Console(force_terminal=True, width=100, record=True, color_system=None)
    with console.capture() as captured, listener(console) as heard:
        for done in (1, 2, 3):
            heard(seen(done, "KeyError: [x]" if done == 2 else None))
            time.sleep(0.15)
    text = captured.get()
    assert re.search(r"cells .*3/4 +[\d.]+ cells/s +\d:\d\d:\d\d +left +(\d:\d\d:\d\d|-:--:--)", text)
    assert text.count("2/4 n = 2, seed = 0: failed - KeyError: [x]") == 1
