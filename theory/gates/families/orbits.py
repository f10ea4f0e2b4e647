"""A support on a ring in orbits of its shifts, and the regression on all shifts of base gates reduced to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...spectrum import rounding_unit
from ...validation import Array
from ..fits.many_fits import EPS, least_squares
from ..fits.ridge import with_ridge
from ..problem import GateProblem


@dataclass(frozen=True, eq=False)
class Orbits:
    """A support that the L shifts of a ring map to itself, its points put together in orbits.

    `shifted` (L, U): the number of the point T_s x_u, (T_s x)_i = x_(s + i). `orbit` (U,) is each point's orbit; `weight` (R,)
    and `target` (R,) are those of the R orbits, `repeats` (R,) is how many shifts leave a point of an orbit as it is.
    """

    points: Array
    shifted: Array
    orbit: Array
    weight: Array
    target: Array
    repeats: Array

    @classmethod
    def of(cls, problem: GateProblem) -> Orbits:
        """Raises ValueError where a shift of a point is missing, or has another weight or mean target."""
        x, (U, L) = problem.points, problem.points.shape
        number = {row.tobytes(): u for u, row in enumerate(x)}
        shifted = np.empty((L, U), dtype=np.int64)
        for s in range(L):
            for u, row in enumerate(np.roll(x, -s, axis=1)):
                shifted[s, u] = number.get(np.ascontiguousarray(row).tobytes(), -1)
        if np.any(shifted < 0):
            s, u = (int(i) for i in np.argwhere(shifted < 0)[0])
            raise ValueError(
                f"equivariant gates need all shifts of each point; {_shown(x[u])} shifted by {s} is missing from x."
            )
        for name, of_point in (("weight", problem.weight), ("mean target", problem.target)):
            wrong = np.abs(of_point[shifted] - of_point) > rounding_unit(len(problem.y), float(np.abs(of_point).max()))
            if np.any(wrong):
                s, u = (int(i) for i in np.argwhere(wrong)[0])
                raise ValueError(
                    f"equivariant gates need the same {name} at all shifts of a point; {_shown(x[u])} has {of_point[u]:.6g}, "
                    f"shifted by {s} it has {of_point[shifted[s, u]]:.6g}. Average over shifts."
                )
        _, orbit = np.unique(shifted.min(axis=0), return_inverse=True)
        orbit = orbit.reshape(-1)
        weight = np.bincount(orbit, problem.weight)
        mean = np.bincount(orbit, problem.target) / np.bincount(orbit)
        return cls(x, shifted, orbit, weight, mean, L // np.bincount(orbit))

    def features(self, base: Array) -> Array:
        """The features (B, R, m L) of base gates (B, m, U), with the roots of the weights.

        All shifts of base gate a have shifts of one field v_a at the optimum (the loss is convex and does not change when all are
        shifted along), so yhat(x) = (1 / (m L)) sum_a v_a . sum_s g_a(T_s x) T_s x: one row an orbit, m L coefficients
        in place of m L^2.
        """
        B, m, _ = base.shape
        R, L = len(self.weight), self.points.shape[1]
        out = np.zeros((B, m, R, L))
        for r in range(R):
            members = np.flatnonzero(self.orbit == r)
            out[:, :, r] = self.repeats[r] * (base[:, :, members] @ self.points[members])
        out *= (np.sqrt(self.weight) / (m * L))[:, None]
        return out.transpose(0, 2, 1, 3).reshape(B, R, m * L)

    def gates(self, base: Array) -> Array:
        """The gates (U, m L) of base gates (m, U): gate a L + s at x is base gate a at T_s x, as in `RingRegression`."""
        return base[:, self.shifted].transpose(2, 0, 1).reshape(base.shape[1], -1)


def reduced_fits(problem: GateProblem, orbits: Orbits, base: Array) -> tuple[Array, Array]:
    """The least objectives (B,) at base gates (B, m, U), by m L coefficients on the orbits, and bounds on them under rounding.

    Equal to those of all m L gates (`GateProblem.objective`); the ridge of each of the m L^2 weights is L times that of
    the base gate's field.
    """
    features = orbits.features(base)
    target = orbits.target * np.sqrt(orbits.weight)
    penalty = np.full(features.shape[2], problem.ridge * problem.n)
    value, slack = least_squares(*with_ridge(features, target, penalty))
    slack += rounding_unit(4 * len(problem.y), problem.y2)  # weights and targets are equal in an orbit to rounding only
    return value + problem.bayes, np.maximum(value - slack, 0.0) + problem.bayes


def after_flips(problem: GateProblem, orbits: Orbits, base: Array) -> Array:
    """About the objective (m, U) after each single flip, without a refit: one row of the features changes.

    The row f of an orbit becomes f + d, d = +-(its share) x; with M the inverse Gram matrix this is an update of rank two,
    which needs f M f, f M d, d M d and the residuals only.
    """
    m, U = base.shape
    L = orbits.points.shape[1]
    F = orbits.features(base[None])[0]
    target = orbits.target * np.sqrt(orbits.weight)
    gram = F.T @ F
    share = orbits.repeats * np.sqrt(orbits.weight) / (m * L)
    size = np.sum((share[orbits.orbit, None] * orbits.points) ** 2)
    faint = 1e-6 * float(size or 1.0) / len(gram)
    M = np.linalg.inv(gram + (faint + problem.ridge * L) * np.eye(m * L))
    w = M @ (F.T @ target)
    residual, r = target - F @ w, orbits.orbit
    out = np.empty((m, U))
    whole = float(target @ target - target @ (F @ w))
    FM = F @ M
    leverage = np.einsum("rp,rp->r", FM, F)[r]
    for a in range(m):
        block = slice(a * L, (a + 1) * L)
        d = (1 - 2 * base[a])[:, None] * share[r][:, None] * orbits.points
        fd = np.einsum("ui,ui->u", FM[r, block], d)
        dd = np.einsum("ui,ij,uj->u", d, M[block, block], d)
        # the Gram matrix gains (f + d)(f + d)^T - f f^T, and the moment d t
        before, after = residual[r], residual[r] - d @ w[block]
        p, q, s = leverage, leverage + fd, leverage + 2 * fd + dd
        determinant = np.maximum((1 - p) * (1 + s) + q**2, EPS)
        lowered = (after**2 * (1 - p) + 2 * before * after * q - before**2 * (1 + s)) / determinant
        out[a] = np.maximum(whole + lowered, 0.0)
    return out


def _shown(row: Array) -> str:
    return f"{row[:8].tolist()}{'...' * (len(row) > 8)}"
