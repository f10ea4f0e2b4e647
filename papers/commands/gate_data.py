"""Data to choose gates for: CSV, npz, and the laws of the note by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np

from theory.inputs import NLGP, Mixture, SinglePulse
from theory.validation import Array, check_weights, did_you_mean, natural, one_line, real_array

from ..ledger.usage_error import UsageError
from ..ledger.words import counted
from .gate_csv import counts_up, numbered, read_csv

WEIGHT = "sample_weight"
UNNAMED = re.compile(r"Unnamed: \d+")  # what pandas calls a column that has no name, and writes
LIKE_WEIGHT = ("weight", "weights", "sampleweight", "sampleweights")  # letters alone, in lower case
LIKE_INDEX = ("i", "id", "idx", "index", "row", "rowid", "sample", "sampleid", "nr", "no")
SHOWN = 8  # columns that a message lists
MOST_SAMPLES = 10**7  # drawn


@dataclass(frozen=True, eq=False)
class GateData:
    """x (S, n), y (S,), sample_weight (S,) or None, a name to show, the names of the inputs, and whether they are a ring.

    `remarks` are what is odd in the names of the file's columns.
    """

    x: Array
    y: Array
    sample_weight: Array | None
    title: str
    inputs: tuple[str, ...]
    ring: bool = False
    target: str = "y"
    remarks: tuple[str, ...] = ()


def read_data(path: Path, target: str | None = None) -> GateData:
    """A CSV file (header optional, optional column `sample_weight`) or an npz (x, y, sample_weight).

    `target` names the target among the columns of a CSV, by default the last one.
    Raises `UsageError` in one line that says where the file is wrong.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if path.suffix.lower() == ".npz" or start == b"PK\x03\x04":
            if target is not None:
                raise UsageError(f"--target goes with a CSV only; the target of {path.name} is its array y.")
            return _read_npz(path)
        return _of_columns(path, *read_csv(path, target), target)
    except OSError as refused:
        raise UsageError(f"cannot read {path}: {refused.strerror or refused}.") from refused


def single_pulses(sites: int, lengths: tuple[int, int]) -> GateData:
    """All pulses of two lengths on a ring, exact: y = 1 for the first length, y = 0 for the second, in equal shares."""
    law = Mixture(*(SinglePulse(sites, length, length) for length in lengths))
    x, y, p = cast("tuple[Array, Array, Array]", law.support)
    title = f"single pulses on {sites} sites, y = 1 at length {lengths[0]}, y = 0 at length {lengths[1]}"
    return GateData(x.astype(float), y.astype(float), p.astype(float), title, _places(sites), True)


def nlgp(sites: int, xi: tuple[float, float], gain: float, samples: int, seed: int) -> GateData:
    """Draws from two nonlinear Gaussian processes on a ring: y = 1 for the first length scale, y = 0 for the second."""
    x, y = Mixture(*(NLGP(sites, scale, gain) for scale in xi)).sample(
        seed, natural("samples", samples, most=MOST_SAMPLES)
    )
    title = f"{samples} draws of NLGP on {sites} sites, y = 1 at xi = {xi[0]:g}, y = 0 at xi = {xi[1]:g}, gain {gain:g}"
    return GateData(x, y, None, title, _places(sites), True)


def _places(sites: int) -> tuple[str, ...]:
    return tuple(f"site {i + 1}" for i in range(sites))


def _read_npz(path: Path) -> GateData:
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            if not isinstance(file, np.lib.npyio.NpzFile):
                raise UsageError(f"{path.name} must be an npz file with the arrays x and y; it is a single array.")
            if not {"x", "y"} <= set(file.files):
                held = ", ".join(sorted(file.files)) or "nothing"
                raise UsageError(f"{path.name} must hold the arrays x and y, and may hold {WEIGHT}; it holds {held}.")
            arrays = {name: file[name] for name in ("x", "y", WEIGHT) if name in file.files}
    except (UsageError, OSError):
        raise
    except (
        Exception
    ) as broken:  # NumPy lets through what zip, zlib and the tokenizer of headers raise, and a MemoryError
        reason = one_line(str(broken))
        raise UsageError(f"{path.name} cannot be read as an npz file of plain numbers: {reason}.") from broken
    try:
        x = real_array("x", arrays["x"], (None, None))
        y = real_array("y", arrays["y"], (len(x),))
        weight = real_array(WEIGHT, arrays[WEIGHT], (len(x),)) if WEIGHT in arrays else None
    except (ValueError, TypeError) as refused:
        raise UsageError(f"{path.name}: {refused}") from refused
    return _checked(path, x, y, weight, tuple(f"input {i + 1}" for i in range(x.shape[1])))


