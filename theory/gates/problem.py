"""Choosing gates is least squares over gates and weights: the data on distinct inputs, and the objective."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..moments import gated_features, or_equal, sample_weights
from ..regression import GatedRegression
from ..validation import Array, check_memory, flag, float_array, in_float_range, natural, real_number
from .fits.ridge import ridge_minimum

TOLERANCE = 1e-9  # of <y^2>: a smaller gap counts as closed


class Fit(NamedTuple):
    """Weights (K, n) at given gates, the objective and the loss there, and what rounding may take the loss off by."""

    objective: float
    loss: float
    weights: Array
    error: float


@dataclass(frozen=True, eq=False)
class GateProblem:
    """min over gates g and weights w of <(y - (1/K) sum_k g_k(x) w_k . x)^2> + ridge |w|^2, g_k a function of x.

    Equal inputs have equal gates, so the samples are merged into U distinct points: `points` (U, n), their total `weight`
    (U,), which sums to 1, their mean target `target` (U,), and how many samples each holds, `counts` (U,). What is left
    within a point, `bayes` = <var(y|x)>, no gates can explain: it is added to every objective. `point_of` (S,) leads back.
    `seen` is what half-spaces see of the points: with `offset` a column of ones beside them, which the weights do not get.

    Example:
    >>> from theory.gates import GateProblem
    >>> problem = GateProblem.from_samples([[1], [1], [2]], [0, 1, 2], K=2)
    >>> problem.points.tolist(), problem.target.tolist(), problem.counts.tolist()
    ([[1.0], [2.0]], [0.5, 2.0], [2, 1])
    """

    x: Array
    y: Array
    sample_weight: Array | None
    K: int
    ridge: float
    min_points: int
    points: Array
    target: Array
    weight: Array
    counts: Array
    point_of: Array
    bayes: float
    y2: float
    offset: bool = False

    @classmethod
    @in_float_range("x, y")
    def from_samples(
        cls,
        x: Any,
        y: Any,
        K: Any,
        sample_weight: Any = None,
        ridge: Any = 0.0,
        min_points: Any = 1,
        offset: Any = False,
    ) -> GateProblem:
        """Validated; raises ValueError or TypeError in one line for NaN, other shapes, negative weights or ridge."""
        x = float_array("x", x, (None, None)) + 0.0  # -0.0 is 0.0
        y = float_array("y", y, (len(x),))
        K, min_points = natural("K", K), natural("min_points", min_points)
        if len(x) == 0 or x.shape[1] == 0:
            raise ValueError(f"x must hold at least one sample and one column; got shape {x.shape}.")
        check_memory("K", K * x.shape[1], K * x.shape[1])
        check_memory("K", len(x), K * x.shape[1])
        if min_points > len(x):
            raise ValueError(f"min_points must be at most the number of samples, {len(x)}; got {min_points}.")
        ridge = float(real_number("ridge", ridge, least=0))
        given = None if sample_weight is None else float_array("sample_weight", sample_weight, (len(x),))
        p = or_equal(sample_weights(given, len(x), False), len(x), False)
        p = p / p.sum()
        points, point_of, counts = np.unique(x, axis=0, return_inverse=True, return_counts=True)
        point_of = point_of.reshape(-1)
        weight = np.bincount(point_of, p, len(points))
        plain = np.bincount(point_of, y, len(points)) / counts  # for points of no weight
        shared = (weight > 0) & (counts > 1)  # a single sample is its own mean, to the last digit
        mean = np.divide(np.bincount(point_of, p * y, len(points)), weight, out=plain, where=shared)
        bayes = float(p @ (y - mean[point_of]) ** 2)
        y2 = float(p @ y**2)
        if not np.all(np.isfinite(points.T @ (weight[:, None] * points))) or not np.isfinite(y2):
            raise ValueError("the second moments must be finite; got an overflow. Rescale x and y.")
        offset = flag("offset", offset)
        return cls(x, y, given, K, ridge, min_points, points, mean, weight, counts, point_of, bayes, y2, offset)

    @property
    def n(self) -> int:
        return int(self.points.shape[1])

    @property
    def seen(self) -> Array:
        """The points, with `offset` beside a column of ones."""
        return with_ones(self.points) if self.offset else self.points

    @property
    def weighted(self) -> tuple[Array, Array]:
        """Rows z = sqrt(p) x / K (U, n) and targets c = sqrt(p) <y|x> (U,): the loss is |c - sum_k g_k z . w_k|^2 + bayes."""
        root = np.sqrt(self.weight)
        return self.points * (root / self.K)[:, None], self.target * root

    @property
    def tolerance(self) -> float:
        """The gap below which an optimum counts as certified."""
        return TOLERANCE * self.y2

    def refuse_min_points(self, gates: str) -> None:
        """ValueError where `min_points` is set for `gates` (their name) that do not exclude each other."""
        if self.min_points > 1:
            raise ValueError(f"min_points is for exclusive gates; got {self.min_points} for {gates}. Leave it at 1.")

    def regression(self, gates: Array) -> GatedRegression:
        """The regression on all samples at gates (U, K) of the points."""
        return GatedRegression.from_samples(self.x, self.y, np.asarray(gates)[self.point_of], self.sample_weight)

    def fit(self, gates: Array) -> Fit:
        """The best weights at gates (U, K): exactly those of `regression`."""
        problem = self.regression(gates)
        error = float(problem.minimum_loss_error)
        if self.ridge == 0:
            loss = float(problem.minimum_loss)
            return Fit(loss, loss, problem.minimum_norm_weights, error)
        P = self.K * self.n
        w = np.linalg.solve(problem.A / self.K**2 + self.ridge * np.eye(P), problem.b / self.K).reshape(self.K, self.n)
        loss = float(problem.loss(w))
        return Fit(loss + self.ridge * float(np.sum(w**2)), loss, w, error)

    def objective(self, gates: Array) -> float:
        """The objective at gates (U, K), by a QR-based solver on the points: no squared condition number."""
        root = np.sqrt(self.weight)
        F = gated_features(self.points, np.asarray(gates)) / self.K * root[:, None]
        return ridge_minimum(F, self.target * root, np.full(F.shape[1], self.ridge)) + self.bayes


def with_ones(x: Array) -> Array:
    """x (T, n) and a column of ones."""
    return np.column_stack([x, np.ones(len(x))])
