"""An optimum proven again in exact rationals, by a plain enumeration that shares nothing with the solvers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from ...validation import Array, binary_array, natural, one_line, real_array, real_number

Vector = list[Fraction]
MOST_NODES = 200_000


@dataclass(frozen=True, eq=False)
class Recheck:
    """`objective` of the given gates, `optimum` of the family, `gates` (S, K) that attain it, `nodes` visited. All exact."""

    objective: Fraction
    optimum: Fraction
    gates: Array
    nodes: int

    @property
    def excess(self) -> Fraction:
        """How far the given gates are from the best: 0 if they are optimal."""
        return self.objective - self.optimum


def recheck(
    x: Any,
    y: Any,
    K: int,
    family: str,
    gates: Any,
    sample_weight: Any = None,
    ridge: Any = 0,
    min_points: int = 1,
    budget: int = MOST_NODES,
) -> Recheck:
    """min <(y - (1/K) sum_k g_k(x) w_k . x)^2> + ridge |w|^2 over all gates of the family, and what `gates` (S, K) reach.

    x (S, n), y (S,), `sample_weight` (S,) are read as the rationals that the floats are (or are given as `Fraction`).
    Points get their gates one after the other; a branch is left when the residual of the points so far, by elimination on
    their moments in rationals, is not below the best known. `family` is "exclusive" or "table".

    Raises ValueError for gates outside the family, and if `budget` nodes do not suffice. Possible issues: none lose digits;
    the time grows as K^U for U distinct inputs (2^(K U) for a table).
    """
    K, min_points, budget = natural("K", K), natural("min_points", min_points), natural("budget", budget)
    X, Y = _fractions(real_array("x", x, (None, None))), _fractions(real_array("y", y, (None,)))
    if len(X) != len(Y) or not len(X):
        raise ValueError(f"x and y must have the same number of samples, at least one; got {len(X)} and {len(Y)}.")
    P = _fractions(real_array("sample_weight", [1] * len(Y) if sample_weight is None else sample_weight, (len(Y),)))
    if min(P) < 0 or sum(P) == 0:
        raise ValueError(f"sample_weight must be nonnegative with a positive sum; got {one_line(sample_weight)}.")
    penalty = Fraction(real_number("ridge", ridge, least=0))
    total = sum(P, Fraction(0))
    of_input: dict[tuple[Fraction, ...], list[int]] = {}
    for s, row in enumerate(X):
        of_input.setdefault(tuple(row), []).append(s)
    search = _Plain(K, family, min_points, penalty, budget)
    for value, samples in of_input.items():
        search.add(value, [(P[s] / total, Y[s]) for s in samples])
    given = np.asarray(binary_array("gates", gates, (len(Y), K))).astype(int)
    patterns = []
    for samples in of_input.values():
        if not (given[samples] == given[samples[0]]).all():
            raise ValueError(f"gates must be equal at equal inputs; samples {one_line(samples)} differ.")
        patterns.append(tuple(given[samples[0]].tolist()))
    objective = search.objective(patterns)
    optimum, best = search.minimum(objective, patterns)
    out = np.zeros((len(Y), K), dtype=np.int8)
    for pattern, samples in zip(best, of_input.values(), strict=True):
        out[samples] = pattern
    return Recheck(objective, optimum, out, search.nodes)


class _Plain:
    """Distinct inputs with their moments, and the enumeration of their patterns."""

    def __init__(self, K: int, family: str, min_points: int, penalty: Fraction, budget: int) -> None:
        if family not in ("exclusive", "table"):
            raise ValueError(f"family must be 'exclusive' or 'table' to be checked again; got {one_line(family)}.")
        self.K, self.exclusive, self.min_points = K, family == "exclusive", min_points
        self.penalty, self.budget, self.nodes = penalty, budget, 0
        self.points: list[tuple[tuple[Fraction, ...], Fraction, Fraction, Fraction, int]] = []
        every = [p for p in product((0, 1), repeat=K) if sum(p) == 1 or not self.exclusive]
        self.allowed = sorted(every, reverse=True)
        self.of_group: dict[tuple[int, ...], Fraction] = {}

    def add(self, value: tuple[Fraction, ...], samples: list[tuple[Fraction, Fraction]]) -> None:
        p = sum((w for w, _ in samples), Fraction(0))
        py = sum((w * t for w, t in samples), Fraction(0))
        self.points.append((value, p, py, sum((w * t * t for w, t in samples), Fraction(0)), len(samples)))

    def objective(self, patterns: Sequence[tuple[int, ...]]) -> Fraction:
        if any(p not in self.allowed for p in patterns) or not self._sizes(patterns, len(self.points)):
            raise ValueError("gates must belong to the family and respect min_points; they do not.")
        return self._fit(patterns)

    def minimum(self, least: Fraction, known: list[tuple[int, ...]]) -> tuple[Fraction, list[tuple[int, ...]]]:
        best = list(known)

        def extend(made: list[tuple[int, ...]]) -> None:
            nonlocal least, best
            self.nodes += 1
            if self.nodes > self.budget:
                raise ValueError(
                    f"the data need more than budget = {self.budget} nodes; check fewer points or raise it."
                )
            if not self._sizes(made, len(made)):
                return
            if self._fit(made) >= least:
                return
            if len(made) == len(self.points):
                least, best = self._fit(made), list(made)
                return
            for pattern in self.allowed:
                if self.exclusive and pattern.index(1) > len({p.index(1) for p in made}):
                    break  # the next empty gate stands for all of them
                extend([*made, pattern])

        extend([])
        return least, best

    def _sizes(self, made: Sequence[tuple[int, ...]], upto: int) -> bool:
        """Whether every gate in use has `min_points` samples, or can still get them."""
        if self.min_points == 1:
            return True
        ahead = sum(point[4] for point in self.points[upto:])
        sizes = [sum(point[4] for point, p in zip(self.points, made, strict=False) if p[k]) for k in range(self.K)]
        return all(size == 0 or size + ahead >= self.min_points for size in sizes)

    def _fit(self, made: Sequence[tuple[int, ...]]) -> Fraction:
        """The least residual of the first points at their patterns, with the penalty."""
        if not self.exclusive:
            rows = [
                (tuple(g * v for g in p for v in point[0]), point) for point, p in zip(self.points, made, strict=False)
            ]
            return self._residual(rows)
        out = Fraction(0)
        for k in range(self.K):
            group = tuple(u for u, p in enumerate(made) if p[k])
            if group not in self.of_group:
                self.of_group[group] = self._residual([(self.points[u][0], self.points[u]) for u in group])
            out += self.of_group[group]
        return out

    def _residual(self, rows: list[tuple[tuple[Fraction, ...], Any]]) -> Fraction:
        """<y^2> - b^T (A + ridge)^+ b of some points, by symmetric elimination on the bordered matrix."""
        d = len(rows[0][0]) if rows else 0
        M = [[Fraction(0)] * (d + 1) for _ in range(d + 1)]
        for feature, (_, p, py, pyy, _) in rows:
            for i in range(d):
                for j in range(d):
                    M[i][j] += p * feature[i] * feature[j] / self.K**2
                M[i][d] += py * feature[i] / self.K
            M[d][d] += pyy
        for i in range(d):
            M[i][i] += self.penalty
            M[d][i] = M[i][d]
        for i in range(d):
            if M[i][i] == 0:
                continue  # then the rest of its row is 0 too: the matrix is positive semidefinite
            for j in range(i + 1, d + 1):
                share = M[j][i] / M[i][i]
                if share:
                    for k in range(i, d + 1):
                        M[j][k] -= share * M[i][k]
        return M[d][d]


def _fractions(array: Array) -> Any:
    """Nested lists of the rationals that the entries are."""
    return [_fractions(a) if isinstance(a, np.ndarray) else Fraction(a) for a in array]