def _of_columns(path: Path, header: list[str], table: Array, wanted: str | None) -> GateData:
    if header.count(WEIGHT) > 1:
        raise UsageError(f"{path.name} must have one column {WEIGHT} at most; it has {header.count(WEIGHT)}.")
    weight = table[:, header.index(WEIGHT)] if WEIGHT in header else None
    rest = [j for j, name in enumerate(header) if name != WEIGHT]
    if len(rest) < 2:
        raise UsageError(
            f"{path.name} must have at least two columns, inputs and y last; got {len(rest)}. Separate fields by commas."
        )
    names = [header[j] or numbered(j) for j in rest]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UsageError(
            f"{path.name} must have a name for each column; {one_line(twice)} is that of {names.count(twice)}."
        )
    target = names[-1] if wanted is None else _known(path, names, wanted)
    y = table[:, rest[names.index(target)]]
    x = table[:, [j for j, name in zip(rest, names, strict=True) if name != target]]
    inputs = tuple(name for name in names if name != target)
    return replace(_checked(path, x, y, weight, inputs), target=target, remarks=tuple(_remarks(header, target, table)))


def _known(path: Path, names: list[str], wanted: str) -> str:
    """The name given by --target, where a column has it."""
    if wanted == WEIGHT:
        raise UsageError(f"--target must not be {WEIGHT}: that column holds the weights of the samples.")
    if wanted not in names:
        listed = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
        hint = did_you_mean(wanted, names) or f"known: {listed}."
        raise UsageError(f"--target {one_line(wanted)} is no column of {path.name}; {hint}")
    return wanted


def _remarks(header: list[str], target: str, table: Array) -> Iterator[str]:
    """On columns that are perhaps neither input nor target, and on a first line that is perhaps a header."""
    if header == [numbered(j) for j in range(len(header))] and counts_up(table[0].tolist()):
        yield f"no names of columns: the first line, {','.join(f'{v:g}' for v in table[0])}, is a sample"
    for j, name in enumerate(header):
        role = "the target" if (name or numbered(j)) == target else "an input"
        guess = " (an index?)" if j == 0 else ""
        if UNNAMED.fullmatch(name):
            yield f"column {one_line(name)} has the name of one without a name{guess} and is {role}"
        elif not name:
            yield f"{numbered(j)} has no name{guess} and is {role}; it is called {numbered(j)}"
        elif _letters(name) in LIKE_INDEX and counts_up(table[:, j].tolist()):
            yield f"column {one_line(name)} counts the samples and is {role}; drop it if it is an index"
        elif WEIGHT not in header and _letters(name) in LIKE_WEIGHT:
            yield f"column {one_line(name)} is {role}; a column of weights is named {WEIGHT}"


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name.lower()))


def _checked(path: Path, x: Array, y: Array, weight: Array | None, inputs: tuple[str, ...]) -> GateData:
    if x.size == 0:
        raise UsageError(f"{path.name} must hold at least one sample and one input; x has shape {x.shape}.")
    if weight is not None:
        try:
            check_weights(WEIGHT, weight)
        except ValueError as refused:
            raise UsageError(f"{path.name}: {refused}") from refused
    p = None if weight is None else weight.astype(float)
    return GateData(x.astype(float), y.astype(float), p, path.name, inputs)


def notes(data: GateData, K: int) -> list[str]:
    """What a person should know of these data before believing the gates."""
    found = list(data.remarks)
    points, place = np.unique(data.x, axis=0, return_inverse=True)
    place = place.reshape(-1)
    low, high = np.full(len(points), np.inf), np.full(len(points), -np.inf)
    np.minimum.at(low, place, data.y)
    np.maximum.at(high, place, data.y)
    torn = int(np.sum(low < high))
    if torn:
        found.append(
            f"{counted(torn, 'input')} occur{'s' * (torn == 1)} with different values of {data.target}: gates are functions of x, "
            "and the lower bound counts that in"
        )
    if np.all(data.y == data.y[0]):
        found.append(f"{data.target} is {data.y[0]:g} in every sample")
    if len(points) < K:
        found.append(f"more gates ({K}) than different inputs ({len(points)}): some can do nothing")
    return found
