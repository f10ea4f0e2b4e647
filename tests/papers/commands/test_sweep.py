"""`gatelemma sweep` as a person runs it: run, status, export, show, and cells that fail."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from papers.cli import main
from sims.store import Record, Store
from sims.sweep import read_spec

from .files import change

Run = Callable[..., Any]


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
    change(spec, "[2, 3]", "[2, 13]")
    assert main(["sweep", "run", "s.toml", "--store", "t", "--workers", "1"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert next(line for line in out if "n = 13" in line).endswith(
        "n = 13, wait = 0.0, seed = 0: failed - ValueError: unlucky number [0.0 s]"
    )
    assert out[-2:] == [
        "cli_lab:slow: 4 of 8 cells done, 4 failed, 0 missing",
        "4 failed cells: gatelemma sweep status tells the reasons, repeat them with --retry",
    ]
    change(spec.with_name("cli_lab.py"), "n == 13", "n == 13 and wait == 0")
    assert main(["sweep", "run", "s.toml", "--store", "t", "--workers", "1", "--retry"]) == 1
    out = capsys.readouterr().out
    assert "/4 " in out
    assert out.splitlines()[-1] == "2 failed cells: gatelemma sweep status tells the reasons"
    change(spec, "[2, 13]", "[2, 13, 5]")
    assert main(["sweep", "status", "s.toml", "--store", "t"]) == 0
    first, changed, module, *failed = capsys.readouterr().out.splitlines()
    assert first == "cli_lab:slow: 6 of 12 cells done, 2 failed, 4 missing"
    assert changed.startswith("the spec has changed, or another one shares this store: 8 of these cells")
    assert module == "2 texts of the experiment's module computed 4 and 4 of these cells"
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
            if cell.parameters == {"n": 3, "wait": 0.0} and cell.seed == 1:
                store.put(Record(cell.key, cell.experiment, cell.parameters, cell.seed, "failed", reason="unlucky"))
            elif cell.parameters != {"n": 2, "wait": 0.001}:
                store.put(Record(cell.key, cell.experiment, cell.parameters, cell.seed, "done", scalars=numbers))
    out = f"map.{suffix}"
    arguments = ["sweep", "show", "s.toml", "--x", "n", "--y", "wait", "--value", "$norm", "--out", out]
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"wrote {out}",
        "note: 1 of 4 pairs are blank, no cell of theirs is done: see gatelemma sweep status",
        "note: 1 of 4 pairs average fewer than 2 seeds: see gatelemma sweep status",
    ]
    content = Path(out).read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix])
    if suffix == "svg":
        text = content.decode()
        for words in (
            "mean over 0 to 2 seeds",
            "$norm, mean over seeds -->",
            "<!-- n -->",
            "<!-- wait -->",
            "0.429",
            "0.286",
            "<!-- none -->",  # where no cell is done
        ):
            assert words in text, words
    assert main([*arguments, "--at", "seed=1"]) == 0
    assert suffix != "svg" or "mean over" not in Path(out).read_text(encoding="utf-8")


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


def test_cells_that_kill_their_worker_are_failed_cells(
    spec: Path, ours: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(spec.parent)
    change(spec.with_name("cli_lab.py"), "raise", "os._exit(9) #")
    change(spec, "[2, 3]", "[2, 13]")
    assert main(["sweep", "run", "s.toml", "--workers", "1"]) == 1
    seen = capsys.readouterr()
    assert seen.err == ""
    assert "n = 13, " in seen.out
    assert "failed - its worker process died, perhaps out of memory" in seen.out
    assert "cli_lab:slow: 4 of 8 cells done, 4 failed, 0 missing" in seen.out.splitlines()
