"""The store: what is put comes back bit for bit, and survives kills."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

from sims import store_file
from sims.store import Store, StoreError

from .records import RECORD

ROOT = Path(__file__).resolve().parents[2]


def test_a_record_comes_back(path: Path) -> None:
    with Store(path) as store:
        assert store.get("k") == RECORD
        assert store.get("other") is None
        assert store.states("e") == {"k": ("done", "s", "d")}
        assert store.states("other") == {}
        assert list(store.records("e")) == [RECORD]
        assert (store.array_names("e"), store.array_names("f")) == (["x"], [])
        assert np.array_equal(store.arrays("k")["x"], np.arange(5000.0))
        assert store.arrays("other") == {}
    assert [p.name for p in path.parent.iterdir()] == [path.name]  # no log is left, no partial file


def test_a_done_cell_is_never_replaced_and_a_failed_one_is(path: Path) -> None:
    failed = replace(RECORD, key="f", status="failed", reason="why", scalars={})
    with Store(path) as store:
        assert not store.put(replace(RECORD, scalars={"a": 9.0}), {"y": np.ones(1)})
        assert not store.put(replace(failed, key="k"))
        assert store.get("k") == RECORD
        assert list(store.arrays("k")) == ["x"]
        assert store.put(failed, {"old": np.ones(1)})
        assert store.get("f") == failed
        again = replace(failed, status="done", reason=None, scalars={"a": 2.0})
        assert store.put(again, {"new": np.ones(1)})
        assert store.get("f") == again
        assert list(store.arrays("f")) == ["new"]
        with pytest.raises(ValueError, match="status must be"):
            store.put(replace(failed, status="maybe"))


def test_several_cells_are_committed_together_or_not_at_all(path: Path) -> None:
    other = replace(RECORD, key="l", scalars={"a": 9.0})
    with Store(path) as store:
        with pytest.raises(TypeError, match="got dtype"):
            store.put_all([(other, {}), (replace(RECORD, key="m"), {"x": np.array([None])})])
        assert list(store.states("e")) == ["k"]
        assert store.put_all([(replace(RECORD, scalars={}), {}), (other, {"y": np.ones(2)}), (other, {})]) == [
            False,
            True,
            False,
        ]
        assert [store.get(key) for key in "kl"] == [RECORD, other]
        assert store.put_all([]) == []


def test_commits_are_flushed(path: Path) -> None:
    with Store(path) as store:
        pragma = {n: store._connection.execute(f"PRAGMA {n}").fetchone()[0] for n in ("synchronous", "journal_mode")}
    assert pragma == {"synchronous": 2, "journal_mode": "wal"}  # 2 is FULL


WRITER = """
import os, signal, sys
import numpy as np
from sims.store import Record, Store

name, first, last, kill = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), len(sys.argv) > 4
with Store(name, create=True) as store:
    for i in range(first, last):
        store.put(Record(str(i), "e", {"i": i}, 0, "done"), {"x": np.full(2000, float(i))})
    if kill:
        store._connection.execute("BEGIN IMMEDIATE")
        store._connection.execute("INSERT INTO arrays VALUES ('0', 'half', '<f8', '[0]', x'')")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def writer(path: Path, *arguments: Any) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", dedent(WRITER), str(path), *map(str, arguments)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no SIGKILL")
def test_what_is_committed_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    assert finish(writer(path, 0, 5, "kill")) == (-9, "")
    assert path.with_name("s.sqlite-wal").stat().st_size > 0  # nothing was put in order
    with Store(path) as store:
        assert sorted(store.states("e")) == list("01234")
        assert all(store.arrays(k)["x"].tolist() == [float(k)] * 2000 for k in "01234")
        assert "half" not in store.arrays("0")
        store.put(RECORD)


def test_two_processes_write_one_store(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"  # both find none and make it
    ends = [finish(p) for p in [writer(path, 0, 60), writer(path, 40, 100)]]
    assert ends == [(0, ""), (0, "")]
    with Store(path) as store:
        assert sorted(map(int, store.states("e"))) == list(range(100))
        assert all(store.arrays(str(i))["x"].tolist() == [float(i)] * 2000 for i in range(100))
    assert [p.name for p in tmp_path.iterdir()] == ["s.sqlite"]


def test_a_lock_that_is_not_given_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_file, "BUSY_SECONDS", 0.2)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other, Store(path) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another process"):
            store.put(replace(RECORD, key="new"))
        assert store.get("k") == RECORD  # reading goes on
        other.execute("ROLLBACK")
        assert store.put(replace(RECORD, key="new"))
