"""Where SGD on independent minibatches settles: the stable step sizes, the stationary covariance, its small-step limit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ... import exact as rational
from ...regression import GatedRegression
from ...validation import Array, natural, real_number
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
    vectors, values = _modes(check_fourth_moments(law).problem)
    if len(values) == 0:
        return float("inf")
    L, Q = _operators(law, vectors, values, natural("batch", batch))
    root = np.sqrt(L)
    mu = float(np.linalg.eigvalsh(Q / np.multiply.outer(root, root))[-1])
    return 1.0 / (float(law.problem.scale) ** 2 * mu)


def stationary_covariance(law: FourthMoments, lr: Any, batch: int) -> Array:
    """The covariance (P, P) that SGD of step lr settles at, whatever the start; its mean is the limit of the flow.

    It solves (L - h Q) C = (lr / B) R with h = lr / K^2, R = `gradient_noise`, L and Q as in `largest_mean_square_lr`,
    and has no part in the null space of A. An exact law with an exact lr gives an exact covariance (small P).
    Raises ValueError where it does not exist, lr at or above `largest_mean_square_lr`, and names that limit.

    Example:
    >>> from theory import gdln
    >>> law = gdln.FourthMoments.from_samples([[1.0], [-1.0]], [1.0, 0.0], [[1], [1]])
    >>> gdln.stationary_covariance(law, 0.5, batch=1).round(9).tolist()
    [[0.083333333]]
    """
    lr, B = real_number("lr", lr, least=0), natural("batch", batch)
    limit = largest_mean_square_lr(law, B)
    if float(lr) >= limit:
        raise ValueError(
            f"lr must be below {limit:.6g}, the mean-square stable limit of batch {B}; got {float(lr):.6g}."
        )
    if law.problem.exact and isinstance(lr, Fraction):
        return _exact_stationary(law, lr, B)
    vectors, values = _modes(law.problem)
    L, Q = _operators(law, vectors, values, B)
    R = vectors.T @ law.gradient_noise().astype(np.float64) @ vectors
    c = np.linalg.solve(np.diag(L) - float(lr) * float(law.problem.scale) ** 2 * Q, float(lr) / B * _pack(R))
    C = vectors @ _unpack(c, len(values)) @ vectors.T
    return (C + C.T) / 2


def small_step_covariance(law: FourthMoments, batch: int) -> Array:
    """Sigma (P, P) of stationary covariance = lr Sigma + O(lr^2): the solution of A Sigma + Sigma A = R / B.

    In the eigenbasis Sigma_ij = R_ij / (B (lambda_i + lambda_j)); no K in it. Its part in the null space of A is 0.

    Example:
    >>> from theory import gdln
    >>> law = gdln.FourthMoments.from_samples([[1.0], [-1.0]], [1.0, 0.0], [[1], [1]])
    >>> gdln.small_step_covariance(law, batch=1).round(9).tolist()
    [[0.125]]
    """
    B = natural("batch", batch)
    vectors, values = _modes(check_fourth_moments(law).problem)
    R = vectors.T @ law.gradient_noise().astype(np.float64) @ vectors
    return vectors @ (R / (B * np.add.outer(values, values))) @ vectors.T


def _modes(problem: GatedRegression) -> tuple[Array, Array]:
    """Orthonormal eigenvectors (P, r) and eigenvalues (r,) of the range of A."""
    blocks = problem.spectrum.blocks
    vectors = np.zeros((len(problem.b), sum(len(b.eigenvalues) for b in blocks)))
    start = 0
    for block in blocks:
        vectors[block.index, start : start + len(block.eigenvalues)] = block.vectors
        start += len(block.eigenvalues)
    return vectors, np.concatenate([b.eigenvalues for b in blocks] or [np.empty(0)])


def _pack(C: Array) -> Array:
    """A symmetric (r, r) as its r (r + 1) / 2 coordinates in an orthonormal basis."""
    i, j = np.triu_indices(len(C))
    return C[i, j] * np.where(i == j, 1.0, np.sqrt(2))


def _unpack(c: Array, r: int) -> Array:
    i, j = np.triu_indices(r)
    C = np.zeros((r, r))
    C[i, j] = C[j, i] = c / np.where(i == j, 1.0, np.sqrt(2))
    return C


def _operators(law: FourthMoments, vectors: Array, values: Array, B: int) -> tuple[Array, Array]:
    """L (diagonal) and Q on symmetric matrices of the range of A, in the orthonormal basis of the modes."""
    r, i, j = len(values), *np.triu_indices(len(values))
    L, Q = values[i] + values[j], np.empty((len(i), len(i)))
    for column, unit in enumerate(np.eye(len(i))):
        C = vectors @ _unpack(unit, r) @ vectors.T
        Q[:, column] = _pack(vectors.T @ law.second_order(C, B).astype(np.float64) @ vectors)
    return L, (Q + Q.T) / 2


def _exact_stationary(law: FourthMoments, lr: Fraction, B: int) -> Array:
    problem, P = law.problem, len(law.problem.b)
    equations = np.full((P * P, P * P), Fraction(0))
    for column in range(P * P):
        unit = np.full(P * P, Fraction(0))
        unit[column] = Fraction(1)
        E = unit.reshape(P, P)
        S = (E + E.T) / 2  # C is symmetric: only its symmetric part counts, and equations and solution stay symmetric
        AS = problem.A @ S
        equations[:, column] = (AS + AS.T - lr * problem.scale**2 * law.second_order(S, B)).reshape(-1)
    solution = rational.minimum_norm_solution(equations, (lr / B * law.gradient_noise()).reshape(-1))
    if solution is None:
        raise ValueError(f"lr must be below the mean-square stable limit; got {lr}, where no covariance is stationary.")
    return solution.reshape(P, P)
