"""The store: what is put comes back bit for bit, survives kills, and what is no store is refused in one line."""

import contextlib
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims import store_file
from sims.encoding import canonical, decode_array, decode_scalars, encode_array, encode_scalars
from sims.store import Record, Store, StoreError

ROOT = Path(__file__).resolve().parents[2]
RECORD = Record("k", "e", {"n": 2, "lr": 0.1, "law": "é"}, 3, "done", None, {"a": 0.1}, {"numpy": "2"}, "c", 1.5, "s")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one cell that has an array of several pages."""
    path = tmp_path / "s.sqlite"
    with Store(path, create=True) as store:
        store.put(RECORD, {"x": np.arange(5000.0)})
    return path


def test_a_record_comes_back(path: Path) -> None:
    with Store(path) as store:
        assert store.get("k") == RECORD
        assert store.get("other") is None
        assert store.states("e") == {"k": ("done", "s")}
        assert store.states("other") == {}
        assert list(store.records("e")) == [RECORD]
        assert (store.array_names("e"), store.array_names("f")) == (["x"], [])
        assert np.array_equal(store.arrays("k")["x"], np.arange(5000.0))
        assert store.arrays("other") == {}
    assert [p.name for p in path.parent.iterdir()] == [path.name]  # no log is left, no partial file


DTYPES = ["?", "<i1", "<u2", ">i4", "<i8", "<u8", "<f2", ">f4", "<f8", ">f8", "<c8", ">c16"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3, 4), (2, 0, 3)])
def test_arrays_bit_for_bit(tmp_path: Path, dtype: str, shape: tuple[int, ...]) -> None:
    raw = np.random.default_rng(0).bytes(16 * 12)
    kind = np.dtype(dtype)
    array = np.frombuffer(raw, "u1").astype("?")[:12] if dtype == "?" else np.frombuffer(raw, kind)[:12]
    array = array[: int(np.prod(shape))].reshape(shape)  # any bits: NaNs with payloads, infinities, denormals
    with Store(tmp_path / "s", create=True) as store:
        store.put(RECORD, {"x": array, "back to front": array.T})
        found = store.arrays("k")
    assert found["x"].dtype == kind.newbyteorder("=")
    assert found["x"].shape == shape
    assert found["x"].astype(kind).tobytes() == array.tobytes()
    assert found["back to front"].astype(kind).tobytes() == array.T.tobytes()
    assert found["x"].flags.writeable


def test_the_bytes_of_a_file_are_little_endian() -> None:
    assert encode_array(np.array([[1, 256]], dtype=">u2")) == ("<u2", "[1,2]", b"\x01\x00\x00\x01")


@pytest.mark.parametrize(
    "array",
    [
        np.array([None]),
        np.array([{}], dtype=object),
        np.array(["text"]),
        np.array([b"text"]),
        np.zeros(2, dtype=[("a", "f8")]),
        np.array(["2020-01-01"], dtype="M8[D]"),
    ],
)
def test_what_is_no_number_is_not_stored(path: Path, array: Any) -> None:
    with Store(path) as store:
        with pytest.raises(TypeError, match="got dtype"):
            store.put(replace(RECORD, key="new"), {"x": array})
        assert store.get("new") is None


@given(st.dictionaries(st.text(), st.one_of(st.booleans(), st.integers(), st.floats(width=64))))
def test_scalars_come_back(scalars: dict[str, Any]) -> None:
    text = encode_scalars(scalars)
    canonical(text)
    assert "NaN" not in text or any("NaN" in name for name in scalars)  # strict JSON
    found = decode_scalars(text)
    assert repr(sorted(found.items(), key=repr)) == repr(sorted(scalars.items(), key=repr))  # type, sign of zero, nan


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


def sql(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


def foreign(path: Path) -> None:
    path.unlink()
    sql(path, "CREATE TABLE cells (key)")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


TRIGGER = "CREATE TRIGGER t AFTER INSERT ON cells BEGIN DELETE FROM cells; END"
NO_STORE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "folder": (folder, "is a folder"),
    "empty file": (lambda p: cut(p, 0), "is damaged or truncated"),
    "a few bytes": (lambda p: cut(p, 50), "is damaged or truncated"),
    "header only": (lambda p: cut(p, 100), "is damaged or truncated"),
    "one page": (lambda p: cut(p, 4096), "is damaged or truncated"),
    "last byte gone": (lambda p: cut(p, p.stat().st_size - 1), "is damaged or truncated"),
    "text": (lambda p: p.write_text("n,loss\n1,2\n"), "is no SQLite file"),
    "noise after the header": (lambda p: p.write_bytes(p.read_bytes()[:100] + b"\xa5" * 99999), "is damaged"),
    "another program's": (foreign, "of another program"),
    "newer": (lambda p: sql(p, "PRAGMA user_version = 2"), "has format 2, from a newer gatelemma; this one reads 1"),
    "format 0": (lambda p: sql(p, "PRAGMA user_version = 0"), "its tables are not those of a store"),
    "a trigger": (lambda p: sql(p, TRIGGER), "its tables are not those of a store"),
    "a view": (lambda p: sql(p, "CREATE VIEW v AS SELECT 1"), "its tables are not those of a store"),
    "a table lost": (lambda p: sql(p, "DROP TABLE arrays"), "its tables are not those of a store"),
}


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("kind", NO_STORE)
def test_what_is_no_store_is_refused_in_one_line(path: Path, kind: str, create: bool) -> None:
    spoil, words = NO_STORE[kind]
    spoil(path)
    before = None if path.is_dir() else path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store(path, create=create)
    assert len(str(refused.value).splitlines()) == 1
    assert str(path) in str(refused.value)
    assert words in str(refused.value)
    assert before is None or path.read_bytes() == before  # and left alone


@pytest.mark.parametrize("create", [False, True])
def test_a_place_that_is_none(path: Path, create: bool) -> None:
    for place in (path / "below" / "s.sqlite", path / "s.sqlite", path.parent / "nowhere" / "s.sqlite"):
        with pytest.raises(StoreError, match="cannot write" if create else "does not exist") as refused:
            Store(place, create=create)
        assert str(place) in str(refused.value)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_opening_to_read_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        Store(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def powerless(path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The store, read-only, in a folder of the given mode (read-only), with no rights even if the tests run as root.

    Beside it `cut.sqlite`, as a kill leaves a store with its log."""
    place = Path(tempfile.mkdtemp())
    shutil.copy(path, place)
    with Store(path) as store:
        store.put(replace(RECORD, key="late"))
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", place / f"cut.sqlite{end}")
    for file in place.iterdir():
        file.chmod(0o444)
    place.chmod(getattr(request, "param", 0o555))
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield place
    finally:
        if root:
            os.seteuid(0)
        place.chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_read_only_place(powerless: Path) -> None:
    with pytest.raises(StoreError, match="cannot write .*: Permission denied") as refused:
        Store(powerless / "new.sqlite", create=True)
    assert len(str(refused.value).splitlines()) == 1
    with pytest.raises(StoreError, match="cannot be (written|opened)") as refused:
        Store(powerless / "s.sqlite", create=True)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_read_only_place_can_be_read(powerless: Path) -> None:
    """SQLite alone refuses it, as it cannot share a file of this kind there."""
    with Store(powerless / "s.sqlite") as store:
        assert store.get("k") == RECORD
        assert np.array_equal(store.arrays("k")["x"], np.arange(5000.0))
        with pytest.raises(StoreError, match="cannot be written; it or its folder is read-only") as refused:
            store.put(replace(RECORD, key="new"))
    assert len(str(refused.value).splitlines()) == 1
    assert sorted(p.name for p in powerless.iterdir()) == ["cut.sqlite", "cut.sqlite-wal", "s.sqlite"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_read_only_place_with_a_write_that_was_cut_short(powerless: Path) -> None:
    """Its newest results stand in the log: they are not left out in silence."""
    with pytest.raises(StoreError, match="was left in the middle of a write; open it once where it can be") as refused:
        Store(powerless / "cut.sqlite")
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("powerless", [0o777], indirect=True)
def test_a_read_only_file(powerless: Path) -> None:
    with Store(powerless / "s.sqlite") as store:
        assert store.get("k") == RECORD
    with pytest.raises(StoreError, match="cannot be written; it or its folder is read-only") as refused:
        Store(powerless / "s.sqlite", create=True)
    assert len(str(refused.value).splitlines()) == 1


def test_a_store_that_appears_while_one_is_made_stays(path: Path) -> None:
    store_file.create_file(path)
    with Store(path) as store:
        assert store.get("k") == RECORD


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ("UPDATE arrays SET shape = '[5001]'", "arrays"),
        ("UPDATE arrays SET shape = '[-5000]'", "arrays"),
        ("UPDATE arrays SET shape = 'x'", "arrays"),
        ("UPDATE arrays SET dtype = 'O'", "arrays"),
        ("UPDATE arrays SET dtype = '<f4'", "arrays"),
        ("UPDATE arrays SET dtype = 'nothing'", "arrays"),
        ("UPDATE arrays SET data = 5", "arrays"),
        ("UPDATE cells SET scalars = '{'", "get"),
        ("UPDATE cells SET scalars = '[1]'", "get"),
        ('UPDATE cells SET scalars = \'{"a": "Infinity"}\'', "get"),
        ("UPDATE cells SET parameters = '1'", "get"),
        ("UPDATE cells SET seconds = 'x'", "get"),
    ],
)
def test_a_damaged_row_is_one_line(path: Path, change: str, read: str) -> None:
    sql(path, change)
    with Store(path) as store, pytest.raises(StoreError, match="is damaged or truncated") as refused:
        getattr(store, read)("k")
    assert len(str(refused.value).splitlines()) == 1


def test_damage_in_the_middle_is_one_line(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 1 : 4096 * 5] = b"\xff" * 4096 * 4
    path.write_bytes(bytes(content))
    with Store(path) as store, pytest.raises(StoreError, match="is damaged or truncated"):
        store.get("k")


def test_nothing_that_is_read_is_executed(path: Path, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> Any:
            return (Path.touch, (tmp_path / "boom",))

    data = pickle.dumps(np.array([Bomb()], dtype=object))
    with pytest.raises(TypeError, match="got dtype object"):
        decode_array("|O", "[1]", data)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE arrays SET dtype = '|O', shape = '[1]', data = ?", (data,))
    with Store(path) as store, pytest.raises(StoreError):
        store.arrays("k")
    assert not (tmp_path / "boom").exists()
