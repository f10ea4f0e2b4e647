"""Spoilt files: every format that is read gives an answer or one line, and never runs what a file holds."""

import csv
import io
import json
import os
import pickle
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers.cli import main
from sims.store import Record, Store, StoreError
from sims.sweep import read_spec
from theory import is_zero, numpy_function

EXAMPLES = 15 if settings.default.max_examples < 500 else 150
PWNED = "pwned"
GOOD_CSV = b"a,b,y\n1,1,0\n2,1,1\n3,1,1\n4,1,0\n5,1,0.5\n"
GOOD_TOML = 'experiment = "fuzzed_file:measure"\nseeds = 2\n[grid]\nn = [1, 2]\na = [0.5]\n[limits]\nseconds = 1.5\n'


class Touches:
    """What an unpickled file could do."""

    def __reduce__(self) -> Any:
        return (open, (PWNED, "w"))


@pytest.fixture(scope="module", autouse=True)
def here(tmp_path_factory: pytest.TempPathFactory):
    folder, before, path = tmp_path_factory.mktemp("here"), Path.cwd(), list(sys.path)
    os.chdir(folder)
    Path("spec.toml").write_text(GOOD_TOML, encoding="utf-8")
    Path("fuzzed_file.py").write_text(
        f"open({PWNED!r}, 'w').close()\n", encoding="utf-8"
    )  # whoever imports it is caught
    spec = read_spec("spec.toml")
    with Store("good.sqlite", create=True) as store:
        for cell in spec.cells():
            record = Record(cell.key, spec.experiment, cell.parameters, cell.seed, "done", scalars={"v": 1.0})
            store.put(record, {"x": np.arange(6.0).reshape(2, 3)})
    yield folder
    os.chdir(before)
    sys.path[:] = path  # a sweep's folder is on it


