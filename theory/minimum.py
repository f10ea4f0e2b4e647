"""The least loss of a regression and its weights: from second moments, and corrected by the residuals of the samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .moments import pieces
from .spectrum import EPS, Spectrum, rounding_unit
from .validation import Array

MOST = 5  # corrections
Features = Callable[[slice], Array]


class Minimum(NamedTuple):
    """Weights (P,) of the least loss <(yhat - y)^2>, the loss there, and how far from the least it may be by rounding."""

    weights: Array
    loss: Any
    error: Any


def minimum_of_moments(modes: Spectrum, b: Array, y2: float, scale: float) -> Minimum:
    """A^+ b / scale and y2 - b^T A^+ b, which is negative for an impossible y2.

    A is known to one unit of its block, b to that share of its own norm.
    """
    w, explained, error = np.zeros(len(b)), 0.0, 8 * EPS * y2
    for block in modes.blocks:
        c, root, top = block.to_modes(b[block.index]), np.sqrt(block.eigenvalues), block.eigenvalues[-1]
        w[block.index] = block.from_modes(c / (scale * block.eigenvalues))
        explained += float(np.sum((c / root) ** 2))
        unit = rounding_unit(len(block.index), top)
        off = unit / top * float(np.linalg.norm(b[block.index])) / root
        error += float(np.sum((c / root) ** 2 * unit / block.eigenvalues + 2 * np.abs(c / root) * off + off**2))
    return Minimum(w, y2 - explained, error)


def refined_minimum(
    rough: Minimum,
    modes: Spectrum,
    A: Array,
    y2: float,
    scale: float,
    features: Features,
    y: Array,
    weight: Array | None,
) -> Minimum | None:
    """The minimum over the modes of A that are kept, from the rough one of the moments; None where numbers overflow.

    With r = y - scale F w and g = <F r>, the loss <r^2> is g^T A^+ g above its minimum, and A^+ g / scale leads there. The
    excess of weights that are off by d is d^T A d: a loss from residuals is right to the second order in d where
    y2 - b^T A^+ b is to the first. At least one correction is tried, more while the excess is above eps <y^2>; the lowest
    loss is kept. (Corrected seminormal equations: Bjorck, Linear Algebra and its Applications 88/89 (1987) 31.)

    The error counts the excess that is left and the rounding of r, at most (P + 2) eps (|y| + sum_i |scale w_i F_i|) at each
    sample.
    """
    w, found = rough.weights, None
    with np.errstate(over="ignore", invalid="ignore"):
        for corrections in range(MOST + 1):
            loss, g = _loss_and_gradient(scale * w, features, y, weight)
            excess, correction = 0.0, np.zeros_like(w)
            for block in modes.blocks:
                c = block.to_modes(g[block.index])
                excess += float(np.sum(c**2 / block.eigenvalues))
                correction[block.index] = block.from_modes(c / (scale * block.eigenvalues))
            if not np.isfinite(loss + excess):
                return None
            if found is None or loss <= found.loss:
                off = (len(w) + 2) * EPS * (np.sqrt(y2) + float(np.abs(scale * w) @ np.sqrt(np.diagonal(A))))
                found = Minimum(w, loss, excess + 2 * np.sqrt(loss) * off + off**2 + 8 * EPS * loss)
            if corrections > 0 and excess <= EPS * y2:
                break
            w = w + correction
    return found


def _loss_and_gradient(w: Array, features: Features, y: Array, weight: Array | None) -> tuple[float, Array]:
    """<r^2> and <F r> for r = y - F w, piece by piece."""
    loss, g = 0.0, np.zeros(len(w))
    for piece in pieces(len(y), len(w)):
        F = features(piece).astype(np.float64, copy=False)  # gates may be objects
        r = y[piece] - F @ w
        weighted = r if weight is None else weight[piece] * r
        loss += float(weighted @ r)
        g += weighted @ F
    total = len(y) if weight is None else float(weight.sum())
    return loss / total, g / total
