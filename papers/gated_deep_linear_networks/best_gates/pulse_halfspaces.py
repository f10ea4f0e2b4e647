"""Single pulses on small rings: the least loss of K half-space gates, certified, and all the gates there are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from papers import Context
from theory import gdln
from theory.gates import optimize
from theory.gates.families.dichotomies import dichotomies
from theory.validation import Array

from .small_supports import Gating, Support, pulses

CASES = (  # sites, lengths where y = 1, lengths where y = 0, gates: the fewest first, then as many as sites
    (3, (1, 2), (2, 3), 1),
    (4, (1, 1), (2, 2), 1),
    (3, (1, 2), (2, 3), 2),
    (4, (1, 2), (3, 3), 2),
    (3, (1, 1), (1, 3), 3),
    (3, (1, 2), (2, 3), 3),
    (4, (1, 2), (2, 4), 4),
    (2, (1, 1), (1, 2), 2),
)


@dataclass(frozen=True, eq=False)
class PulseCase:
    """A support, the gates (U, K) of the best half-spaces, their loss, and all gates (N, U) that are half-spaces."""

    support: Support
    K: int
    least: Fraction
    gates: Gating
    every: Array

    @property
    def sites(self) -> int:
        return int(self.support.x.shape[1])

    @property
    def words(self) -> str:
        return f"{self.support.words}, K = {self.K}"


def pulse_cases(context: Context) -> list[PulseCase]:
    """Each of CASES.

    The losses are exact at the gates found. With K = L gates nothing is below them, for they leave <var(y|x)>; with
    fewer, other gates can beat them by the certified gap of the search at most.
    """

    def compute() -> list[PulseCase]:
        out = []
        for sites, positive, negative, K in CASES:
            support = pulses(sites, positive, negative)
            points, place = np.unique(support.x.astype(float), axis=0, return_inverse=True)
            every = dichotomies(points).gates[:, place.reshape(-1)]
            gates = halfspaces(support, pair(sites)) if sites == K else searched(support, K)
            out.append(PulseCase(support, K, support.loss(gates), gating(gates), every))
            if sites == K and out[-1].least > gdln.bayes_bound(support.x, support.y, support.p):
                raise ArithmeticError(f"{out[-1].words}: the gates of all sites are above the floor, so not certified")
        return out

    return context.once("pulses and half-spaces", compute)


def searched(support: Support, K: int) -> Array:
    """The gates of the certified best K half-spaces."""
    x, y, p = (a.astype(float) for a in (support.x, support.y, support.p))
    return optimize(x, y, K, "halfspace", sample_weight=p, method="exhaustive").gates


def gating(gates: Array) -> Gating:
    return tuple(tuple(int(v) for v in row) for row in gates)


def halfspaces(support: Support, directions: Array) -> Array:
    """1[v . x >= 0] at each point, (U, K)."""
    return (support.x.astype(int) @ np.asarray(directions).T >= 0).astype(int)


def all_shifts(v: Any) -> Array:
    """(L, L): v at each site of the ring."""
    return np.array([np.roll(v, s) for s in range(len(v))])


def pair(L: int) -> Array:
    """1[x_i >= x_(i + 1)] at each site i."""
    return all_shifts([1, -1, *[0] * (L - 2)])


def shifts(support: Support, gate: Array) -> list[Array]:
    """The gate of the shifted directions: at x, what the gate is at x shifted back."""
    number = {tuple(point): s for s, point in enumerate(support.x)}
    sites = range(1, support.x.shape[1])
    return [gate[[number[tuple(np.roll(point, -d))] for point in support.x]] for d in sites]
