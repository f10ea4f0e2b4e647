"""Directions as exact integers: floats are rationals, so each has a positive multiple without fractions."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

import numpy as np

from ...validation import Array

Integers = tuple[int, ...]


def positive_rays(points: Array) -> tuple[list[Integers], Array]:
    """The distinct directions of points (U, n) up to positive factors, primitive, and the number of each point's, -1 for x = 0."""
    numbers: dict[Integers, int] = {}
    of_point = np.full(len(points), -1)
    for u, row in enumerate(points.tolist()):
        if any(row):
            of_point[u] = numbers.setdefault(integers(row), len(numbers))
    return list(numbers), of_point


def integers(row: list[float]) -> Integers:
    """The primitive integers that are a positive multiple of floats: their denominators are powers of two."""
    ratios = [value.as_integer_ratio() for value in row]
    most = max(denominator for _, denominator in ratios)
    return primitive(tuple(numerator * (most // denominator) for numerator, denominator in ratios))


def primitive(v: Integers) -> Integers:
    """Integers, not all 0, without their common factor."""
    common = gcd(*v)
    return tuple(i // common for i in v)


def determinants(matrices: Array) -> Array:
    """Determinants of integer matrices (N, k, k), along the first row."""
    k = matrices.shape[1]
    if k == 0:
        return np.full(len(matrices), 1, dtype=object)
    total = np.full(len(matrices), 0, dtype=object)
    for j in range(k):
        total = total + (-1) ** j * matrices[:, 0, j] * determinants(np.delete(matrices[:, 1:], j, axis=2))
    return total


def independent_columns(rays: list[Integers], n: int) -> list[int]:
    """Columns in which the rays have the rank that they have in all."""
    return sorted(_eliminated(rays, n))


def orthogonal_to(rays: list[Integers], n: int) -> Integers | None:
    """Integers v != 0 orthogonal to all rays, None where they span all of R^n."""
    basis = _eliminated(rays, n)
    free = next((j for j in range(n) if j not in basis), None)
    if free is None:
        return None
    v = [Fraction(int(j == free)) for j in range(n)]
    for column, row in basis.items():
        v[column] = -row[free]
    common = lcm(*(value.denominator for value in v))
    return primitive(tuple(int(value * common) for value in v))


def _eliminated(rays: list[Integers], n: int) -> dict[int, list[Fraction]]:
    """A reduced basis of the span of the rays: pivot column -> row, which is 1 there and 0 at the other pivots."""
    basis: dict[int, list[Fraction]] = {}
    for ray in rays:
        if len(basis) == n:
            break
        row = [Fraction(i) for i in ray]
        for column, other in basis.items():
            if factor := row[column]:
                row = [a - factor * b for a, b in zip(row, other, strict=True)]
        pivot = next((j for j, value in enumerate(row) if value), None)
        if pivot is None:
            continue
        row = [value / row[pivot] for value in row]
        for column, other in basis.items():
            if factor := other[pivot]:
                basis[column] = [a - factor * b for a, b in zip(other, row, strict=True)]
        basis[pivot] = row
    return basis


def floats(v: Integers) -> Array:
    """A positive multiple of integers as floats: themselves where that is exact, else of size 1."""
    largest = max(map(abs, v))
    return np.array(v, dtype=np.float64) if largest < 2**53 else np.array([i / largest for i in v])
