"""What a sweep computes: an experiment, a grid, seeds and fixed parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import product
from numbers import Integral
from typing import Any

import numpy as np

from theory.validation import one_line, real_number

from ..encoding import canonical
from .cell import Cell

LIMITS = ("seconds", "megabytes")
ABOUT = ("status", "reason", "seconds", "code")  # columns of a table that are no parameters and no results
TAKEN = ("rng", "seed", *ABOUT)
MOST_CELLS = 1_000_000
MOST_BITS = 4096  # of a whole number: Python writes none of more than 4300 digits


class SpecError(ValueError):
    """A sweep that cannot be run as asked, in one line.

    Example:
    >>> from sims.sweep import Spec, SpecError
    >>> try:
    ...     Spec("noise", grid={})
    ... except SpecError as error:
    ...     print(error)
    grid must name at least one parameter; got none. A list of one value is enough.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))  # a path may hold anything


@dataclass(frozen=True)
class Spec:
    """A sweep: one cell for each combination of the grid's values and each seed.

    `experiment`: a registered name, or "package.module:function". `grid`: parameter name to its values, which are text,
    whole or finite real numbers, or booleans. `seeds`: how many (0, 1, ...), or a list of them. `fixed`: parameters that
    all cells share; here a value may be a list, too. `limits`: the `seconds` a cell may take and the `megabytes` of
    memory it may add to its process; they are no part of what is computed, so changing them leaves all results valid.
    Raises `SpecError` for anything else, an empty grid or value twice.

    Example:
    >>> from sims.sweep import Spec
    >>> spec = Spec("noise", grid={"n": [10, 100], "scale": [0.5, 1.0]}, seeds=5)
    >>> len(spec), list(spec.axes)
    (20, ['n', 'scale', 'seed'])
    """

    experiment: str
    grid: Mapping[str, Sequence[Any]]
    seeds: int | Sequence[int] = 1
    fixed: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.experiment, str) or not self.experiment:
            raise SpecError(f"experiment must be a name, or package.module:function; got {one_line(self.experiment)}.")
        for argument in ("grid", "fixed", "limits"):
            if not isinstance(getattr(self, argument), Mapping):
                raise SpecError(
                    f"{argument} must map parameters to values; got {one_line(getattr(self, argument))}. In TOML it is "
                    f"a table, [{argument}]."
                )
        for name in (*self.grid, *self.fixed):
            _check_name(name)
        if both := sorted(set(self.grid) & set(self.fixed)):
            raise SpecError(f"{both[0]} is in the grid and in fixed; leave it in one.")
        if not self.grid:
            raise SpecError("grid must name at least one parameter; got none. A list of one value is enough.")
        set_field = object.__setattr__  # frozen
        set_field(self, "grid", {name: _values(f"grid.{name}", values) for name, values in self.grid.items()})
        set_field(self, "fixed", {name: _fixed(f"fixed.{name}", value) for name, value in self.fixed.items()})
        set_field(self, "seeds", _seeds(self.seeds))
        set_field(self, "limits", {name: _limit(name, value) for name, value in self.limits.items()})
        if len(self) > MOST_CELLS:
            raise SpecError(f"the sweep has {len(self)} cells; at most {MOST_CELLS} go into one. Split the grid.")

    def __len__(self) -> int:
        return math.prod(len(values) for values in self.axes.values())

    @property
    def axes(self) -> dict[str, tuple[Any, ...]]:
        """The grid, and the seeds as the last axis."""
        return {**self.grid, "seed": self.seeds}  # type: ignore[dict-item]  # both are tuples by now

    def cells(self) -> Iterator[Cell]:
        """Every cell, the first axis slowest and the seeds fastest."""
        for *values, seed in product(*self.axes.values()):
            yield Cell(self.experiment, {**dict(zip(self.grid, values, strict=True)), **self.fixed}, seed)

    @property
    def digest(self) -> str:
        """SHA-256 of the spec without its limits; it changes with any change of what is computed."""
        whole = {"experiment": self.experiment, "grid": dict(self.grid), "seeds": self.seeds, "fixed": dict(self.fixed)}
        return sha256(canonical(whole).encode()).hexdigest()


def check_spec(spec: Any) -> Spec:
    """`spec` if it is one, else a `SpecError`."""
    if not isinstance(spec, Spec):
        raise SpecError(f"spec must be a Spec; got {one_line(spec)}. See read_spec.")
    return spec


def _check_name(name: Any) -> None:
    if not isinstance(name, str) or not name.isidentifier():
        raise SpecError(f"a parameter must be a Python name; got {one_line(name)}.")
    if name in TAKEN:
        raise SpecError(f"a parameter cannot be called {name}; rename it.")


def _scalar(argument: str, value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    if not isinstance(value, bool | int | float | str):
        raise SpecError(f"{argument} must hold numbers, text or booleans; got {one_line(value)}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise SpecError(f"{argument} must be finite; got {value}.")
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise SpecError(f"{argument} must hold whole numbers below 2^{MOST_BITS}; got {one_line(value)}.")
    return value


def _values(argument: str, values: Any) -> tuple[Any, ...]:
    if not isinstance(values, list | tuple | range | np.ndarray):
        raise SpecError(f"{argument} must be a list of values; got {one_line(values)}.")
    if len(values) == 0:
        raise SpecError(f"{argument} must hold at least one value; got none.")
    found = tuple(_scalar(argument, value) for value in values)
    seen: set[Any] = set()
    for value in found:
        if value in seen:
            raise SpecError(f"{argument} must hold each value once; got {one_line(value)} twice.")
        seen.add(value)
    return found


def _fixed(argument: str, value: Any) -> Any:
    if isinstance(value, list | tuple | np.ndarray):
        return tuple(_scalar(argument, entry) for entry in value)
    return _scalar(argument, value)


def _limit(name: Any, value: Any) -> float:
    if name not in LIMITS:
        raise SpecError(f"limits.{name} is not known; known: {', '.join(LIMITS)}.")
    try:
        return float(real_number(f"limits.{name}", value, above=0))
    except (TypeError, ValueError) as wrong:
        raise SpecError(str(wrong)) from wrong


def _seeds(seeds: Any) -> tuple[int, ...]:
    if isinstance(seeds, Integral) and not isinstance(seeds, bool):
        if not 1 <= int(seeds) <= MOST_CELLS:
            raise SpecError(f"seeds must be a number from 1 to {MOST_CELLS}, or a list; got {one_line(seeds)}.")
        return tuple(range(int(seeds)))
    found = _values("seeds", seeds)
    for seed in found:
        if type(seed) is not int or not 0 <= seed < 2**63:
            raise SpecError(f"seeds must be whole numbers from 0 to 2^63 - 1; got {one_line(seed)}.")
    return found
