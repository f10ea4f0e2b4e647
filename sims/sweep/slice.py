"""A two-way slice of a sweep: one number over two axes, averaged over the seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from theory.validation import Array, did_you_mean, one_line

from ..store import Store, check_store
from .spec import Spec, SpecError, check_spec


@dataclass(frozen=True)
class Slice:
    """`mean[i, j]` of `value` at y_values[i], x_values[j] over `count[i, j]` cells; NaN where none is done.

    Example:
    >>> import numpy as np
    >>> from sims.sweep import Slice
    >>> slice = Slice("n", "p", "loss", (10, 20), (0.5,), {"seed": 0}, np.array([[0.1, 0.2]]), np.array([[1, 1]]))
    >>> float(slice.mean[slice.y_values.index(0.5), slice.x_values.index(20)])
    0.2
    """

    x: str
    y: str
    value: str
    x_values: tuple[Any, ...]
    y_values: tuple[Any, ...]
    at: Mapping[str, Any]
    mean: Array
    count: Array


def two_way(spec: Spec, store: Store, x: str, y: str, value: str, at: Mapping[str, Any] | None = None) -> Slice:
    """The mean of the number `value` over the seeds, for each pair of values of the axes `x` and `y`.

    Axes are the grid's parameters and "seed". `at` fixes the others (values, or their text); an axis of one value is
    fixed already, and only seeds are averaged over. Failed and missing cells are left out, so `count` may vary.

    Raises `SpecError` for an unknown axis, value or number, or an axis neither shown nor fixed.

    Example:
    >>> from sims.store import Record, Store
    >>> from sims.sweep import Spec, two_way
    >>> spec, store = Spec("noise", grid={"n": [10, 20], "p": [0.5]}), Store("noise.sqlite", create=True)
    >>> for cell in spec.cells():
    ...     found = {"mean": 1 / cell.parameters["n"]}
    ...     _ = store.put(Record(cell.key, "noise", cell.parameters, cell.seed, "done", scalars=found))
    >>> two_way(spec, store, x="n", y="p", value="mean").mean.tolist()
    [[0.1, 0.05]]
    """
    axes, store, at = check_spec(spec).axes, check_store(store), {} if at is None else at
    if not isinstance(at, Mapping):
        raise SpecError(f"at must map axes to values; got {one_line(at)}.")
    if not isinstance(value, str):
        raise SpecError(f"value must be the name of a number; got {one_line(value)}.")
    for argument, name in (("x", x), ("y", y), *(("at", name) for name in at)):
        if not isinstance(name, str):
            raise SpecError(f"{argument} must be the name of an axis; got {one_line(name)}.")
        if name not in axes:
            raise SpecError(_unknown("axis", name, list(axes)))
    if x == y:
        raise SpecError(f"x and y must be different axes; both are {x}.")
    fixed = {name: _at(name, wanted, axes[name]) for name, wanted in at.items()}
    if shown := sorted({x, y} & set(fixed)):
        raise SpecError(f"{shown[0]} is shown, so it cannot be fixed; drop one of the two.")
    for name, values in axes.items():
        if name not in (x, y, "seed", *fixed):
            if len(values) > 1:
                raise SpecError(f"{name} has {len(values)} values; fix it with --at {name}=VALUE.")
            fixed[name] = values[0]
    total = np.zeros((len(axes[y]), len(axes[x])))
    count = np.zeros(total.shape, dtype=int)
    seen: dict[str, None] = {}
    failed = 0
    for cell in spec.cells():
        where = {**cell.parameters, "seed": cell.seed}
        if any(where[name] != wanted for name, wanted in fixed.items()):
            continue
        record = store.get(cell.key)
        if record is None:
            continue
        failed += record.status == "failed"
        seen |= dict.fromkeys(record.scalars)
        if value in record.scalars:
            i, j = axes[y].index(where[y]), axes[x].index(where[x])
            with np.errstate(invalid="ignore", over="ignore"):  # an experiment may give infinities
                total[i, j] += record.scalars[value]
            count[i, j] += 1
    if not count.any():
        raise SpecError(
            _unknown("number", value, list(seen))
            if seen
            else f"no cell of this slice is done, {failed} failed; see gatelemma sweep status."
            if failed
            else "no cell of this slice is done; run it first."
        )
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return Slice(x, y, value, axes[x], axes[y], fixed, mean, count)


def _at(name: str, wanted: Any, values: tuple[Any, ...]) -> Any:
    for value in values:
        if wanted == value or wanted == _text(value) or _same_number(wanted, value):
            return value
    raise SpecError(f"{name} has no value {one_line(wanted)}; it has {', '.join(map(_text, values))}.")


def _same_number(wanted: Any, value: Any) -> bool:
    """Whether text, as a command has it, is a parameter's number: 0 and 0.0, 1e-3 and 0.001."""
    try:
        return isinstance(value, float) and float(wanted) == value
    except (TypeError, ValueError):
        return False


def _text(value: Any) -> str:
    """A value as it is written in TOML, text without its quotes."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unknown(what: str, name: str, known: list[str]) -> str:
    return f"{what} {name!r} is not known; " + (did_you_mean(name, known) or f"known: {', '.join(known)}.")
