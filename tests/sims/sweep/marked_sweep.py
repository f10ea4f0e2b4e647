"""A sweep in processes that are found by a mark in their environment, beside the numbers of an undisturbed run."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from sims.store import Store
from sims.sweep import csv_text, read_spec

ROOT = Path(__file__).resolve().parents[3]
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
