"""A table of numbers in a CSV file, with or without a header; what is wrong with it is said with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from theory.validation import Array, one_line

from ..ledger.usage_error import UsageError

MISSING = ("", "na", "n/a", "null", "none", "?", "-")


def numbered(j: int) -> str:
    """What the column with index j is called where the file does not name it."""
    return f"column {j + 1}"


def read_csv(path: Path, target: str | None = None) -> tuple[list[str], Array]:
    """The columns' names, "column 1" and so on without a header, and the numbers (rows, columns).

    In a header a name may be "". `target` is the target's name where that is not the last column, for messages.
    Raises `UsageError` in one line that says where the file is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            rows = [(reader.line_num, row) for row in reader if any(field.strip() for field in row)]
    except UnicodeDecodeError as broken:
        raise UsageError(
            f"{path.name} must be text in UTF-8; got the byte {broken.object[broken.start]:#04x}."
        ) from broken
    except csv.Error as broken:
        raise UsageError(f"{path.name} is no CSV: {broken}.") from broken
    if not rows:
        raise UsageError(f"{path.name} must hold at least one row of numbers; it is empty.")
    if _end_in_a_comma(rows):
        raise UsageError(f"{path.name}: rows end in a comma, which makes an empty last column; drop those commas.")
    for line, row in rows:
        if row[0].lstrip().startswith("#"):
            raise UsageError(
                f"{path.name}, line {line}: {one_line(row[0])} is a comment; drop it, a header has no # before it."
            )
    columns = len(rows[0][1])
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if all(mark in ",".join(row) for _, row in rows):
            raise UsageError(
                f"{path.name}: fields are separated by {name}; separate them by commas, with decimal points."
            )
    for line, row in rows:
        if len(row) != columns:
            raise UsageError(
                f"{path.name}, line {line}: every row must have as many fields as the first, {columns}; got {len(row)}."
            )
    header: list[str] | None = None
    numbers = [_number(field) is not None for field in rows[0][1]]
    if not any(numbers):
        header = [field.strip() for field in rows[0][1]]
        rows = rows[1:]
    elif not all(numbers) and any(_is_name(field) for field in rows[0][1]):
        field = next(field for field in rows[0][1] if _is_name(field))
        raise UsageError(
            f"{path.name}, line {rows[0][0]}: a header holds names only, a row numbers only; got {one_line(field)} among numbers."
        )
    elif not rows[0][1][0].strip() and counts_up([_number(field) for field in rows[0][1][1:]]):
        raise UsageError(
            f"{path.name}, line {rows[0][0]}: the columns are numbered ({one_line(','.join(rows[0][1]))}); a header holds names."
        )
    if not rows:
        raise UsageError(f"{path.name} must hold at least one row of numbers; it holds a header only.")
    header = header or [numbered(j) for j in range(columns)]
    return header, _table(path, [name or numbered(j) for j, name in enumerate(header)], rows, target)


def _end_in_a_comma(rows: list[tuple[int, list[str]]]) -> bool:
    """Whether the longest rows have nothing in their last field, and all others have that field less."""
    most = max(len(row) for _, row in rows)
    return all(len(row) == most - 1 or (len(row) == most and not row[-1].strip()) for _, row in rows)


def counts_up(values: Iterable[float | None]) -> bool:
    """Whether they are 0, 1, 2, ... or 1, 2, 3, ...: numbers of columns or of rows."""
    found = list(values)
    return any(found == [*range(start, start + len(found))] for start in (0, 1))


def _number(field: str) -> float | None:
    try:
        return None if "_" in field else float(field)  # Python reads 1_0 as 10
    except ValueError:
        return None


def _is_name(field: str) -> bool:
    return bool(field.strip()) and _number(field) is None


def _table(path: Path, header: list[str], rows: list[tuple[int, list[str]]], target: str | None) -> Array:
    """The numbers of the rows. Raises `UsageError` on the first field that is none, with how many more there are."""
    values = [[_number(field) for field in row] for _, row in rows]
    table = np.array([[np.nan if value is None else value for value in row] for row in values])
    wrong = np.argwhere(~np.isfinite(table))
    if len(wrong) == 0:
        return table
    i, j = wrong[0]
    line, row = rows[i]
    missing = values[i][j] is not None or row[j].strip().lower() in MISSING
    if target is None:
        why = ": y, the last column, is the target" if j + 1 == len(header) else ", or drop the column"
    else:
        why = ": the column is the target" if header[j] == target else ", or drop the column"
    way_out = "Remove or impute it" if missing else f"Code it as a number{why}"
    others = "field is" if len(wrong) == 2 else "fields are"
    more = f" {len(wrong) - 1} more {others} none either." if len(wrong) > 1 else ""
    raise UsageError(f"{path.name}, line {line}, {header[j]}: {one_line(row[j])} is no finite number. {way_out}.{more}")
