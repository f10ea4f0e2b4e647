"""All ways in which half-spaces through the origin split given points, by exact integer arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from math import comb, sqrt
from typing import Any

import numpy as np

from ...validation import Array, float_array
from .integer_vectors import (
    Integers,
    determinants,
    floats,
    independent_columns,
    orthogonal_to,
    positive_rays,
    primitive,
)

MOST_FACES, MOST_SIGNS = 100_000, 50_000_000  # faces, and faces times points, that are listed at most


@dataclass(frozen=True, eq=False)
class Dichotomies:
    """The distinct gates (N, U) in {0, 1} that half-spaces open on U points, and a direction (N, n) for each."""

    gates: Array
    directions: Array


@dataclass(eq=False)
class _Witness:
    """Directions of one dichotomy: a sum of floats, and integers of which each matters only where those before it are 0."""

    inside: Array
    chain: tuple[Integers, ...]


def dichotomies(points: Any) -> Dichotomies:
    """Every {1[v . x_u >= 0]}_u over v != 0, each once, for points (U, n): open cells and the faces between them.

    These are the faces of the central arrangement of the hyperplanes v . x_u = 0. Points on the boundary are on: x = 0
    always, and x and -x both where v is orthogonal to them. Where the points span less than R^n some v is orthogonal to all.
    A nonzero face has an extreme ray c in its closure: it has the signs of c where c . x_u != 0, and elsewhere those of a face
    (or 0) of the points with c . x_u = 0, in one dimension less. The rays are the vectors of the span that are orthogonal to
    rank - 1 independent points. All signs are exact, for floats are rationals: no dichotomy is invented or lost. (So 3 * 0.1,
    which is not the float 0.3, points another way than 0.3 does.)

    `directions` lie inside their cells, where `points @ directions.T >= 0` gives `gates` back. Raises ValueError in one line
    where the faces, O(U^(n - 1)), are too many to list.

    Possible issues: where the margin of a cell is below the rounding of `points @ v`, and on a face of points whose products
    with v are not exact in floats, `points @ v >= 0` can differ from `gates`, and `gates` are right.
    """
    points = float_array("points", points, (None, None))
    U, n = points.shape
    if not listable(points):
        raise ValueError(
            f"half-spaces split {U} points in {n} columns in up to {_short(face_bound(points))} ways, too many to list; use "
            "method='gradient', or fewer points or columns."
        )
    rays, ray_of = positive_rays(points)
    arrangement = _Arrangement(rays, n)
    found = dict(arrangement.faces(tuple(range(len(rays)))))
    if (normal := orthogonal_to(rays, n)) is not None:  # to all points
        _add(found, np.ones(len(rays), dtype=np.int8), floats(normal), (normal,))
    of_rays = np.ones((len(found), len(rays) + 1), dtype=np.int8)  # the last for x = 0, where ray_of is -1
    for row, key in zip(of_rays, found, strict=True):
        row[:-1] = np.frombuffer(key, dtype=np.int8)
    gates = of_rays[:, ray_of]
    witnesses = list(found.values())
    directions = np.array([_unit(w.inside) for w in witnesses])
    for wrong in np.flatnonzero(np.any(gates != (points @ directions.T >= 0).T, axis=1)):
        directions[wrong] = floats(arrangement.integer_direction(witnesses[wrong].chain))
    order = np.lexsort(gates.T[::-1])
    return Dichotomies(gates[order], directions[order])


def face_bound(points: Array) -> int:
    """At least the number of faces: that of as many hyperplanes in general position (twice the dimensions of Cover, 1965)."""
    U, n = points.shape
    lines = U
    if U * n <= 100_000:
        lines = len({max(ray, tuple(-i for i in ray)) for ray in positive_rays(points)[0]})
    r = min(n, lines)
    total, part = 1, 1  # part: the sum of comb(lines - r + k - 1, i) over i < k
    for k in range(1, r + 1):
        total += 2 * comb(lines, r - k) * part
        part = 2 * part + comb(lines - r + k - 1, k)
    return total


def listable(points: Array) -> bool:
    """Whether `dichotomies` lists those of `points`; it then takes seconds."""
    bound = face_bound(points)
    return bound <= MOST_FACES and bound * len(points) <= MOST_SIGNS


class _Arrangement:
    """The faces of arrangements of some of the given rays, each found once."""

    def __init__(self, rays: list[Integers], n: int) -> None:
        self.rays, self.n = rays, n
        self.exact = np.array(rays, dtype=object).reshape(len(rays), n)
        self.units = np.array([_unit(floats(ray)) for ray in rays]).reshape(len(rays), n)
        self.known: dict[tuple[int, ...], dict[bytes, _Witness]] = {}

    def faces(self, some: tuple[int, ...]) -> dict[bytes, _Witness]:
        """The dichotomies of the rays `some` by all v that are not orthogonal to all of them."""
        if some not in self.known:
            self.known[some] = self._faces(some)
        return self.known[some]

    def _faces(self, some: tuple[int, ...]) -> dict[bytes, _Witness]:
        found: dict[bytes, _Witness] = {}
        columns = independent_columns([self.rays[i] for i in some], self.n)
        if not columns:
            return found
        exact, units = self.exact[list(some)], self.units[list(some)]
        if len(some) == len(columns):  # independent: every pattern, by sums of the vectors dual to the rays
            dual = np.array(self._extreme_rays(some, columns), dtype=object)
            for pattern in product((1, -1), repeat=len(some)):
                v = np.array(pattern) @ dual
                _add(found, (exact @ v > 0).astype(np.int8), floats(v), (tuple(v),))
            return found
        for c in self._extreme_rays(some, columns):
            signs = np.array([(value > 0) - (value < 0) for value in exact @ np.array(c, dtype=object)], dtype=np.int8)
            zero = np.flatnonzero(signs == 0)
            below = self.faces(tuple(some[i] for i in zero))
            main = _unit(floats(c))
            margin = float(np.abs(units @ main)[signs != 0].min())
            for sign in (1, -1):
                gates = (sign * signs >= 0).astype(np.int8)
                chain = (tuple(sign * i for i in c),)
                _add(found, gates, sign * main, chain)
                for key, inner in below.items():
                    gates[zero] = np.frombuffer(key, dtype=np.int8)
                    _add(found, gates, sign * main + margin / 2 * _unit(inner.inside), chain + inner.chain)
        return found

    def _extreme_rays(self, some: tuple[int, ...], columns: list[int]) -> list[Integers]:
        """One of each pair +-c of vectors on `columns` that are orthogonal to as many independent rays as there can be."""
        lines = list({max(ray, tuple(-i for i in ray)) for ray in (self.rays[i] for i in some)})
        r = len(columns)
        chosen = np.array(list(combinations(range(len(lines)), r - 1)), dtype=int).reshape(
            comb(len(lines), r - 1), r - 1
        )
        rows = np.array(lines, dtype=object)[:, columns][chosen]  # (subsets, r - 1, r)
        cofactors = [(-1) ** j * determinants(np.delete(rows, j, axis=2)) for j in range(r)]
        rays = set()
        for values in zip(*(c.tolist() for c in cofactors), strict=True):
            if any(values):
                c = [0] * self.n
                for j, value in zip(columns, values, strict=True):
                    c[j] = value
                ray = primitive(tuple(c))
                rays.add(max(ray, tuple(-i for i in ray)))
        return sorted(rays)

    def integer_direction(self, chain: tuple[Integers, ...]) -> Integers:
        """c_1 + eps (c_2 + eps (...)) with an eps so small that no sign of c_1 . x changes, and so on, times a factor."""
        v = np.array(chain[-1], dtype=object)
        for c in chain[-2::-1]:
            main, rest = self.exact @ np.array(c, dtype=object), self.exact @ v
            factor = max((abs(b) // abs(a) + 1 for a, b in zip(main, rest, strict=True) if a != 0), default=1)
            v = factor * np.array(c, dtype=object) + v
        return primitive(tuple(v))


def _add(found: dict[bytes, _Witness], gates: Array, direction: Array, chain: tuple[Integers, ...]) -> None:
    """The directions of one dichotomy are a convex cone: their sum is inside it, and further from its walls."""
    key = gates.tobytes()
    if key in found:
        found[key].inside += _unit(direction)
        found[key].chain = max(found[key].chain, chain, key=len)
    else:
        found[key] = _Witness(_unit(direction), chain)


def _short(number: int) -> str:
    return f"{number:.3g}" if number < 10**300 else f"10^{len(str(number)) - 1}"


def _unit(v: Array) -> Array:
    size = sqrt(v @ v)
    out: Array = v / size if size > 0 else v
    return out
