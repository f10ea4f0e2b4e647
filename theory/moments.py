"""Second moments of gated features, accumulated piece by piece: the memory is that of the moments, not of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from .validation import Array, check_weights, float_array, real_array

PIECE_BYTES = 1 << 25


def gated_features(x: Array, gates: Array) -> Array:
    """x~ = g(x) (x) x: (s, n) and (s, K) to (s, K n), with index k n + i (the note, Eq. (11))."""
    return (gates[:, :, None] * x[:, None, :]).reshape(len(x), -1)


def pieces(size: int, width: int) -> Iterable[slice]:
    """Slices of `size` samples whose features of `width` float64 columns fill `PIECE_BYTES`."""
    step = max(1, PIECE_BYTES // (8 * max(1, width)))
    return (slice(start, min(start + step, size)) for start in range(0, size, step))


def accumulate(
    size: int, width: int, features: Callable[[slice], Array], y: Array, weight: Array | None, exact: bool
) -> tuple[Array, Array, Any]:
    """A = <x~ x~^T>, b = <x~ y> and <y^2> over `size` samples, the weights normalized to sum 1.

    Raises ValueError where squares vanish of what is not zero; overflow is for the caller to refuse.
    """
    dtype = object if exact else np.float64
    A = np.full((width, width), Fraction(0)) if exact else np.zeros((width, width))
    b = np.full(width, Fraction(0)) if exact else np.zeros(width)
    y2: Any = Fraction(0) if exact else 0.0
    seen = np.zeros(width, dtype=bool)
    total: Any = size if weight is None else weight.sum()
    with np.errstate(over="ignore", invalid="ignore"):  # the caller refuses moments that are not finite
        for piece in pieces(size, width):
            F = features(piece).astype(dtype, copy=False)
            seen |= np.any(F if weight is None else F[weight[piece] > 0], axis=0)
            weighted = F if weight is None else F * weight[piece, None]
            A += weighted.T @ F
            b += weighted.T @ y[piece]
            y2 += (y[piece] if weight is None else weight[piece] * y[piece]) @ y[piece]
    if np.any(seen & (np.diagonal(A) == 0)) or (y2 == 0 and np.any(y if weight is None else y[weight > 0])):
        raise ValueError("the second moments must not vanish where x and y do not; got an underflow. Rescale x and y.")
    total = Fraction(total) if exact else total
    with np.errstate(over="ignore"):
        return (A + A.T) / (2 * total), b / total, y2 / total


def checked_samples(
    x: Any, y: Any, sample_weight: Any, exact: bool, argument: str = "x"
) -> tuple[Array, Array, Array | None]:
    """x (S, n) of at least one sample, y (S,) and their `sample_weights`, validated; `argument` is the name of x."""
    x = real_array(argument, x, (None, None), exact)
    if len(x) == 0:
        raise ValueError(f"{argument} must hold at least one sample; got none.")
    return x, real_array("y", y, (len(x),), exact), sample_weights(sample_weight, len(x), exact)


def or_equal(weight: Array | None, size: int, exact: bool) -> Array:
    """`weight`, or 1 for each of `size` samples where it is None."""
    return np.full(size, Fraction(1) if exact else 1.0) if weight is None else weight


def sample_weights(sample_weight: Any, size: int, exact: bool, argument: str = "sample_weight") -> Array | None:
    """Validated weights (size,): none negative, a positive sum; scaled by their largest, so that no sum overflows."""
    if sample_weight is None:
        return None
    weight = (
        real_array(argument, sample_weight, (size,), True) if exact else float_array(argument, sample_weight, (size,))
    )
    check_weights(argument, weight)
    return weight if exact else weight / weight.max()
