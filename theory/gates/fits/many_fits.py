"""Many small least-squares fits at once, of the same targets on different features."""

from __future__ import annotations

import numpy as np

from ...validation import Array
from ..problem import GateProblem
from .ridge import with_ridge

EPS = float(np.finfo(np.float64).eps)


def least_squares(features: Array, target: Array) -> tuple[Array, Array]:
    """min_w |target - features w|^2 for each of features (B, R, P), target (R,): its values (B,), and what rounding takes off.

    By the singular values, so the condition number is not squared. The solver is backward stable: it solves a problem whose
    features are off by at most 4 (R + P) eps |features|, which moves the norm of the residual by that times |w|.

    Possible issues: singular values below eps max(R, P) of the largest count as 0, and the second result does not count what
    they might still explain.
    """
    _, R, P = features.shape
    U, s, _ = np.linalg.svd(features, full_matrices=False)
    largest = s[:, :1] if s.shape[1] else np.zeros((len(s), 1))
    keep = s > EPS * max(R, P) * largest
    along = np.where(keep, np.einsum("brp,r->bp", U, target), 0.0)
    residual = target - np.einsum("brp,bp->br", U, along)
    w = np.linalg.norm(along / np.where(keep, s, 1.0), axis=1)
    value = np.sum(residual**2, axis=1)
    off = 4 * (R + P) * EPS * (largest[:, 0] * w + np.linalg.norm(target))
    return value, 2 * np.sqrt(value) * off + off**2


def fits(problem: GateProblem, gates: Array) -> tuple[Array, Array]:
    """The least objectives (B,) of a problem at each of gates (B, U, K), and lower bounds (B,) on them under rounding."""
    B, U, _ = gates.shape
    z, target = problem.weighted
    features = (gates[:, :, :, None] * z[None, :, None, :]).reshape(B, U, -1)
    value, slack = least_squares(*with_ridge(features, target, np.full(features.shape[2], problem.ridge)))
    return value + problem.bayes, np.maximum(value - slack, 0.0) + problem.bayes
