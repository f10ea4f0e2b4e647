"""Spoilt stores: read as data, or refused in one line."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sims.store import Store, StoreError
from sims.sweep import read_spec

from .common import EXAMPLES, PICKLED, PWNED, call, damaged


@given(content=st.data())
@settings(max_examples=2 * EXAMPLES)
def test_store(content: st.DataObject):
    """A damaged file: a result of it may be lost or altered, but it is read as data or refused."""
    good = Path("good.sqlite").read_bytes()
    fragments = (PICKLED, b"SQLite format 3\0", b"\0" * 100, b"\xff" * 100, b"'; DROP TABLE cells; --", b"nan")
    Path("d.sqlite").write_bytes(content.draw(damaged(good, fragments)))
    for wal in ("d.sqlite-wal", "d.sqlite-shm"):
        Path(wal).unlink(missing_ok=True)
    command = content.draw(st.sampled_from((("status",), ("export",), ("export", "--out", "e.csv"))))
    call("sweep", command[0], "spec.toml", "--store", "d.sqlite", *command[1:])


SQL: dict[str, tuple[str, ...]] = {
    "another program's": ("PRAGMA application_id = 1",),
    "a newer version": ("PRAGMA user_version = 99",),
    "no cells": ("DROP TABLE cells",),
    "no arrays": ("DROP TABLE arrays",),
    "a view for a table": ("DROP TABLE cells", "CREATE VIEW cells AS SELECT 1 AS key"),
    "a trigger": ("CREATE TRIGGER t AFTER DELETE ON cells BEGIN SELECT 1; END",),
    "a table more": ("CREATE TABLE more (a)",),
    "an index more": ("CREATE INDEX more ON cells (seed)",),
    "parameters that are a list": ("UPDATE cells SET parameters = '[]'",),
    "parameters that are no JSON": ("UPDATE cells SET parameters = 'n = 1'",),
    "deep parameters": ("UPDATE cells SET parameters = replace(hex(zeroblob(50000)), '0', '[')",),
    "deep scalars": ("UPDATE cells SET scalars = replace(hex(zeroblob(50000)), '0', '{\"a\":')",),
    "scalars that are text": ('UPDATE cells SET scalars = \'{"v": "x"}\'',),
    "scalars that are a list": ("UPDATE cells SET scalars = '[1]'",),
    "a scalar beyond floats": ("UPDATE cells SET scalars = '{\"v\": 1e999}'",),
    "a scalar of many digits": (
        "UPDATE cells SET scalars = '{\"v\": ' || replace(hex(zeroblob(5000)), '0', '9') || '}'",
    ),
    "a blob for a text": (f"UPDATE cells SET parameters = x'{PICKLED.hex()}'",),
    "seconds that are text": ("UPDATE cells SET seconds = 'long'",),
    "a seed that is text": ("UPDATE cells SET seed = 'x'",),
    "hostile names": ("UPDATE cells SET reason = '=cmd|'' /C calc''!A0', key = key || '''; DROP TABLE cells; --'",),
    "a pickle for an array": (f"UPDATE arrays SET data = x'{PICKLED.hex()}', dtype = '|O'",),
    "objects": ("UPDATE arrays SET dtype = '|O'",),
    "a type of another kind": ("UPDATE arrays SET dtype = 'f8,(1000000000,)f8'",),
    "a type that is code": ("UPDATE arrays SET dtype = '__import__(''os'')'",),
    "a shape beyond any size": ("UPDATE arrays SET shape = '[1000000000000, 1000000000000]'",),
    "a negative shape": ("UPDATE arrays SET shape = '[-2, -3]'",),
    "a deep shape": ("UPDATE arrays SET shape = replace(hex(zeroblob(50000)), '0', '[')",),
}


@pytest.mark.parametrize("name", sorted(SQL))
def test_hostile_store(name: str):
    """An SQLite file in which another program has written: read as data, or refused in one line; arrays likewise."""
    shutil.copy("good.sqlite", "h.sqlite")
    with closing(sqlite3.connect("h.sqlite")) as connection, connection:
        for statement in SQL[name]:
            connection.execute(statement)
    call("sweep", "status", "spec.toml", "--store", "h.sqlite")
    call("sweep", "export", "spec.toml", "--store", "h.sqlite")
    try:
        with Store("h.sqlite") as store:
            for cell in read_spec("spec.toml").cells():
                assert all(array.dtype == float for array in store.arrays(cell.key).values())
                store.get(cell.key)
            list(store.records("fuzzed_file:measure"))
    except StoreError as refused:
        message = str(refused)
    else:
        message = "h.sqlite"
    assert "h.sqlite" in message
    assert "\n" not in message
    assert not Path(PWNED).exists()
