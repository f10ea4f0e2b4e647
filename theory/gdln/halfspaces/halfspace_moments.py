"""Gaussian inputs and half-space gates 1[v.x >= 0]: the regression of the note in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...inputs import Gaussian, Mixture, RingGaussian
from ...regression import GatedRegression
from ...validation import Array, float_array, natural
from .orthant import half_moment, latent_directions, orthant_moments


def halfspace_first_moments(law: Any, directions: Any) -> Array:
    """<g_k x> = C v_k / sqrt(2 pi v_k^T C v_k) for g_k = 1[v_k . x >= 0] and directions v (K, n): (K, n).

    `law` is a `Gaussian` or a `RingGaussian`, mean zero. Where v_k . x has no variance the gate is always on and the
    moment is the mean, 0. The length of v_k does not matter.

    Example:
    >>> import numpy as np
    >>> from theory import gdln, inputs
    >>> gdln.halfspace_first_moments(inputs.Gaussian(np.eye(2)), [[3.0, 0.0]]).round(4).tolist()
    [[0.3989, 0.0]]
    """
    gaussian = zero_mean_gaussian("law", law)
    return half_moment(*latent_directions(gaussian, halfspaces(directions, gaussian.n)))


def halfspace_second_moments(law: Any, directions: Any) -> Array:
    """<x~ x~^T>, (K n, K n), of the gated features x~ = g(x) (x) x with g_k = 1[v_k . x >= 0], index k n + i.

    Block (k, l) is <g_k g_l x x^T> of `orthant.orthant_moments`: C / 2 on the diagonal and for parallel
    directions, 0 for opposite ones. Any covariance, also singular: a gate whose v.x has no variance is always on.
    Possible issues: none beyond rounding, a few eps of the norm of C in every entry.

    Example:
    >>> import numpy as np
    >>> from theory import gdln, inputs
    >>> gdln.halfspace_second_moments(inputs.Gaussian(np.eye(1)), [[1.0], [-1.0]]).tolist()
    [[0.5, 0.0], [0.0, 0.5]]
    """
    gaussian = zero_mean_gaussian("law", law)
    v = halfspaces(directions, gaussian.n)
    R, a = latent_directions(gaussian, v)
    K, n = v.shape
    A = np.empty((K, n, K, n))
    for k in range(K):
        A[k] = orthant_moments(R, a[k], a).transpose(1, 0, 2)
    return A.reshape(K * n, K * n)


def halfspace_problem(law: Any, directions: Any) -> GatedRegression:
    """The regression for a `Mixture` of two zero-mean Gaussian laws with labels y in {0, 1} and half-space gates, exact.

    A = p A_1 + (1 - p) A_0 with the A_c of `halfspace_second_moments`; b = <g x y> = p <g x>_1, because y = 0 removes the
    other class; <y^2> = p. The objective, Eq. (12) to (15) of the note, is its `minimum_loss`.

    directions (K, n), any lengths, zero rows included (their gate is always on). Raises TypeError for a law that is not
    such a mixture, ValueError for other shapes. Memory 8 (K n)^2 bytes; for all shifts of a few gates on a ring see
    `ring_halfspace_problem`.

    Example:
    >>> import numpy as np
    >>> from theory import gdln, inputs
    >>> law = inputs.Mixture(inputs.Gaussian(np.eye(2)), inputs.Gaussian(2 * np.eye(2)))
    >>> problem = gdln.halfspace_problem(law, [[1.0, 0.0]])
    >>> problem.A.round(6).tolist(), problem.b.round(6).tolist()
    ([[0.75, 0.0], [0.0, 0.75]], [0.199471, 0.0])
    """
    mixture = gaussian_mixture(law)
    v = halfspaces(directions, mixture.n)
    p = float(mixture.p)
    A = halfspace_second_moments(mixture.positive, v)
    A *= p
    A += (1 - p) * halfspace_second_moments(mixture.negative, v)
    b = p * halfspace_first_moments(mixture.positive, v)
    return GatedRegression.from_moments(A, b.reshape(-1), p, len(v), mixture.n)


def halfspaces(directions: Any, n: int) -> Array:
    """Directions (K, n) as floats of size about 1 a row: the gates do not depend on their lengths."""
    v = float_array("directions", directions, (None, n))
    natural("the number of directions", len(v))
    largest = np.max(np.abs(v), axis=1, keepdims=True)
    return v / np.where(largest > 0, largest, 1.0)


def gaussian_mixture(law: Any) -> Mixture:
    """`law` if it is a `Mixture` of two zero-mean Gaussian laws, else a TypeError."""
    if not isinstance(law, Mixture):
        raise TypeError(f"law must be a Mixture of two Gaussian laws; got {type(law).__name__}.")
    zero_mean_gaussian("law.positive", law.positive)
    zero_mean_gaussian("law.negative", law.negative)
    return law


def zero_mean_gaussian(argument: str, law: Any) -> Gaussian:
    """`law` as a `Gaussian`, else a TypeError that says how to make one."""
    if isinstance(law, RingGaussian):
        return Gaussian(law.covariance)
    if not isinstance(law, Gaussian):
        raise TypeError(
            f"{argument} must be a Gaussian or RingGaussian, whose moments over half-spaces are known in closed form; got "
            f"{type(law).__name__}. Draw samples for GatedRegression.from_samples instead."
        )
    return law
