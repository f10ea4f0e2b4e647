"""The points of a gate problem as rows of a least-squares problem of unit size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...moments import gated_features
from ...validation import Array
from ..problem import GateProblem
from .rank_one import EPS, noise
from .ridge import ridge_minimum


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows z = sqrt(p) x / K (U, n), columns scaled to 1, and targets c = sqrt(p) <y|x> (U,), scaled to |c| = 1.

    The objective of the problem is `unit` times that of the rows, plus the Bayes bound. `penalty` (n,) is the ridge of
    each scaled column; columns that are 0 are left out. `counts` (U,) is how many samples each row is.
    """

    z: Array
    c: Array
    counts: Array
    penalty: Array
    unit: float

    @classmethod
    def of(cls, problem: GateProblem) -> Rows:
        root = np.sqrt(problem.weight)
        z = problem.points * root[:, None] / problem.K
        size = np.abs(z).max(axis=0)
        seen = size > 0
        if not seen.any():
            seen[0] = True
        size = np.where(size > 0, size, 1.0)[seen]
        c = problem.target * root
        unit = float(c @ c)
        scaled = c / np.sqrt(unit) if unit > 0 else c
        return cls(z[:, seen] / size, scaled, problem.counts, problem.ridge / size**2, unit)

    def take(self, chosen: Array | slice) -> Rows:
        return Rows(self.z[chosen], self.c[chosen], self.counts[chosen], self.penalty, self.unit)

    def value(self, gates: Array) -> float:
        """The least objective of the rows at gates (U, K), by a solver that does not square the condition number."""
        penalty = self.penalty
        K = gates.shape[1]
        exclusive = bool((gates.sum(axis=1) <= 1).all())
        if not exclusive:
            return ridge_minimum(gated_features(self.z, gates), self.c, np.tile(penalty, K))
        on = gates != 0
        fits = (ridge_minimum(self.z[on[:, k]], self.c[on[:, k]], penalty) for k in range(K) if on[:, k].any())
        off = ~on.any(axis=1)
        return float(sum(fits)) + float(self.c[off] @ self.c[off])

    def slack(self, K: int, incumbent: float) -> float:
        """What rounding may add to a bound of the search, in units of the rows.

        The sums are of U + K n terms that add to at most 1; the fits are right to `noise` of what they leave.
        """
        U, n = self.z.shape
        return 8 * (U + K * n) * EPS + noise(K * n) * incumbent
