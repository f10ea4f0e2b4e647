"""Arrays and scalars as a store keeps them: bit for bit, numbers alone, and nothing that could run."""

import contextlib
import pickle
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.encoding import canonical, decode_array, decode_scalars, encode_array, encode_scalars
from sims.store import Store, StoreError

from .records import RECORD

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
