"""Data for gates, and a small sweep with its experiment beside it, in a folder of their own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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
DATA = "a,b,y\n1,1,0\n2,1,1\n3,1,1\n4,1,0\n5,1,0.5\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with data of five samples in d.csv."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text(DATA, encoding="utf-8")
    return tmp_path


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
