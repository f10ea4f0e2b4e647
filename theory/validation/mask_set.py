"""A set of masks as an argument, in the numbers that it needs, or one line that says what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import Array, as_array, check_shape, check_unit_interval, real_array


def mask_set(
    argument: str, masks: Any, shape: tuple[int | None, ...] = (None,) * 3, exact: bool = False, empty: bool = False
) -> Array:
    """Masks in [0, 1], square in their last two axes, (D, n, n) unless `shape` says more; bools, float64 or, `exact`, `Fraction`.

    Bools stay bools, which take an eighth of the memory. `empty` allows D = 0 or another leading axis of length 0.

    Example:
    >>> from theory.validation import mask_set
    >>> mask_set("masks", [[[1, 0], [0, 1]]]).tolist()
    [[[1.0, 0.0], [0.0, 1.0]]]
    """
    A = as_array(argument, masks)
    if exact or A.dtype.kind != "b":
        A = real_array(argument, A, shape, exact)
    check_shape(argument, A, shape)
    check_shape(argument, A, (*A.shape[:-1], A.shape[-2]))
    if A.shape[-1] == 0 or (A.size == 0 and not empty):
        raise ValueError(
            f"{argument} must hold at least one matrix; got shape {A.shape}. Stack them along the first axis."
        )
    check_unit_interval(argument, A)
    return A if exact or A.dtype.kind == "b" else A.astype(np.float64, copy=False)
