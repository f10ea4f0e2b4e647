"""Where SGD on independent minibatches settles: the stationary covariance, and its small-step limit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ... import exact as rational
from ...validation import Array, natural, real_number
from .fourth_moments import FourthMoments, check_fourth_moments
from .mean_square_stability import largest_mean_square_lr, modes, operators, pack, unpack


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
    vectors, values = modes(law.problem)
    L, Q = operators(law, vectors, values, B)
    R = vectors.T @ law.gradient_noise().astype(np.float64) @ vectors
    c = np.linalg.solve(np.diag(L) - float(lr) * float(law.problem.scale) ** 2 * Q, float(lr) / B * pack(R))
    C = vectors @ unpack(c, len(values)) @ vectors.T
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
    vectors, values = modes(check_fourth_moments(law).problem)
    R = vectors.T @ law.gradient_noise().astype(np.float64) @ vectors
    return vectors @ (R / (B * np.add.outer(values, values))) @ vectors.T


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
