"""The quadratic form that governs the risk of each row: Q_i = M_i * <x x^T>."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...validation import Array
from .mask_moments import mask_moments

INPUT_SECOND_MOMENT = (1 / 3, 1 / 4)  # <x_i^2> and <x_i x_j> of inputs uniform on [0, 1]


def row_risk(n: int, masks: Any = None) -> Array:
    """Q_i = M_i * <x x^T> (n, n, n), inputs uniform on [0, 1]: the risk of row i is (beta_i - 1)^T Q_i (beta_i - 1)."""
    diagonal, off = INPUT_SECOND_MOMENT
    return mask_moments(n, masks) * (off + (diagonal - off) * np.eye(n))


def reached_entries(n: int, masks: Any = None) -> Array:
    """Which entries of the first layer some mask of the law switches on, (n, n) of bools; the others never move.

    Raises ValueError where a row has none: it learns nothing.
    """
    reached = np.diagonal(row_risk(n, masks), axis1=1, axis2=2) > 0
    learns = np.any(reached, axis=1)
    if not np.all(learns):
        raise ValueError(f"masks must reach every row; row {int(np.argmin(learns))} is empty in all of them.")
    return reached
