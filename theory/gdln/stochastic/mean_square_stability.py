"""For which step sizes SGD on independent minibatches stays bounded in mean square, and the two operators that decide it."""

from __future__ import annotations

import numpy as np

from ...regression import GatedRegression
from ...validation import Array, natural
from .fourth_moments import FourthMoments, check_fourth_moments


def largest_mean_square_lr(law: FourthMoments, batch: int) -> float:
    """The learning rate below which the covariance stays bounded: K^2 / mu, infinite where A = 0.

    On symmetric C in the range of A let L C = A C + C A and Q C = <A_B C A_B>. Without its constant the recursion is
    T = 1 - h (L - h Q), h = lr / K^2; mu is the largest eigenvalue of L^(-1/2) Q L^(-1/2). T is symmetric, so below
    h = 1/mu all its eigenvalues are below 1; and T maps positive matrices to such, so none is larger in size than the
    largest. It rises with B to `largest_stable_lr`, its value for B to infinity. P(P + 1)/2 x P(P + 1)/2 matrices.

    Example:
    >>> from theory import gdln
    >>> law = gdln.FourthMoments.from_samples([[1.0], [-1.0]], [1.0, 0.0], [[1], [1]])
    >>> round(gdln.largest_mean_square_lr(law, batch=1), 9)
    2.0
    """
    vectors, values = modes(check_fourth_moments(law).problem)
    if len(values) == 0:
        return float("inf")
    L, Q = operators(law, vectors, values, natural("batch", batch))
    root = np.sqrt(L)
    mu = float(np.linalg.eigvalsh(Q / np.multiply.outer(root, root))[-1])
    return 1.0 / (float(law.problem.scale) ** 2 * mu)


def operators(law: FourthMoments, vectors: Array, values: Array, B: int) -> tuple[Array, Array]:
    """L (diagonal) and Q on symmetric matrices of the range of A, in the orthonormal basis of the modes."""
    r, i, j = len(values), *np.triu_indices(len(values))
    L, Q = values[i] + values[j], np.empty((len(i), len(i)))
    for column, unit in enumerate(np.eye(len(i))):
        C = vectors @ unpack(unit, r) @ vectors.T
        Q[:, column] = pack(vectors.T @ law.second_order(C, B).astype(np.float64) @ vectors)
    return L, (Q + Q.T) / 2


def modes(problem: GatedRegression) -> tuple[Array, Array]:
    """Orthonormal eigenvectors (P, r) and eigenvalues (r,) of the range of A."""
    blocks = problem.spectrum.blocks
    vectors = np.zeros((len(problem.b), sum(len(b.eigenvalues) for b in blocks)))
    start = 0
    for block in blocks:
        vectors[block.index, start : start + len(block.eigenvalues)] = block.vectors
        start += len(block.eigenvalues)
    return vectors, np.concatenate([b.eigenvalues for b in blocks] or [np.empty(0)])


def pack(C: Array) -> Array:
    """A symmetric (r, r) as its r (r + 1) / 2 coordinates in an orthonormal basis."""
    i, j = np.triu_indices(len(C))
    return C[i, j] * np.where(i == j, 1.0, np.sqrt(2))


def unpack(c: Array, r: int) -> Array:
    """The symmetric (r, r) of such coordinates."""
    i, j = np.triu_indices(r)
    C = np.zeros((r, r))
    C[i, j] = C[j, i] = c / np.where(i == j, 1.0, np.sqrt(2))
    return C
