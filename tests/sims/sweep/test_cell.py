"""The key, the stream and the name of a cell."""

import os
import subprocess
import sys
from pathlib import Path

import sims
from sims.sweep import Cell, Spec


def test_each_cell_has_a_stream_of_its_own() -> None:
    spec = Spec("e", {"n": [1, 1.0 + 1e-15, 2], "lr": [0.1, 1]}, seeds=[0, 1, 2**63 - 1])
    cells = [*spec.cells(), *Spec("f", {"n": [1]}).cells(), *Spec("e", {"n": [2.0], "lr": [1]}).cells()]
    assert len({c.key for c in cells}) == len({c.rng().random() for c in cells}) == 20


def test_the_key_does_not_depend_on_the_process() -> None:
    code = "from sims.sweep import Cell; print(Cell('e', {'b': 1, 'a': 0.1}, 2).key)"
    root = str(Path(__file__).resolve().parents[3])
    keys = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": root},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert keys == {Cell("e", {"a": 0.1, "b": 1}, 2).key}


def test_the_cells_are_named_for_people() -> None:
    assert str(Cell("e", {"n": 2, "lr": 0.1}, 3)) == "n = 2, lr = 0.1, seed = 3"
    assert "sweep" in dir(sims)
