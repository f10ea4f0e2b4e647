"""Good arguments spoilt in one place, and what may come of it: a right answer, or a refusal in one line that names it."""

import dataclasses
import os
import re
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from inspect import signature
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import networkx as nx
import numpy as np
import pytest
import sympy as sp
from hypothesis import strategies as st

from sims.sweep import registry

ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(str(ROOT / name) for name in ("theory", "sims", "papers"))
SECONDS = 60.0  # an answer takes milliseconds, the slowest some seconds; more than this is a hang on any machine
LONGEST = 700  # of a message: the parts of a caller's own data are shortened by the code
Arguments = dict[str, Any]


@pytest.fixture(autouse=True)
def unchanged_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a spoilt argument registers is forgotten again."""
    monkeypatch.setattr("sims.sweep.registry._modules", [*registry._modules])
    monkeypatch.setattr("sims.sweep.registry._known", {**registry._known})


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


def numbers_in(value: Any, depth: int = 0) -> Iterator[Any]:
    """Every float and array of floats in a result, through containers and dataclasses."""
    if isinstance(value, float | np.floating | complex):
        yield np.asarray(value)
    elif isinstance(value, np.ndarray):
        if value.dtype.kind in "fc":
            yield value
        elif value.dtype.kind == "O":
            yield from (np.asarray(v) for v in value.reshape(-1) if isinstance(v, float))
    elif depth < 4 and isinstance(value, Mapping):
        for entry in value.values():
            yield from numbers_in(entry, depth + 1)
    elif depth < 4 and isinstance(value, list | tuple | set):
        for entry in value:
            yield from numbers_in(entry, depth + 1)
    elif depth < 4 and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in (field for field in dataclasses.fields(value) if field.name != "seconds"):
            yield from numbers_in(getattr(value, field.name), depth + 1)


def copied(value: Any) -> Any:
    """What the arguments held, to see afterwards that they still do."""
    if isinstance(value, np.ndarray):
        return value.copy()
    return [part.copy() for part in layers_of(value) or () if isinstance(part, np.ndarray)]


def unchanged(before: Any, value: Any) -> bool:
    now = [value] if isinstance(value, np.ndarray) else [p for p in layers_of(value) or () if isinstance(p, np.ndarray)]
    then = [before] if isinstance(value, np.ndarray) else before
    return all(a.dtype.kind in "OV" or a.tobytes() == b.tobytes() for a, b in zip(then, now, strict=True))


def answer(call: Callable[..., Any], arguments: Arguments) -> Any:
    """The result, with at most a hundred entries of an iterator."""
    found = call(**arguments)
    return list(islice(found, 100)) if isinstance(found, Iterator) else found


def refusal(error: Exception, names: Iterable[str], expected: tuple[type[Exception], ...] = ()) -> str | None:
    """What is wrong with an error as a refusal: its type, its message, where it comes from. None where nothing is."""
    message = str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    if not isinstance(error, (ValueError, TypeError, UserWarning, *expected)) or isinstance(error, UnicodeError):
        return f"{type(error).__name__}: {message}"
    if "\n" in message or not message or len(message) > LONGEST:
        return f"not one line: {message!r}"
    if not frame.filename.startswith(OURS) and not isinstance(error, UserWarning):
        return f"raised by {frame.filename}:{frame.lineno}, not by us: {message}"
    if not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message) for name in names):
        return f"names none of {names}: {message}"
    return None


def same(a: list[Any], b: list[Any]) -> bool:
    """Equal numbers, to the rounding that another order of the same sums allows."""
    return len(a) == len(b) and all(
        p.shape == q.shape and np.allclose(p, q, rtol=1e-6, atol=1e-9 * np.max(np.abs(q), initial=1.0))
        for p, q in zip(a, b, strict=True)
    )


@dataclasses.dataclass(frozen=True)
class Table:
    """The public names of a package: for each a function that makes good arguments, and what its answers obey.

    `spared` says which harms are none for an argument, in words; `words` are other words that name an argument.
    """

    package: Any
    make: Mapping[str, Callable[[np.random.Generator], Arguments]]
    left_out: Mapping[str, str]
    laws: Mapping[str, Callable[[Arguments, Any], bool]] = dataclasses.field(default_factory=dict)
    spared: Mapping[tuple[str, str], tuple[str, ...]] = dataclasses.field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    expected: Mapping[str, tuple[type[Exception], ...]] = dataclasses.field(default_factory=dict)

    def call(self, name: str) -> Callable[..., Any]:
        found = self.package
        for part in name.split("."):
            found = found[part] if isinstance(found, Mapping) else getattr(found, part)
        return found

    def harms(self, name: str, arguments: Arguments) -> list[tuple[str, str]]:
        """All pairs of an argument and a harm to it."""
        return [
            (argument, harm)
            for argument, value in arguments.items()
            if argument != "self"
            for harm in harms(value)
            if not harm.startswith(self.spared.get((name, argument), (" ",)))
        ]

    def judge(self, name: str, seed: int, argument: str, harm: str) -> str | None:
        """What is wrong with the outcome when one argument is spoilt; None where nothing is."""
        rng = np.random.default_rng(seed)
        arguments = self.make[name](rng)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            arguments[argument] = spoilt(arguments[argument], harm, rng)
        return self.outcome(name, seed, arguments, argument, harm)

    def outcome(self, name: str, seed: int, arguments: Arguments, argument: str, harm: str) -> str | None:
        before = {name: copied(value) for name, value in arguments.items()}
        words = [*arguments, *self.words.get((name, argument), "").split()]
        verdict, start = None, perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                found = answer(self.call(name), arguments)
            except Exception as error:
                if not harm:
                    return f"good arguments are refused: {error!r}"
                verdict = refusal(error, words, self.expected.get(name, ()))
            else:
                verdict = self.wrong(name, seed, arguments, found, harm, words)
        if perf_counter() - start > SECONDS:
            verdict = verdict or f"took {perf_counter() - start:.0f} s"
        if verdict is None and not all(unchanged(before[name], value) for name, value in arguments.items()):
            verdict = "an argument was changed"
        return verdict

    def wrong(self, name: str, seed: int, arguments: Arguments, found: Any, harm: str, words: list[str]) -> str | None:
        """What is wrong with an answer."""
        for array in numbers_in(found):
            if np.any(np.isnan(array)):
                return f"NaN in the result {array}"
        if harm.startswith("same: "):
            good = answer(self.call(name), self.make[name](np.random.default_rng(seed)))
            if not same(list(numbers_in(found)), list(numbers_in(good))):
                return f"{found} where the same numbers in another form give {good}"
        try:
            if name in self.laws and not self.laws[name](arguments, found):
                return f"an answer that breaks its law: {found}"
        except Exception as error:  # what is computed when it is asked for
            return refusal(error, words)
        return None

    def missing(self, public: Iterable[str]) -> list[str]:
        """The public names that are neither here nor left out with a reason; what takes no argument cannot be spoilt."""
        known = {*self.left_out, *self.make, *(name.rpartition(".")[0] for name in self.make)}
        return [name for name in public if name not in known and signature(self.call(name)).parameters]


@pytest.fixture(scope="session", autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A spoilt file name may be a good one."""
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("elsewhere"))
    yield
    os.chdir(before)


