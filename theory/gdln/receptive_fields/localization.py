"""How concentrated a receptive field is: the inverse participation ratio."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...validation import as_array, one_line


def inverse_participation_ratio(w: Any) -> Any:
    """sum w_i^4 / (sum w_i^2)^2 along the last axis: shape (..., L) -> (...), a float for one field.

    In [1/L, 1]: 1/L where all |w_i| are equal, 1 where one site holds everything. Part of the literature calls the
    reciprocal of this number so. A field that is 0 everywhere has none, and gives NaN. The scale of w does not matter:
    each field is divided by its largest entry first, so that no square overflows.

    The note, section 1, calls fields localized and defines no measure; this is the one its receptive fields are told by here.
    Raises TypeError for what is not real numbers, ValueError for a number without an axis, no site, NaN or infinity.

    Example:
    >>> from theory import gdln
    >>> gdln.inverse_participation_ratio([[1.0, 0.0, 0.0, 0.0], [1.0, -1.0, 1.0, -1.0]]).tolist()
    [1.0, 0.25]
    """
    fields = as_array("w", w)
    if fields.dtype.kind not in "biuf":
        raise TypeError(f"w must hold real numbers; got dtype {fields.dtype}. Convert it with .astype(float).")
    if fields.ndim == 0 or fields.shape[-1] == 0:
        raise ValueError(f"w must have shape (..., L) with L >= 1; got {fields.shape}.")
    fields = fields.astype(np.float64)
    if not np.all(np.isfinite(fields)):
        raise ValueError(f"w must be finite; got {one_line(fields[~np.isfinite(fields)][0])}. Remove it.")
    largest = np.max(np.abs(fields), axis=-1, keepdims=True)
    square = (fields / np.where(largest > 0, largest, 1.0)) ** 2
    total = np.sum(square, axis=-1)
    ratio = np.where(total > 0, np.sum(square**2, axis=-1) / np.where(total > 0, total, 1.0) ** 2, np.nan)
    return float(ratio) if ratio.ndim == 0 else ratio
