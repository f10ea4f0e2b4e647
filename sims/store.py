"""Results in one SQLite file, a committed row a cell.

The file is in WAL mode with `synchronous = FULL`: a commit returns after the log is flushed, so what was committed survives
a killed process, and a power loss too as far as the disk keeps what it reports as flushed. (With `NORMAL` a power loss could
take the last commits, though never the file; a flush costs milliseconds, a cell seconds.) Several processes of one
machine may read and write; WAL needs shared memory, so not on a network drive. Nothing that is read is ever executed:
values are JSON and raw numbers, and a file with any table, view or trigger of its own is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from theory.validation import Array, one_line

from .encoding import canonical, decode_array, decode_scalars, encode_array, encode_scalars
from .store_file import StoreError, connect, create_file, one_line_errors

__all__ = ["Record", "Store", "StoreError"]

COLUMNS = "key, experiment, parameters, seed, status, reason, scalars, versions, commit_id, seconds, spec"


@dataclass(frozen=True)
class Record:
    """One cell: what was asked, what came out, and with which code.

    `status` is "done" or "failed"; `reason` says why it failed; `versions` (the digest of the experiment's module among them,
    as "experiment") and `commit` (None outside a checkout) are those it was computed with; `spec` is the digest of the spec
    it was computed for. Arrays are read apart.

    Example:
    >>> from sims.store import Record
    >>> record = Record("key", "noise", {"n": 3}, seed=0, status="done", scalars={"mean": 0.25})
    >>> record.scalars["mean"]
    0.25
    """

    key: str
    experiment: str
    parameters: Mapping[str, Any]
    seed: int
    status: str
    reason: str | None = None
    scalars: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str | None] = field(default_factory=dict)
    commit: str | None = None
    seconds: float = 0.0
    spec: str = ""


class Store:
    """An open store; close it, or use it in a `with` statement.

    `path`: the file; `create` makes it where there is none and sees that it can be written. Raises `StoreError` in one
    line for a file that is no store, is damaged, comes from a newer version, or cannot be opened or written. To read, it
    need not be writable, nor its folder.

    Example:
    >>> from sims.store import Record, Store
    >>> store = Store("results.sqlite", create=True)
    >>> store.put(Record("key", "noise", {"n": 3}, seed=0, status="done", scalars={"mean": 0.25}))
    True
    >>> store.get("key").scalars
    {'mean': 0.25}
    >>> store.close()
    """

    def __init__(self, path: str | Path, *, create: bool = False) -> None:
        self.path = Path(path)
        if create and not self.path.exists():
            create_file(self.path)
        self._connection = connect(self.path, writable=create)

    def put(self, record: Record, arrays: Mapping[str, Array] | None = None) -> bool:
        """Commit one cell with its arrays; False, and nothing is written, where it is done already.

        A failed cell is replaced. Raises TypeError for arrays that are not numeric, `StoreError` where the file cannot
        be written (busy for 30 s, a full disk).
        """
        return self.put_all([(record, arrays or {})])[0]

    def put_all(self, cells: Sequence[tuple[Record, Mapping[str, Array]]]) -> list[bool]:
        """`put` for several cells in one commit, which costs one flush to the disk: all of them or, where it raises, none."""
        rows = [_encoded(record, arrays) for record, arrays in cells]
        with self._transaction():
            return [self._insert(*row) for row in rows]

    def _insert(self, row: tuple[Any, ...], arrays: list[tuple[Any, ...]]) -> bool:
        (done,) = self._connection.execute(
            "SELECT count(*) FROM cells WHERE key = ? AND status = 'done'", row[:1]
        ).fetchone()
        if not done:
            marks = ", ".join("?" * len(row))
            # a replaced cell takes its arrays with it (ON DELETE CASCADE)
            self._connection.execute(f"INSERT OR REPLACE INTO cells ({COLUMNS}) VALUES ({marks})", row)
            self._connection.executemany("INSERT INTO arrays VALUES (?, ?, ?, ?, ?)", arrays)
        return not done

    def get(self, key: str) -> Record | None:
        """The record of a cell, None where there is none."""
        return next(self._records("WHERE key = ?", (key,)), None)

    def records(self, experiment: str) -> Iterator[Record]:
        """All records of an experiment, in the order of their keys."""
        return self._records("WHERE experiment = ? ORDER BY key", (experiment,))

    def states(self, experiment: str) -> dict[str, tuple[str, str, str | None]]:
        """Key to (status, digest of the spec, digest of the experiment's module) of all cells of an experiment."""
        with one_line_errors(self.path):
            rows = self._connection.execute(
                "SELECT key, status, spec, json_extract(versions, '$.experiment') FROM cells WHERE experiment = ?",
                (experiment,),
            ).fetchall()
        return {key: (status, spec, code) for key, status, spec, code in rows}

    def arrays(self, key: str) -> dict[str, Array]:
        """The arrays of a cell by name; empty where it has none."""
        with one_line_errors(self.path):
            rows = self._connection.execute(
                "SELECT name, dtype, shape, data FROM arrays WHERE key = ? ORDER BY name", (key,)
            ).fetchall()
            return {name: decode_array(dtype, shape, data) for name, dtype, shape, data in rows}

    def array_names(self, experiment: str) -> list[str]:
        """The names of all arrays that cells of an experiment have."""
        with one_line_errors(self.path):
            rows = self._connection.execute(
                "SELECT DISTINCT name FROM arrays JOIN cells USING (key) WHERE experiment = ? ORDER BY name",
                (experiment,),
            ).fetchall()
        return [name for (name,) in rows]

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _records(self, where: str, values: tuple[Any, ...]) -> Iterator[Record]:
        with one_line_errors(self.path):
            for row in self._connection.execute(f"SELECT {COLUMNS} FROM cells {where}", values):
                key, experiment, parameters, seed, status, reason, scalars, versions, commit, seconds, spec = row
                asked, used = json.loads(parameters), json.loads(versions)
                if not (isinstance(asked, dict) and isinstance(used, dict) and isinstance(seconds, float)):
                    raise ValueError(f"cell {key} has a row of another form")
                numbers = decode_scalars(scalars)
                yield Record(key, experiment, asked, seed, status, reason, numbers, used, commit, seconds, spec)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with one_line_errors(self.path):
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def check_store(store: Any) -> Store:
    """`store` if it is an open one, else a `StoreError`."""
    if not isinstance(store, Store):
        raise StoreError(f"store must be an open Store; got {one_line(store)}.")
    return store


def _encoded(record: Record, arrays: Mapping[str, Array]) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """The rows of a cell and of its arrays."""
    if record.status not in ("done", "failed"):
        raise ValueError(f'status must be "done" or "failed"; got {record.status!r}.')
    row = (
        record.key,
        record.experiment,
        canonical(dict(record.parameters)),
        record.seed,
        record.status,
        record.reason,
        encode_scalars(record.scalars),
        canonical(dict(record.versions)),
        record.commit,
        record.seconds,
        record.spec,
    )
    return row, [(record.key, name, *encode_array(array)) for name, array in arrays.items()]