def call(*argv: str) -> tuple[int, str]:
    """The exit status and standard output of a command that ends as every one must, having run nothing."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(list(argv))
    lines = err.getvalue().splitlines()
    assert status in (0, 2)
    assert all(line.startswith("gatelemma: ") for line in lines), lines
    assert len(lines) == 1 if status else len(lines) <= 1, lines  # 0: the store's arrays are named
    assert "Traceback" not in out.getvalue() + err.getvalue()
    assert not Path(PWNED).exists(), "what the file holds was run"
    return status, out.getvalue()


def gates(name: str) -> dict[str, Any] | None:
    """What `gatelemma gates` finds for a file, None where it refuses it."""
    Path("o.json").unlink(missing_ok=True)
    status, _ = call("gates", name, "--gates", "1", "--family", "table", "--out", "o.json")
    if status:
        assert not Path("o.json").exists()
        return None
    found = json.loads(Path("o.json").read_text(encoding="utf-8"))
    assert 0 <= found["lower_bound"] <= found["objective"]
    return found


@st.composite
def damaged(draw: Callable[..., Any], good: bytes, fragments: tuple[bytes, ...]) -> bytes:
    """Good bytes cut, overwritten, doubled, or with fragments put in."""
    content = bytearray(good)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content)))
        how = draw(st.sampled_from(("cut", "fragment", "fragment", "byte", "doubled", "nothing before")))
        if how == "cut":
            del content[at:]
        elif how == "fragment":
            content[at:at] = draw(st.sampled_from(fragments))
        elif how == "byte":
            content[at : at + 1] = draw(st.binary(min_size=1, max_size=2))
        elif how == "doubled":
            content[at:at] = content[: at + 7]
        else:
            del content[:at]
    return bytes(content)


CSV = (
    *(b'"', b'""', b'"a,b', b",", b",,", b";", b"\n", b"\r", b"\r\n", b"\t", b" ", b"\0", b"\xff", b"\xef\xbb\xbf"),
    *(b"nan", b"inf", b"-inf", b"1e999", b"5e-324", b"1e308", b"0x10", b"1_0", b"1.5.5", b"--1", b"1e", b"x", b"'1'"),
    *(
        "١".encode(),
        "é".encode("latin-1"),
        "é".encode(),
        "名,".encode("utf-16"),
        b"=1+1",
        b"@SUM(A1)",
        b"sample_weight,",
    ),
    *(
        b"9" * 400,
        b"a" * 200_000,
        b"1," * 50,
        b"\n" * 50,
        b"True",
        b"None",
        b"1+2j",
        b"[1]",
        b"{}",
        b"#",
        b"\x1a",
        b"\x0c",
    ),
)


@given(content=damaged(GOOD_CSV, CSV))
@settings(max_examples=3 * EXAMPLES)
def test_csv(content: bytes):
    """What is accepted is what another reader finds in the file."""
    Path("d.csv").write_bytes(content)
    found = gates("d.csv")
    if found is not None:
        rows = [
            row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if any(map(str.strip, row))
        ]
        numbers = len(rows) - (not any(map(is_number, rows[0])))
        weights = [name.strip() for name in rows[0]].count("sample_weight")
        assert (found["data"]["samples"], len(found["data"]["inputs"])) == (numbers, len(rows[0]) - 1 - weights)
        assert all(is_number(field) for row in rows[1:] for field in row)


def is_number(field: str) -> bool:
    try:
        return bool(np.isfinite(float(field))) and "_" not in field
    except ValueError:
        return False


def npz(**arrays: Any) -> bytes:
    out = io.BytesIO()
    with np.errstate(all="ignore"):
        np.savez(out, **arrays)
    return out.getvalue()


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def npy(header: str, data: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    """A .npy file with any header."""
    text = header.encode("latin-1").ljust(118) + b"\n"
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text + data


X, Y = np.arange(10.0).reshape(5, 2), np.arange(5.0)
PICKLED = pickle.dumps(Touches())
ARRAY = "{{'descr': {}, 'fortran_order': False, 'shape': {}}}"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "object arrays": lambda: npz(x=np.array([[Touches()]], dtype=object), y=np.array([Touches()], dtype=object)),
    "an object array beside numbers": lambda: npz(x=X, y=Y, z=np.array([Touches()], dtype=object)),
    "object weights": lambda: npz(x=X, y=Y, sample_weight=np.array([Touches()] * 5, dtype=object)),
    "a pickle": lambda: PICKLED,
    "a pickle in a zip": lambda: zipped({"x": PICKLED, "y": PICKLED}),
    "a pickle for an array": lambda: zipped({"x.npy": PICKLED, "y.npy": PICKLED}),
    "a pickle behind a header": lambda: zipped(
        {"x.npy": npy(ARRAY.format("'|O'", "(5, 2)"), PICKLED), "y.npy": npy("")}
    ),
    "code for a header": lambda: zipped({"x.npy": npy(f"__import__('pathlib').Path({PWNED!r}).touch()"), "y.npy": b""}),
    "a header of 8 TB": lambda: zipped({"x.npy": npy(ARRAY.format("'<f8'", (10**12, 1))), "y.npy": npy("")}),
    "a header beyond any size": lambda: zipped({"x.npy": npy(ARRAY.format("'<f8'", (10**30, 2))), "y.npy": npy("")}),
    "a negative length": lambda: zipped({"x.npy": npy(ARRAY.format("'<f8'", (-1, 2))), "y.npy": npy("")}),
    "a header of another kind": lambda: zipped({"x.npy": npy("[1, 2, 3]"), "y.npy": npy("{")}),
    "a header of another version": lambda: zipped({"x.npy": npy("{}", version=b"\x09\x09"), "y.npy": npy("")}),
    "a deep header": lambda: zipped({"x.npy": npy("(" * 2000), "y.npy": npy("")}),
    "a nested type": lambda: zipped({"x.npy": npy(ARRAY.format("[('a', 'V', (9, 9))]", (5, 2))), "y.npy": npy("")}),
    "names that lead elsewhere": lambda: zipped({"../x.npy": b"1", "/tmp/y.npy": b"2", "x.npy/y": b""}),
    "a bomb": lambda: zipped({"x.npy": npy(ARRAY.format("'<f8'", (5, 2)), bytes(10**8)), "y.npy": npy("")}),
    "members twice": lambda: npz(x=X, y=Y) + npz(x=X, y=Y),
    "an empty zip": lambda: zipped({}),
    "an empty file": lambda: b"",
    "a single array": lambda: npy(ARRAY.format("'<f8'", (5, 2)), X.tobytes()),
    "texts": lambda: npz(x=X.astype(str), y=Y),
    "dates": lambda: npz(x=X, y=np.zeros(5, dtype="datetime64[s]")),
    "complex numbers": lambda: npz(x=X + 0j, y=Y),
    "records": lambda: npz(x=np.zeros((5, 2), dtype=[("a", float)]), y=Y),
    "no array": lambda: npz(x=1.0, y=Y),
    "no samples": lambda: npz(x=X[:0], y=Y[:0]),
    "NaN": lambda: npz(x=X * np.nan, y=Y),
    "huge numbers": lambda: npz(x=X * 1e307, y=Y),
    "one sample more": lambda: npz(x=X, y=np.append(Y, 1.0)),
    "weights below 0": lambda: npz(x=X, y=Y, sample_weight=-Y),
    "weights of 0": lambda: npz(x=X, y=Y, sample_weight=0 * Y),
    "a CSV": lambda: GOOD_CSV,
}
SOUND = {"an object array beside numbers", "members twice"}  # what x and y are is plain all the same


@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("suffix", ["npz", "csv"])
def test_hostile_npz(name: str, suffix: str):
    """Nothing is unpickled, whatever the file calls itself, and a size that is only claimed is not believed."""
    Path(f"h.{suffix}").write_bytes(HOSTILE[name]())
    found = gates(f"h.{suffix}")
    assert (found is not None) == (name in SOUND or (name == "a CSV" and suffix == "csv"))


def test_touches():
    """The planted pickle does what it is planted for."""
    pickle.loads(PICKLED).close()
    assert Path(PWNED).exists()
    Path(PWNED).unlink()


@given(
    content=damaged(
        npz(x=X, y=Y), (b"PK\x03\x04", b"PK\x01\x02", b"\x93NUMPY", b"'|O'", b"\0" * 9, PICKLED, b"}", b"\xff" * 4)
    )
)
@settings(max_examples=EXAMPLES)
def test_npz(content: bytes):
    """A damaged archive."""
    Path("d.npz").write_bytes(content)
    found = gates("d.npz")
    if found is not None:
        assert found["data"]["samples"] == len(np.load(io.BytesIO(content))["x"])


VALUES = st.recursive(
    st.sampled_from(
        [
            *(
                0,
                1,
                -1,
                2**63,
                10**400,
                1.5,
                5e-324,
                True,
                False,
                float("nan"),
                float("inf"),
                date(2024, 1, 1),
                "n",
                "seed",
            ),
            *("", "x", "a b", "a:b", "os:getcwd", "é", "\0", "a\nb", '"; DROP TABLE cells; --', "__import__('os')"),
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["n", "a", "seed", "", "é", "x.y"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else str(value)


@given(data=st.data())
@settings(max_examples=2 * EXAMPLES)
def test_toml_of_wrong_values(data: st.DataObject):
    """Keys with values of any type: counted and exported without being run, or refused in one line."""
    spec: dict[str, Any] = {
        "experiment": "fuzzed_file:measure",
        "seeds": 2,
        "grid": {"n": [1, 2]},
        "fixed": {"a": 0.5},
        "limits": {},
    }
    for _ in range(data.draw(st.integers(1, 2))):
        table = data.draw(st.sampled_from([spec, *(v for v in spec.values() if isinstance(v, dict))]))
        table[data.draw(st.sampled_from([*table, "n", "seconds", "nonsense"]))] = data.draw(VALUES)
    Path("w.toml").write_text("\n".join(f"{json.dumps(k)} = {toml(v)}" for k, v in spec.items()), encoding="utf-8")
    status, out = call("sweep", "status", "w.toml", "--store", "good.sqlite")
    assert status == 2 or "cells done" in out


TOML = (
    b'"',
    b"'",
    b"'''",
    b"=",
    b"[",
    b"]",
    b"[[a]]",
    b"{",
    b"#",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r",
    b"nan",
    b"1e999",
    b"0o9",
)
TOML = (
    *TOML,
    b"1979-05-27",
    b"9" * 400,
    b"[" * 2000,
    b"a." * 2000,
    b"\\u0000",
    b"\\U0010FFFF",
    b"true",
    b"seeds = 1\n",
    b"\xed\xa0\x80",
)


@given(content=damaged(GOOD_TOML.encode(), TOML))
@settings(max_examples=EXAMPLES)
def test_toml(content: bytes):
    """A damaged file."""
    Path("d.toml").write_bytes(content)
    call("sweep", "status", "d.toml", "--store", "good.sqlite")


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


@pytest.mark.parametrize(
    "path", ["folder", "missing", "d.csv/deeper", "loop", "a\0b", "x" * 5000, "\udcff", "/dev/null", ""]
)
def test_paths_that_are_no_files(path: str):
    """Each command that reads a file, given none."""
    Path("folder").mkdir(exist_ok=True)
    Path("d.csv").write_bytes(GOOD_CSV)
    if not Path("loop").is_symlink():
        Path("loop").symlink_to("loop")
    assert call("gates", path, "--gates", "1")[0] == 2
    assert call("sweep", "status", path)[0] == 2
    assert call("sweep", "export", "spec.toml", "--store", path)[0] == 2
    assert call("new-paper", "from_a_file", "--from", path)[0] == 2
    assert not Path("from_a_file").exists()


@pytest.mark.parametrize("text", [f"open({PWNED!r}, 'w').close()", "x + 1", b"x", ["x"]])
def test_text_is_no_expression(text: Any):
    """SymPy would run text as code to read it."""
    with pytest.raises(TypeError, match=r"^expression must be a SymPy expression or a number; got .*\Z"):
        is_zero(text)
    with pytest.raises(TypeError, match=r"^expression must be a SymPy expression or a number; got .*\Z"):
        numpy_function([], text)
    assert not Path(PWNED).exists()


@pytest.mark.parametrize(
    "hostile", ['"""', '"); open("pwned", "w"); ("', "\\", "'''", "{}", "\r\n", "\\end{equation}", "é名"]
)
def test_latex_is_text(hostile: str):
    """A source, its labels and its file's name become text of the claims and no code of theirs."""
    name = f"{hostile.replace(chr(10), '').replace('/', '')}.tex"
    equation = f"\\begin{{equation}}\\label{{eq:{hostile}}}\n(x + 1)^2 = {hostile} x\n\\end{{equation}}\n"
    Path(name).write_text(f"\\title{{{hostile}}}\n{equation}", encoding="utf-8", newline="")
    shutil.rmtree("from_a_file", ignore_errors=True)
    status, _ = call("new-paper", "from_a_file", "--from", name)
    if status == 0:
        source = Path("from_a_file/claims.py").read_text(encoding="utf-8")
        compile(source, "claims.py", "exec")
        exec(source, {"__name__": "claims", "__file__": str(Path("from_a_file/claims.py").absolute())})
    assert not Path(PWNED).exists()
