"""Equivariant gates: all shifts of m base gates on a ring, and the regression on orbits that they reduce to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement
from math import comb

import numpy as np

from ..spectrum import rounding_unit
from ..validation import Array
from .best import BestGates
from .listed_search import best_multiset
from .many_fits import EPS, least_squares
from .problem import GateProblem
from .search import Found, Limits, Rng

MOST_POINTS = 20  # of which all base gates are listed
RESTARTS = 12  # of the local search without a budget


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


@dataclass(frozen=True)
class Equivariant:
    """Gates (a, s), index a L + s, at x: base gate a at x shifted back by s, (T_s x)_i = x_(s + i); K = m L, n = L.

    Base gates are any functions of the points into {0, 1}. Needs a support that is closed under shifts, with the same weight
    and mean target at all shifts of a point. Methods: "exhaustive", and "local search" by single flips of base gates.
    """

    name: str = "equivariant"

    @property
    def solvers(self) -> dict[str, Callable[[GateProblem, Limits, Rng], Found]]:
        """By name."""
        return {"exhaustive": _exhaustive, "local search": _local_search}

    def choose(self, problem: GateProblem) -> str:
        """What is not a matter of seconds to list is searched."""
        return "local search"

    def count(self, problem: GateProblem) -> int:
        """Multisets of m base gates up to shifts: by Burnside, 2^cycles averaged over the shifts are different."""
        m, orbits = _base_gates(problem), _orbits(problem)
        fixed = sum(2 ** _cycles(step) for step in orbits.shifted)
        return comb(fixed // len(orbits.shifted) + m - 1, m)

    def candidates(self, problem: GateProblem) -> Iterator[Array]:
        """Each multiset of base gates once, a base gate and its shifts being the same. Raises ValueError above 20 points."""
        m, orbits = _base_gates(problem), _orbits(problem)
        columns = _all_base_gates(orbits)
        for chosen in combinations_with_replacement(range(len(columns)), m):
            yield orbits.gates(columns[list(chosen)])

    def assign(self, problem: GateProblem, best: BestGates, x_new: Array) -> Array:
        """Base gates at T_s x for each s; a base gate at an unseen input is that of the nearest input seen.

        Ties go to the lowest gate, as for `exclusive` and `table`. The rule is equivariant whatever the ties: gate (a, s) at x is
        gate (a, 0) at T_s x.
        """
        L = problem.n
        m = best.gates.shape[1] // L
        base = np.zeros((len(problem.points), m), dtype=best.gates.dtype)
        base[problem.point_of] = best.gates[:, ::L]
        order = np.lexsort(base.T[::-1])[::-1]  # argmin takes the first
        points, base = problem.points[order], base[order]
        out = np.empty((len(x_new), m, L), dtype=best.gates.dtype)
        for s in range(L):
            for start in range(0, len(x_new), 256):
                some = np.roll(x_new[start : start + 256], -s, axis=1)
                distance = ((some[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
                out[start : start + 256, :, s] = base[np.argmin(distance, axis=1)]
        return out.reshape(len(x_new), m * L)


def reduced_fits(problem: GateProblem, orbits: Orbits, base: Array) -> tuple[Array, Array]:
    """The least objectives (B,) at base gates (B, m, U), by m L coefficients on the orbits, and bounds on them under rounding.

    Equal to those of all m L gates (`GateProblem.objective`); the ridge of each of the m L^2 weights is L times that of
    the base gate's field.
    """
    features = orbits.features(base)
    target = orbits.target * np.sqrt(orbits.weight)
    if problem.ridge > 0:
        B, _, P = features.shape
        below = np.broadcast_to(np.sqrt(problem.ridge * problem.n) * np.eye(P), (B, P, P))
        features, target = np.concatenate([features, below], axis=1), np.append(target, np.zeros(P))
    value, slack = least_squares(features, target)
    slack += rounding_unit(4 * len(problem.y), problem.y2)  # weights and targets are equal in an orbit to rounding only
    return value + problem.bayes, np.maximum(value - slack, 0.0) + problem.bayes


def _exhaustive(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """Every multiset of base gates, on the orbits."""
    m, orbits = _base_gates(problem), _orbits(problem)
    columns = _all_base_gates(orbits)
    P = m * problem.n

    def of(chosen: Array) -> tuple[Array, Array]:
        return reduced_fits(problem, orbits, columns[chosen])

    size = m * len(orbits.points) + (len(orbits.weight) + P) * P
    chosen, bound, work = best_multiset(len(columns), m, of, size, problem.bayes, limits)
    return Found(orbits.gates(columns[chosen]), bound, work)


def _local_search(problem: GateProblem, limits: Limits, rng: Rng) -> Found:
    """Single flips of base gates, the best one each time, from random base gates; some restarts."""
    m, orbits = _base_gates(problem), _orbits(problem)
    U = len(orbits.points)
    best, least, work = np.ones((m, U), dtype=np.int8), np.inf, 0
    floor = problem.bayes + 64 * EPS * problem.y2
    try:
        while work < (RESTARTS if limits.budget is None else limits.budget):
            if work and (limits.spent(work) or least <= floor):
                break
            base = rng.integers(2, size=(m, U)).astype(np.int8)
            value = float(reduced_fits(problem, orbits, base[None])[0][0])
            while True:
                if value < least:
                    best, least = base.copy(), value
                few = np.argsort(_after_flips(problem, orbits, base), axis=None, kind="stable")[:8]
                trial = np.repeat(base[None], len(few), axis=0)
                trial[np.arange(len(few)), few // U, few % U] ^= 1
                values, _ = reduced_fits(problem, orbits, trial)
                at = int(np.argmin(values))
                if not values[at] < value * (1 - 1e-12) or limits.spent(work):
                    break
                base, value = trial[at], float(values[at])
            work += 1
            if limits.progress:
                limits.progress(work, least, problem.bayes)
    except KeyboardInterrupt:
        pass
    return Found(orbits.gates(best), problem.bayes, max(work, 1))


def _after_flips(problem: GateProblem, orbits: Orbits, base: Array) -> Array:
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


def _base_gates(problem: GateProblem) -> int:
    """m with K = m L."""
    if problem.min_points > 1:
        raise ValueError(
            f"min_points is for exclusive gates; got {problem.min_points} for equivariant ones. Leave it at 1."
        )
    if problem.K % problem.n:
        raise ValueError(
            f"K must be a multiple of the {problem.n} columns of x, all shifts of each base gate; got {problem.K}."
        )
    return problem.K // problem.n


@lru_cache(maxsize=4)
def _orbits(problem: GateProblem) -> Orbits:
    return Orbits.of(problem)


def _cycles(permutation: Array) -> int:
    seen = np.zeros(len(permutation), dtype=bool)
    cycles = 0
    for start in range(len(permutation)):
        cycles += not seen[start]
        at = start
        while not seen[at]:
            seen[at] = True
            at = int(permutation[at])
    return cycles


def _all_base_gates(orbits: Orbits) -> Array:
    """One of all shifts of each base gate, (N, U): the least when read as a number."""
    U = len(orbits.points)
    if U > MOST_POINTS:
        raise ValueError(
            f"at most {MOST_POINTS} points have their base gates listed; got {U}. Use method='local search'."
        )
    words = np.arange(2**U, dtype=np.int64)
    least = words.copy()
    for step in orbits.shifted[1:]:
        moved = np.zeros_like(words)
        for u in range(U):
            moved |= (words >> int(step[u]) & 1) << u
        np.minimum(least, moved, out=least)
    words = words[least == words]
    return (words[:, None] >> np.arange(U) & 1).astype(np.int8)


def _shown(row: Array) -> str:
    return f"{row[:8].tolist()}{'...' * (len(row) > 8)}"


FAMILY = Equivariant()
