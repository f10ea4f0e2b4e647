"""How alike a field is at neighbouring sites of a ring, and how constant it is around it."""

from __future__ import annotations

from typing import Any

import numpy as np

CONSTANT = 0.5  # of the squared field, in its mean over the ring


def neighbour_correlation(w: Any) -> Any:
    """sum_i w_i w_{i+1} / sum_i w_i^2 around the ring: 1 for a constant field, -1 for one that alternates from site to site."""
    return np.sum(w * np.roll(w, 1, axis=-1), axis=-1) / np.sum(w**2, axis=-1)


def share_in_mean(w: Any) -> Any:
    """(sum_i w_i)^2 / (L sum_i w_i^2), what its mean over the ring holds of the squared field: 1 for a constant field."""
    return np.sum(w, axis=-1) ** 2 / (w.shape[-1] * np.sum(w**2, axis=-1))
