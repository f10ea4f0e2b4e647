"""The choices of half-space gates for the check in rationals: all sign vectors, by deletion and restriction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import gcd

from .rational_points import Pattern, RationalPoints

Integers = tuple[int, ...]
Face = tuple[Integers, list[Integers]]  # a vector of the face, and a basis of what it spans


class RecheckedHalfspaces:
    """Gate k is {1[v_k . x_u >= 0]}_u for some v_k != 0; gates in falling order, as permuting them changes nothing.

    With an offset, x_u has one more entry, 1: the scale of the other ones is a scale of the offset.
    """

    def __init__(self, points: RationalPoints, K: int, offset: bool, budget: int) -> None:
        seen = [(*x, 1) for x in points.integers] if offset else points.integers
        U, n = len(seen), len(seen[0])
        if (most := face_bound(len({_line(x) for x in seen}), n)) > budget:
            raise ValueError(
                f"half-spaces split {U} points in {n} columns in up to {most} ways, more than budget = {budget}; check fewer "
                "points or raise it."
            )
        self.K = K
        self.groups = [[u] for u in range(U)]
        self.columns = halfspaces(seen)
        self.begun = {column[:m] for column in self.columns for m in range(U + 1)}

    def holds(self, patterns: list[Pattern]) -> bool:
        return all(tuple(p[k] for p in patterns) in self.columns for k in range(self.K))

    def choices(self, made: list[Pattern]) -> Iterator[Pattern]:
        sofar = [tuple(p[k] for p in made) for k in range(self.K)]
        for pattern in product((1, 0), repeat=self.K):
            longer = [(*column, g) for column, g in zip(sofar, pattern, strict=True)]
            if all(column in self.begun for column in longer) and longer == sorted(longer, reverse=True):
                yield pattern

    def patterns(self, group: int, choice: Pattern) -> list[Pattern]:
        return [choice]


def halfspaces(points: Sequence[Integers]) -> set[Pattern]:
    """Every {1[v . x_u >= 0]}_u over v != 0 for integer points, faces included.

    Example:
    >>> from theory.gates.proofs.recheck_halfspaces import halfspaces
    >>> sorted(halfspaces([(1,), (-1,)]))
    [(0, 1), (1, 0)]
    """
    found = _faces(list(points), len(points[0]))
    return {tuple(int(s >= 0) for s in signs) for signs, (_, span) in found.items() if any(signs) or span}


def face_bound(lines: int, n: int) -> int:
    """The number of sign vectors of `lines` points in general position, those with 0 included: no points have more.

    Each face in the hyperplane of a new point cuts one face into three, but for v = 0 where it is a face of its own.
    """
    counts = [1] * (n + 1)
    for m in range(lines):
        counts = [1, *(counts[k] + 2 * (counts[k - 1] - (m >= k)) for k in range(1, n + 1))]
    return counts[n]


def _faces(points: list[Integers], n: int) -> dict[Pattern, Face]:
    """The sign vectors of v . x_u over all v in R^n, each with a v and a basis of the span of all such v.

    The hyperplane of the last point cuts a face of the others into three if they meet and it does not hold all of the face. It
    meets those, as an arrangement of its own one dimension below, whose sign vectors on the others are those of the face.
    """
    if not points:
        return {(): ((0,) * n, [tuple(int(i == j) for j in range(n)) for i in range(n)])}
    *others, x = points
    whole = _faces(others, n)
    if not any(x):
        return {(*signs, 0): face for signs, face in whole.items()}
    within = {signs: (_lift(v, x), [_lift(b, x) for b in span]) for signs, (v, span) in _within(others, x).items()}
    out: dict[Pattern, Face] = {(*signs, 0): face for signs, face in within.items()}
    for signs, (v, span) in whole.items():
        side = _sign(_dot(v, x))
        if signs not in within:
            out[*signs, side] = v, span
            continue
        away = v if side else next((b for b in span if _dot(b, x)), None)
        if away is None:
            continue  # the face lies in the hyperplane
        for turn in (1, -1):
            near = _near(within[signs][0], tuple(turn * a for a in away), others)
            out[*signs, _sign(_dot(near, x))] = near, span
    return out


def _within(points: list[Integers], x: Integers) -> dict[Pattern, Face]:
    """The faces of the points in the hyperplane of x, in the coordinates c of `_lift`."""
    p = _pivot(x)
    seen = [tuple(x[p] * y[i] - x[i] * y[p] for i in range(len(x)) if i != p) for y in points]
    return _faces([_primitive(y) for y in seen], len(x) - 1)


def _lift(c: Integers, x: Integers) -> Integers:
    """sum_i c_i (x_p e_i - x_i e_p), orthogonal to x, where p is the first entry of x that is not 0."""
    p = _pivot(x)
    rest = iter(c)
    v = [0 if i == p else x[p] * next(rest) for i in range(len(x))]
    v[p] = -sum(a * b for a, b in zip(c, (t for i, t in enumerate(x) if i != p), strict=True))
    return tuple(v)


def _near(v: Integers, d: Integers, points: list[Integers]) -> Integers:
    """N v + d, so near to v that no sign of v . x turns: d stays in the span of the face, where v . x = 0 is d . x = 0."""
    N = 1 + max((abs(_dot(d, x)) // abs(_dot(v, x)) for x in points if _dot(v, x)), default=0)
    return _primitive(tuple(N * a + b for a, b in zip(v, d, strict=True)))


def _line(x: Integers) -> Integers:
    ray = _primitive(x)
    return max(ray, tuple(-a for a in ray))


def _primitive(x: Integers) -> Integers:
    divisor = gcd(*x) or 1
    return tuple(a // divisor for a in x)


def _pivot(x: Integers) -> int:
    return next(i for i, a in enumerate(x) if a)


def _dot(v: Integers, x: Integers) -> int:
    return sum(a * b for a, b in zip(v, x, strict=True))


def _sign(a: int) -> int:
    return (a > 0) - (a < 0)