@pytest.fixture(scope="session")
def table_of() -> type[Table]:
    return Table


@pytest.fixture(scope="session")
def spoil() -> Callable[[Table, st.DataObject], None]:
    """spoil(table, data) draws a name, good arguments, one of them and a harm to it, and judges what comes of it."""

    def spoil(table: Table, data: st.DataObject) -> None:
        name, seed = data.draw(st.sampled_from(sorted(table.make))), data.draw(st.integers(0, 2**32 - 1))
        argument, harm = data.draw(st.sampled_from(table.harms(name, table.make[name](np.random.default_rng(seed)))))
        assert table.judge(name, seed, argument, harm) is None

    return spoil


@pytest.fixture(scope="session")
def every_harm() -> Callable[[Table, str], list[str]]:
    """every_harm(table, name) is what is wrong with the outcomes of all harms to all arguments of that name."""

    def every_harm(table: Table, name: str) -> list[str]:
        pairs = table.harms(name, table.make[name](np.random.default_rng(0)))
        judged = ((argument, harm, table.judge(name, 0, argument, harm)) for argument, harm in pairs)
        return [f"{argument} <- {harm}: {verdict}" for argument, harm, verdict in judged if verdict]

    return every_harm


@pytest.fixture(scope="session")
def good() -> Callable[[Table, str], str | None]:
    """good(table, name) is what is wrong with the answers to good arguments."""

    def good(table: Table, name: str) -> str | None:
        found = (table.outcome(name, seed, table.make[name](np.random.default_rng(seed)), "", "") for seed in range(3))
        return next((verdict for verdict in found if verdict), None)

    return good
