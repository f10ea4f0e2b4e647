"""The example scripts run, in a folder of their own, and print what they are for."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = {
    "best_gates_for_a_csv": ((), r"40 samples of 3 inputs, 2 gates\nloss \S+, no gates go below \S+ \(certified\)"),
    "single_pulse_gates": ((), r"halfspace    K = 2: loss 0\.000000, certified"),
    "nlgp_halfspaces": ((), r"(gain \S+, K = [12]: loss 0\.\d+.*\n(  v = .*\n)+){4}"),
    "loss_against_K": (("curve.png",), r"exclusive  K = 1: loss 0\.425000, bound 0\.425000"),
}


def run(tmp_path: Path, name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    shutil.copy(ROOT / "examples" / f"{name}.py", tmp_path)
    return subprocess.run(
        [sys.executable, f"{name}.py", *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_every_example_is_run() -> None:
    assert {path.stem for path in (ROOT / "examples").glob("*.py")} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_runs(name: str, tmp_path: Path) -> None:
    arguments, pattern = EXAMPLES[name]
    done = run(tmp_path, name, *arguments)
    assert (done.stderr, done.returncode) == ("", 0)
    assert re.search(pattern, done.stdout), done.stdout
    for written in arguments:
        assert (tmp_path / written).read_bytes().startswith(b"\x89PNG")


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("x,y\n1,1\n2,2\n1.5,3\n2.5,5\n", encoding="utf-8")
    done = run(tmp_path, "best_gates_for_a_csv", "own.csv", "2")
    assert "own.csv: 4 samples of 1 inputs, 2 gates" in done.stdout
    assert {line.rpartition("prediction there ")[2] for line in done.stdout.splitlines()[-2:]} == {
        "+1.000 x",
        "+2.000 x",
    }
