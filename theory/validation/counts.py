"""Counts of steps or masks as arguments: one number, or a row of them, or one line that says what is wrong."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np

from .arrays import Array, as_array
from .values import MOST, natural, one_line


def counts(argument: str, value: Any, most: float = MOST, ascending: bool = False) -> Array:
    """`value` as an object array of ints from 0 to `most`: of shape () for one number, (T,) for a row, which may be empty.

    Ints, because a count beyond 64 bits is a count. `ascending` refuses a row in which a count is below the one before.

    Example:
    >>> from theory.validation import counts
    >>> counts("steps", [0, 10]).tolist(), counts("steps", []).shape, counts("steps", 2**70, most=2**80).item()
    ([0, 10], (0,), 1180591620717411303424)
    """
    given = as_array(argument, value)
    row = given.reshape(-1).astype(object)
    whole = given.size == 0 or (given.dtype.kind in "iuO" and all(_is_count(v) for v in row))
    if given.ndim > 1 or not whole or (ascending and np.any(row[1:] < row[:-1])):
        rule = f"a whole number >= 0 or one {'ascending ' if ascending else ''}row of them"
        raise ValueError(f"{argument} must be {rule}; got {one_line(value)}.")
    natural(f"the largest of {argument}", max(row, default=0), least=0, most=most)
    out = np.empty(given.size, dtype=object)
    out[:] = [int(v) for v in row]
    return out.reshape(given.shape)


def _is_count(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool | np.bool_) and int(value) >= 0
