"""A ridge as rows below the features: least squares without squaring the condition number."""

from __future__ import annotations

import numpy as np

from ...validation import Array


def with_ridge(F: Array, t: Array, penalty: Array) -> tuple[Array, Array]:
    """Features F (..., R, P) with the rows diag(sqrt(penalty)) below, targets t (R,) with zeros; both as given without a ridge.

    Example:
    >>> import numpy as np
    >>> from theory.gates.fits.ridge import with_ridge
    >>> [part.tolist() for part in with_ridge(np.ones((1, 1)), np.ones(1), np.array([4.0]))]
    [[[1.0], [2.0]], [1.0, 0.0]]
    """
    if not penalty.any():
        return F, t
    P = len(penalty)
    below = np.broadcast_to(np.diag(np.sqrt(penalty)), (*F.shape[:-2], P, P))
    return np.concatenate([F, below], axis=-2), np.append(t, np.zeros(P))


def ridge_minimum(F: Array, t: Array, penalty: Array) -> float:
    """min_w |t - F w|^2 + sum_j penalty_j w_j^2, for penalty (P,).

    Example:
    >>> import numpy as np
    >>> from theory.gates.fits.ridge import ridge_minimum
    >>> round(ridge_minimum(np.ones((1, 1)), np.ones(1), np.array([3.0])), 12)
    0.75
    """
    F, t = with_ridge(F, t, penalty)
    w = np.linalg.lstsq(F, t, rcond=None)[0]
    return float(np.sum((t - F @ w) ** 2))
