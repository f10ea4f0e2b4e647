"""The quadratic form that governs the risk of each row: Q_i = M_i * <x x^T>."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...inputs.uniform_moments import uniform_inputs
from ...validation import Array, check_memory, natural
from .mask_moments import mask_moments


def row_risk(n: int, masks: Any = None) -> Array:
    """Q_i = M_i * <x x^T> (n, n, n), inputs uniform on [0, 1]: the risk of row i is (beta_i - 1)^T Q_i (beta_i - 1).

    M_i = <a_i a_i^T> of the rows of `masks`: None for the paper's training law, an array (D, n, n) for its empirical law, or
    an object with `row_second_moments()`. Raises ValueError for no masks, or entries outside [0, 1].

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> (48 * emn.row_risk(2)[0]).round(9).tolist()
    [[8.0, 3.0], [3.0, 8.0]]
    """
    n = natural("n", n)
    check_memory("n", n, n, n)
    return mask_moments(n, masks) * uniform_inputs(n)


def reached_entries(n: int, masks: Any = None) -> Array:
    """Which entries of the first layer some mask of the law switches on, (n, n) of bools; the others never move.

    Raises ValueError where a row has none: it learns nothing.
    """
    reached = np.diagonal(row_risk(n, masks), axis1=1, axis2=2) > 0
    learns = np.any(reached, axis=1)
    if not np.all(learns):
        raise ValueError(f"masks must reach every row; row {int(np.argmin(learns))} is empty in all of them.")
    return reached
