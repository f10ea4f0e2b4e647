"""The results of a sweep as a table, one row a cell."""

from __future__ import annotations

import csv
import io
from typing import Any

from ..store import Store, check_store
from .spec import ABOUT, Spec, check_spec


def table(spec: Spec, store: Store) -> tuple[list[str], list[list[Any]]]:
    """Column names and rows, one a cell, in the order of the spec.

    Columns are the parameters, seed, status, reason, seconds, code (a digest of the module that computed the cell), then by
    name all numbers that any cell gave, None where a cell has none. Missing cells have no row; arrays are in `store.arrays`.

    Raises `StoreError` for a damaged store.

    Example:
    >>> from sims.store import Record, Store
    >>> from sims.sweep import Spec, table
    >>> spec, store = Spec("noise", grid={"n": [10, 20]}), Store("noise.sqlite", create=True)
    >>> for cell in spec.cells():
    ...     found = {"mean": 1 / cell.parameters["n"]}
    ...     _ = store.put(Record(cell.key, "noise", cell.parameters, cell.seed, "done", scalars=found))
    >>> columns, rows = table(spec, store)
    >>> columns[-1], [row[-1] for row in rows]
    ('mean', [0.1, 0.05])
    """
    spec, store = check_spec(spec), check_store(store)
    parameters = [*spec.grid, *spec.fixed]
    found = [record for cell in spec.cells() if (record := store.get(cell.key)) is not None]
    numbers = sorted({name for record in found for name in record.scalars})
    rows = [
        [
            *(r.parameters.get(name) for name in parameters),
            r.seed,
            r.status,
            r.reason,
            r.seconds,
            r.versions.get("experiment"),
            *(r.scalars.get(name) for name in numbers),
        ]
        for r in found
    ]
    return [*parameters, "seed", *ABOUT, *numbers], rows


def csv_text(spec: Spec, store: Store) -> str:
    """The table as CSV with a header; floats by their shortest exact digits, empty where there is no value.

    Example:
    >>> from sims.store import Record, Store
    >>> from sims.sweep import Spec, csv_text
    >>> spec, store = Spec("noise", grid={"n": [10]}), Store("noise.sqlite", create=True)
    >>> (cell,) = spec.cells()
    >>> store.put(Record(cell.key, "noise", cell.parameters, cell.seed, "done", scalars={"mean": 0.5}))
    True
    >>> csv_text(spec, store).splitlines()
    ['n,seed,status,reason,seconds,code,mean', '10,0,done,,0.0,,0.5']
    """
    columns, rows = table(spec, store)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
