"""What is no store, may not be written or is damaged, is refused in one line and left as it is."""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sims import store_file
from sims.store import Store, StoreError

from .records import RECORD


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
