"""Second moments of mask rows, M_i = <a_i a_i^T>, of a law or of a given set of masks."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...validation import Array, mask_set, real_array
from .paper_masks import PaperMasks


def mask_moments(n: int, masks: Any = None) -> Array:
    """M_i = <a_i a_i^T> of every row i of the masks, (n, n, n).

    `masks`: None for the paper's training law, an array (D, n, n) for its empirical law, or an object with
    `row_second_moments()`. Raises ValueError for no masks, or entries outside [0, 1].
    """
    law = PaperMasks(n) if masks is None else masks
    if hasattr(law, "row_second_moments"):
        return real_array("masks.row_second_moments()", law.row_second_moments(), (n, n, n))
    A = mask_set("masks", law, (None, n, n)).astype(np.float64)
    return np.swapaxes(A, 0, 1).swapaxes(1, 2) @ np.swapaxes(A, 0, 1) / len(A)
