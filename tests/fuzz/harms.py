"""Ways to spoil a good argument, by name."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import networkx as nx
import numpy as np
import sympy as sp


def scaled(value: Any, rng: np.random.Generator, factor: float) -> Any:
    return np.asarray(value, dtype=float) * factor


def spotted(value: Any, rng: np.random.Generator, spot: Any) -> Any:
    """One entry is `spot`."""
    array = np.array(value, dtype=float if isinstance(spot, float) else object)
    if array.size:
        array.reshape(-1)[rng.integers(array.size)] = spot
    return array


def exhausted(value: Any, rng: np.random.Generator) -> Any:
    entries = iter([1.0])
    next(entries)
    return (entry for entry in entries)


def masked(value: Any, rng: np.random.Generator) -> Any:
    return np.ma.masked_array(np.asarray(value, dtype=float), mask=np.ones(np.shape(value), dtype=bool))


def lopsided(value: Any, rng: np.random.Generator) -> Any:
    """The last entry of the last row is missing, and the array no longer one."""
    rows = np.asarray(value, dtype=float).tolist()
    inner = rows
    while isinstance(inner, list) and inner and isinstance(inner[-1], list) and inner[-1]:
        inner = inner[-1]
    if isinstance(inner, list) and inner:
        inner.pop()
    return rows


ANYTHING: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "text": lambda: "text",
    "empty text": lambda: "",
    "lines": lambda: "two\nlines",
    "bytes": lambda: b"\x00\xff",
    "an object": object,
    "a class": lambda: dict,
    "a function": lambda: lambda *given, **named: None,
    "complex": lambda: 1 + 2j,
    "true": lambda: True,
    "numpy true": lambda: np.True_,
    "a date": lambda: datetime(2024, 1, 1),
    "numpy date": lambda: np.datetime64("2024-01-01"),
    "nan": lambda: float("nan"),
    "numpy nan": lambda: np.float32("nan"),
    "infinity": lambda: float("inf"),
    "minus infinity": lambda: float("-inf"),
    "minus one": lambda: -1,
    "zero": lambda: 0,
    "minus zero": lambda: -0.0,
    "half": lambda: 0.5,
    "huge": lambda: 1e308,
    "tiny": lambda: 5e-324,
    "beyond floats": lambda: 10**400,
    "minus beyond floats": lambda: -(10**400),
    "a fraction": lambda: Fraction(1, 3),
    "a tiny fraction": lambda: Fraction(1, 10**400),
    "a decimal": lambda: Decimal("0.1"),
    "decimal nan": lambda: Decimal("nan"),
    "a symbol": lambda: sp.Symbol("q"),
    "symbolic pi": lambda: sp.pi,
    "symbolic nan": lambda: sp.nan,
    "an empty list": list,
    "an empty dict": dict,
    "a set": lambda: {1, 2},
    "an empty array": lambda: np.empty((0, 0)),
    "an object array of None": lambda: np.array([None, None]),
    "a ragged list": lambda: [[1.0, 2.0], [3.0]],
    "a list of texts": lambda: ["a", "b"],
    "a generator": lambda: (v for v in (1.0, 2.0)),
    "a vector": lambda: np.array([0.5, 0.25, 0.125]),
    "a big vector": lambda: np.ones(1000),
    "nested lists": lambda: [[[[[[1.0]]]]]],
    "a 40-dimensional list": lambda: nested(40),
    "a 100-dimensional list": lambda: nested(100),
    "NotImplemented": lambda: NotImplemented,
}


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else 1.0


OF_ARRAYS: dict[str, Callable[[Any, np.random.Generator], Any]] = {
    "one nan": lambda v, rng: spotted(v, rng, np.nan),
    "one infinity": lambda v, rng: spotted(v, rng, np.inf),
    "one minus infinity": lambda v, rng: spotted(v, rng, -np.inf),
    "one 1e308": lambda v, rng: spotted(v, rng, 1e308),
    "one 1e160": lambda v, rng: spotted(v, rng, 1e160),
    "one 5e-324": lambda v, rng: spotted(v, rng, 5e-324),
    "one -0.0": lambda v, rng: spotted(v, rng, -0.0),
    "one -1": lambda v, rng: spotted(v, rng, -1.0),
    "one None": lambda v, rng: spotted(v, rng, None),
    "one text": lambda v, rng: spotted(v, rng, "x"),
    "one array": lambda v, rng: spotted(v, rng, object()),
    "one huge int": lambda v, rng: spotted(v, rng, 10**400),
    "all huge ints": lambda v, rng: np.full(np.shape(v), 10**400, dtype=object),
    "all fractions": lambda v, rng: np.full(np.shape(v), Fraction(1, 3), dtype=object),
    "one fraction": lambda v, rng: spotted(v, rng, Fraction(1, 3)),
    "all zero": lambda v, rng: scaled(v, rng, 0.0),
    "all negative": lambda v, rng: scaled(v, rng, -1.0),
    "all huge": lambda v, rng: scaled(v, rng, 1e300),
    "all large": lambda v, rng: scaled(v, rng, 1e120),
    "all small": lambda v, rng: scaled(v, rng, 1e-120),
    "all tiny": lambda v, rng: scaled(v, rng, 1e-308),
    "all nan": lambda v, rng: np.full(np.shape(v), np.nan),
    "all one": lambda v, rng: np.ones(np.shape(v)),
    "one axis more": lambda v, rng: np.asarray(v)[None],
    "a last axis more": lambda v, rng: np.asarray(v)[..., None],
    "flat": lambda v, rng: np.asarray(v).reshape(-1),
    "its first entry": lambda v, rng: np.asarray(v)[:1].reshape(-1)[:1].sum(),
    "a row less": lambda v, rng: np.asarray(v)[1:],
    "a row more": lambda v, rng: np.concatenate([np.asarray(v), np.asarray(v)[:1]]),
    "no rows": lambda v, rng: np.asarray(v)[:0],
    "a column less": lambda v, rng: np.asarray(v)[..., 1:],
    "no columns": lambda v, rng: np.asarray(v)[..., :0],
    "transposed": lambda v, rng: np.asarray(v).T,
    "complex": lambda v, rng: np.asarray(v, dtype=float) * (1 + 1j),
    "as texts": lambda v, rng: np.asarray(v, dtype=float).astype(str),
    "as bytes": lambda v, rng: np.asarray(v, dtype=float).astype("S8"),
    "as dates": lambda v, rng: np.nan_to_num(np.asarray(v, dtype=float), posinf=9).astype(int).astype("datetime64[s]"),
    "as spans": lambda v, rng: np.nan_to_num(np.asarray(v, dtype=float), posinf=9).astype(int).astype("timedelta64[s]"),
    "as bools": lambda v, rng: np.asarray(v, dtype=float).astype(bool),
    "as records": lambda v, rng: np.zeros(np.shape(v), dtype=[("a", float)]),
    "as float16": lambda v, rng: np.asarray(v, dtype=float).astype(np.float16),
    "as float32": lambda v, rng: np.asarray(v, dtype=float).astype(np.float32),
    "as longdouble": lambda v, rng: np.asarray(v, dtype=float).astype(np.longdouble),
    "as uint8": lambda v, rng: np.nan_to_num(np.abs(np.asarray(v, dtype=float)), posinf=9).astype(np.uint8),
    "as int64": lambda v, rng: np.nan_to_num(np.asarray(v, dtype=float), posinf=9).astype(np.int64),
    "as objects of floats": lambda v, rng: np.asarray(v, dtype=float).astype(object),
    "masked": masked,
    "ragged": lopsided,
    "as a mapping": lambda v, rng: dict(enumerate(np.asarray(v).tolist())),
    "exhausted": exhausted,
}
# The same numbers in another form: the answer must be the same, or a refusal that says which form is meant.
HARMLESS: dict[str, Callable[[Any], Any]] = {
    "nested lists": lambda v: v.tolist(),
    "columns first": np.asfortranarray,
    "every other entry": lambda v: np.repeat(v, 2, axis=-1)[..., ::2],
    "read only": lambda v: np.frombuffer(v.tobytes(), dtype=v.dtype).reshape(v.shape),
    "other byte order": lambda v: v.astype(v.dtype.newbyteorder()),
}


def is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim > 0


def layers_of(value: Any) -> tuple[Any, ...] | None:
    """What is inside of a network's parameters, a list of matrices, or a pair of moments."""
    if hasattr(value, "layers"):
        return tuple(value.layers)
    return tuple(value) if isinstance(value, list | tuple) and value and all(map(is_array, value)) else None


