"""The fourth moments of gated features and target, which the noise of SGD needs besides the second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ...moments import gated_features, or_equal, sample_weights
from ...regression import GatedRegression, check_problem
from ...validation import Array, binary_array, float_array, real_array


@dataclass(frozen=True, eq=False)
class FourthMoments:
    """The law of one sample as SGD sees it: its second moments, and weighted(N) = <(f^T N f) x~ x~^T> for f = (x~, y).

    N is symmetric (P + 1, P + 1), P = K n; the result is (P, P). Build it with `from_samples` or `from_moments`.

    Example:
    >>> from theory import gdln
    >>> law = gdln.FourthMoments.from_samples([[1.0], [-1.0]], [1.0, 0.0], [[1], [1]])
    >>> law.problem.A.tolist(), law.gradient_noise().round(9).tolist()
    ([[1.0]], [[0.25]])
    """

    problem: GatedRegression
    weighted: Callable[[Array], Array]

    @classmethod
    def from_samples(cls, x: Any, y: Any, gates: Any, sample_weight: Any = None) -> FourthMoments:
        """Of a finite support: arguments as in `GatedRegression.from_samples`; exact where they are.

        `weighted` goes through the support, S P^2 operations, and forms no fourth-moment array.
        Possible issues: f^T N f cancels where N holds a residual that is nearly 0; what is below eps y^2 is noise, of either sign.
        """
        problem = GatedRegression.from_samples(x, y, gates, sample_weight)
        exact = problem.exact
        x, y = real_array("x", x, (None, problem.n), exact), real_array("y", y, (None,), exact)
        gates = binary_array("gates", gates, (len(y), problem.K))
        z = gated_features(x, gates.astype(np.int64) if exact else gates)
        f = np.concatenate([z, y[:, None]], axis=1)
        p = sample_weights(sample_weight, len(y), exact)
        p = or_equal(p, len(y), exact)
        p = p / p.sum()

        def weighted(N: Array) -> Array:
            q = p * np.sum((f @ N) * f, axis=1)
            return (z * q[:, None]).T @ z

        return cls(problem, weighted)

    @classmethod
    def from_moments(cls, problem: GatedRegression, fourth: Any) -> FourthMoments:
        """Of any law: its second moments, and `fourth` (P + 1, P + 1, P + 1, P + 1), <f_a f_b f_c f_d> of f = (x~, y).

        Raises ValueError for another shape and for an array that is not symmetric under exchange of its axes.
        """
        P = len(check_problem(problem).b)
        shape = (P + 1,) * 4
        fourth = real_array("fourth", fourth, shape, True) if problem.exact else float_array("fourth", fourth, shape)
        rounding = 0 if problem.exact else 8 * np.finfo(np.float64).eps * np.max(np.abs(fourth))
        for axes in ((1, 0, 2, 3), (0, 2, 1, 3), (0, 1, 3, 2)):
            if np.max(np.abs(fourth - fourth.transpose(axes))) > rounding:
                raise ValueError(f"fourth must be symmetric in its axes; got another array for the order {axes}.")
        flat = fourth[:, :, :P, :P].reshape((P + 1) ** 2, P * P)
        return cls(problem, lambda N: (N.reshape(-1) @ flat).reshape(P, P))

    def gradient_noise(self) -> Array:
        """R = <r^2 x~ x~^T> (P, P), r = y - yhat the residual at the minimum: the gradient's covariance there, B = 1."""
        w = self.problem.minimum_norm_weights.ravel()
        return self.weighted(residual_form(self.problem, w))

    def second_order(self, C: Array, batch: int) -> Array:
        """<A_B C A_B> (P, P) for symmetric C: (1 - 1/B) A C A + <(x~^T C x~) x~ x~^T> / B."""
        A, share = self.problem.A, share_of_one(self.problem, batch)
        return (1 - share) * (A @ C @ A) + share * self.weighted(quadratic_form(C))


def check_fourth_moments(law: Any) -> FourthMoments:
    if not isinstance(law, FourthMoments):
        raise TypeError(f"law must be FourthMoments; got {type(law).__name__}. Make one by from_samples.")
    return law


def share_of_one(problem: GatedRegression, B: int) -> Any:
    return Fraction(1, B) if problem.exact else 1.0 / B


def quadratic_form(C: Array) -> Array:
    """The symmetric form of x~^T C x~ in f = (x~, y)."""
    return np.pad(C, (0, 1), constant_values=0 * C[0, 0])


def residual_form(problem: GatedRegression, m: Array) -> Array:
    """The symmetric form of (y - scale x~ . m)^2 in f = (x~, y)."""
    u = np.append(-problem.scale * m, m[0] * 0 + 1)
    return np.multiply.outer(u, u)
