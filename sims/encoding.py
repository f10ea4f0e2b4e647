"""Values as text and bytes that a file keeps for good: canonical JSON, and arrays in one byte order. No pickles."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from theory.validation import Array, one_line

LARGEST = 500_000_000  # bytes of one array; SQLite refuses blobs above 1e9
NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, ASCII only, floats by their shortest exact digits: equal values, equal text.

    Raises ValueError for NaN or infinity and TypeError for what JSON does not know.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def split_result(result: Any) -> tuple[dict[str, float], dict[str, Array]]:
    """What an experiment returned as Python numbers and arrays.

    Raises TypeError where it is no dict of numbers and numeric arrays, ValueError for a name or an array that a store
    cannot keep.
    """
    if not isinstance(result, Mapping):
        raise TypeError(f"an experiment must return a dict of numbers and arrays; got {one_line(result)}.")
    scalars: dict[str, float] = {}
    arrays: dict[str, Array] = {}
    for name, value in result.items():
        if not isinstance(name, str) or not name:
            raise TypeError(f"an experiment must name its results by text; got {one_line(name)}.")
        if isinstance(value, np.ndarray):
            _storable(name, value.dtype)
            if value.nbytes > LARGEST:
                raise ValueError(f"result {name} has {value.nbytes} bytes; a store takes {LARGEST} an array.")
            arrays[name] = value
            continue
        number = value.item() if isinstance(value, np.generic) else value
        if not isinstance(number, bool | int | float):
            raise TypeError(f"result {name} must be a real number or a NumPy array; got {one_line(value)}.")
        scalars[name] = number
    return scalars, arrays


def encode_scalars(scalars: Mapping[str, float]) -> str:
    """Strict JSON; NaN and infinities, which JSON lacks, are the strings "nan", "inf", "-inf"."""
    return canonical({k: v if isinstance(v, int) or math.isfinite(v) else str(float(v)) for k, v in scalars.items()})


def decode_scalars(text: str) -> dict[str, float]:
    """The inverse of `encode_scalars`. Raises ValueError or KeyError for anything else."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("scalars are no JSON object")
    numbers = {k: NOT_FINITE[v] if isinstance(v, str) else v for k, v in found.items()}
    if not all(isinstance(v, int | float) for v in numbers.values()):
        raise ValueError("scalars are no numbers")
    return numbers


def encode_array(array: Array) -> tuple[str, str, bytes]:
    """dtype (little-endian), shape as JSON, and the entries in C order, bit for bit.

    Raises TypeError for a dtype other than booleans, integers, floats and complex numbers of at most 64 bits a part.
    """
    _storable("array", array.dtype)
    dtype = array.dtype.newbyteorder("<")
    return dtype.str, canonical(list(array.shape)), array.astype(dtype).tobytes()


def decode_array(dtype: str, shape: str, data: bytes) -> Array:
    """The inverse of `encode_array`, a writable copy in the machine's byte order. Raises ValueError or TypeError."""
    kind = np.dtype(dtype)
    _storable("array", kind)
    lengths = json.loads(shape)
    if not isinstance(lengths, list) or not all(type(n) is int and n >= 0 for n in lengths):
        raise ValueError("the shape is no list of lengths")
    if math.prod(lengths) * kind.itemsize != len(data):
        raise ValueError(f"{len(data)} bytes are no {dtype} of shape {lengths}")
    return np.frombuffer(data, kind).reshape(lengths).astype(kind.newbyteorder("="))


def _storable(name: str, dtype: Any) -> None:
    if dtype.kind not in "biufc" or dtype.itemsize > (16 if dtype.kind == "c" else 8):
        raise TypeError(f"result {name} must hold booleans, integers, floats or complex numbers; got dtype {dtype}.")
