"""Spoilt archives of arrays: what is accepted is plain numbers, and nothing is unpickled."""

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from .common import EXAMPLES, GOOD_CSV, PICKLED, PWNED, Touches, damaged, gates


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