def harms(value: Any) -> list[str]:
    """The names of the ways in which this good value can be spoilt."""
    names = list(ANYTHING)
    if is_array(value) and value.dtype.kind in "biuf":
        names += [f"array: {name}" for name in OF_ARRAYS] + [f"same: {name}" for name in HARMLESS]
    if layers_of(value):
        names += [f"part: {name}" for name in OF_ARRAYS] + [
            "part: None",
            "one part less",
            "one part more",
            "parts: none",
        ]
    if isinstance(value, Mapping):
        names += ["entry: None", "entry: nan", "entry: text", "one key less"]
    if isinstance(value, nx.Graph):
        names += ["another graph", "nan on an edge"]
    if callable(value) and not isinstance(value, type):
        names.remove("a class")  # a function too, whose errors are the caller's own
        names += [f"returns: {name}" for name in ("None", "text", "nan", "a vector", "an empty array", "complex")]
    return names


def spoilt(value: Any, harm: str, rng: np.random.Generator) -> Any:
    """`value` spoilt in the way of that name."""
    kind, _, name = harm.partition(": ")
    if kind == "array":
        return OF_ARRAYS[name](value, rng)
    if kind == "same":
        return HARMLESS[name](value)
    if kind == "returns":
        return lambda *given, **named: ANYTHING[name]()
    if kind == "entry":
        key = next(iter(value), "k")
        return {**value, key: {"None": None, "nan": float("nan"), "text": "x"}[name]}
    if harm == "one key less":
        return dict(islice(value.items(), 1, None))
    if harm == "another graph":
        return nx.empty_graph(0)
    if harm == "nan on an edge":
        graph = nx.DiGraph()
        graph.add_edge(0, 0, weight=float("nan"))
        return graph
    parts = list(layers_of(value) or ())
    if kind == "part" and name == "None":
        parts[rng.integers(len(parts))] = None
    elif kind == "part":
        where = rng.integers(len(parts))
        parts[where] = OF_ARRAYS[name](np.asarray(parts[where]), rng)
    elif harm == "one part less":
        parts.pop()
    elif harm == "one part more":
        parts.append(parts[-1])
    elif harm == "parts: none":
        parts = []
    else:
        return ANYTHING[harm]()
    return dataclasses.replace(value, layers=tuple(parts)) if hasattr(value, "layers") else type(value)(parts)
