"""How alike a field is at neighbouring sites of a ring, how constant it is around it, and from when on it is localized."""

from __future__ import annotations

from typing import Any

import numpy as np

CONSTANT = 0.5  # of the squared field, in its mean over the ring
LESS_TWICE_RANDOM = "inverse participation ratio minus twice a random one's"


def neighbour_correlation(w: Any) -> Any:
    """sum_i w_i w_{i+1} / sum_i w_i^2 around the ring: 1 for a constant field, -1 for one that alternates from site to site."""
    return np.sum(w * np.roll(w, 1, axis=-1), axis=-1) / np.sum(w**2, axis=-1)


def share_in_mean(w: Any) -> Any:
    """(sum_i w_i)^2 / (L sum_i w_i^2), what its mean over the ring holds of the squared field: 1 for a constant field."""
    return np.sum(w, axis=-1) ** 2 / (w.shape[-1] * np.sum(w**2, axis=-1))


def random_ratio(L: int) -> float:
    """3 / (L + 2), the mean inverse participation ratio of random directions."""
    return 3 / (L + 2)


def twice_random(L: int) -> float:
    """The inverse participation ratio above which a field is called localized."""
    return 2 * random_ratio(L)
