"""The results of a sweep as a table, one row a cell."""

from __future__ import annotations

import csv
import io
from typing import Any

from ..store import Store
from .spec import Spec

AFTER = ("status", "reason", "seconds")


def table(spec: Spec, store: Store) -> tuple[list[str], list[list[Any]]]:
    """Column names and rows, in the order of the spec: parameters, seed, status, reason, seconds, then by name all
    numbers that any cell gave, None where a cell has none. Missing cells have no row; arrays are in `store.arrays`.

    Raises `StoreError` for a damaged store.
    """
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
            *(r.scalars.get(name) for name in numbers),
        ]
        for r in found
    ]
    return [*parameters, "seed", *AFTER, *numbers], rows


def csv_text(spec: Spec, store: Store) -> str:
    """The table as CSV with a header; floats by their shortest exact digits, empty where there is no value."""
    columns, rows = table(spec, store)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
