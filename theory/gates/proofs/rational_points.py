"""Samples merged into distinct inputs, and the least squared error of gated regression on some of them, in integers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import lcm

import numpy as np

from ...validation import Array

Vector = tuple[Fraction, ...]
Pattern = tuple[int, ...]  # the gates at one point


@dataclass(frozen=True, eq=False)
class RationalPoints:
    """Distinct inputs `values`, their samples `members`, and per input the sums of p, p y and p y^2, times common denominators.

    The scales cancel in the fit: with x, y and p integers, weights w' = w (scale of y) / (K scale of x) give
    sum p (y - sum_k g_k w'_k . x)^2 + penalty |w'|^2 = scale * (<(y - (1/K) sum_k g_k w_k . x)^2> + ridge |w|^2).
    """

    values: list[Vector]
    members: list[list[int]]
    integers: list[tuple[int, ...]]
    sums: list[tuple[int, int, int]]
    penalty: int
    scale: int

    @classmethod
    def of(cls, x: Array, y: Array, p: Array, K: int, ridge: Fraction) -> RationalPoints:
        """From floats or Fractions, which are read as the rationals that they are."""
        X = [tuple(Fraction(v) for v in row) for row in x]
        Y, P = [Fraction(v) for v in y], [Fraction(v) for v in p]
        of_x, of_y, of_p = _denominator(v for row in X for v in row), _denominator(Y), _denominator(P)
        penalty = ridge * K**2 * of_x**2 * sum(P) * of_p
        of_p, penalty = of_p * penalty.denominator, penalty * penalty.denominator
        samples: dict[Vector, list[int]] = {}
        for s, row in enumerate(X):
            samples.setdefault(row, []).append(s)
        sums = []
        for group in samples.values():
            pairs = [(int(P[s] * of_p), int(Y[s] * of_y)) for s in group]
            sums.append((sum(q for q, _ in pairs), sum(q * t for q, t in pairs), sum(q * t * t for q, t in pairs)))
        integers = [tuple(int(v * of_x) for v in row) for row in samples]
        scale = int(sum(P) * of_p) * of_y**2
        return cls(list(samples), list(samples.values()), integers, sums, int(penalty), scale)

    def residual(self, rows: Iterable[tuple[int, Pattern]]) -> Fraction:
        """The least sum of p (y - yhat)^2 over some points at their patterns, with the penalty.

        <y^2> - b^T (A + ridge)^+ b, the last entry of the bordered matrix when A is eliminated: without divisions that
        leave the integers (Bareiss, 1968), in the upper triangle.
        """
        rows = list(rows)
        n = len(self.values[0])
        d = len(rows[0][1]) * n if rows else 0
        M = [[0] * (d + 1) for _ in range(d + 1)]
        for i in range(d):
            M[i][i] = self.penalty
        for u, pattern in rows:
            p, py, pyy = self.sums[u]
            features = [(k * n + i, v) for k, g in enumerate(pattern) if g for i, v in enumerate(self.integers[u])]
            for at, (i, v) in enumerate(features):
                row, pv = M[i], p * v
                for j, other in features[at:]:
                    row[j] += pv * other
                row[d] += py * v
            M[d][d] += pyy
        before = 1
        for i in range(d):
            row, pivot = M[i], M[i][i]
            if pivot == 0:
                continue  # then the rest of its row is 0 too: the matrix is positive semidefinite
            for j in range(i + 1, d + 1):
                below, share = M[j], row[j]
                for k in range(j, d + 1):
                    below[k] = (below[k] * pivot - share * row[k]) // before
            before = pivot
        return Fraction(M[d][d], before * self.scale)

    def at_samples(self, patterns: dict[int, Pattern], K: int) -> Array:
        """The patterns of the points as gates (S, K) of the samples."""
        gates = np.zeros((sum(len(group) for group in self.members), K), dtype=np.int8)
        for u, pattern in patterns.items():
            gates[self.members[u]] = pattern
        return gates


def _denominator(values: Iterable[Fraction]) -> int:
    *_, last = accumulate((v.denominator for v in values), lcm, initial=1)
    return last
