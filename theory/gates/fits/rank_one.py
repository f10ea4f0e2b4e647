"""Least squares that takes in one row at a time, for thousands of fits at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...validation import Array

SMALLEST_PIVOT = 1e-4  # a new direction of a fit must stand out of the old ones by this share of its row, or it waits
EPS = float(np.finfo(np.float64).eps)


def fields(d: int) -> int:
    """Numbers that one fit of d coefficients holds: d pivots, d targets, and a unit triangle."""
    return d * (d + 3) // 2


def empty_fits(d: int, ridge: Array) -> Array:
    """The state (fields,) of a fit that has seen no row, with the penalty sum_i ridge_i w_i^2."""
    state = np.zeros(fields(d))
    state[:d] = ridge
    return state


def noise(d: int) -> float:
    """The share of a row by which rounding can seem to take it out of the span of the others: 16 d eps over a pivot."""
    return 16 * d * EPS / SMALLEST_PIVOT


def take_in(state: Array, row: list[float], target: float, update: bool) -> Array:
    """The increments (N,) of the N least residual sums of squares when each fit sees one more row; with `update`, in place.

    `state` (fields, N): pivots D, targets t and the unit triangle R of X^T X = R^T D R, by Gentleman's square-root-free
    rotations (Appl. Statist. 23:448, 1974), which keep the digits that updates of the inverse lose. Fits of less than full
    rank are exact: where the row leaves the span of the earlier ones the increment is 0 and the rank grows.

    Possible issues: what leaves the span by less than `noise` of the row counts as inside; between that and
    SMALLEST_PIVOT the row is left out of that fit, which makes the increment 0: a bound made of these stays a bound.
    """
    d, largest = len(row), max(map(abs, row), default=0.0)
    inside_below, waits_below = noise(d) * largest, SMALLEST_PIVOT * largest
    rest: list[Any] = list(row)
    residual: Any = target
    weight: Any = 1.0
    waits: Array | None = None
    full_rank = bool(state[:d].all())
    before = state.copy() if update and not full_rank else state
    field = 2 * d
    for i in range(d):
        xi = rest[i]
        first, field = field, field + d - 1 - i
        if isinstance(xi, float) and xi == 0.0:
            continue
        pivot, aim = state[i], state[d + i]
        weighted = weight * xi
        total = pivot + weighted * xi
        if not full_rank:
            new = pivot == 0
            size = np.abs(xi)
            inside = new & ((size <= inside_below) | (weight == 0))
            short = new & ~inside & (size < waits_below)
            if short.any():
                waits = short if waits is None else waits | short
            xi, total = np.where(inside, 0.0, xi), np.where(inside, 1.0, total)
            weighted = weight * xi
            share = weighted / total
            weight = np.where(inside, weight, weight * (pivot / total))
        else:
            share = weighted / total
            weight = weight * (pivot / total)
        for j in range(i + 1, d):
            across = state[first + j - i - 1]
            rest[j] = rest[j] - xi * across
            if update:
                across += share * rest[j]
        residual = residual - xi * aim
        if update:
            aim += share * residual
            pivot += weighted * xi
    increment: Array = np.zeros(state.shape[1]) + weight * residual * residual
    if update and waits is not None:  # its increment is 0 already: the weight left when it seemed to open a direction
        state[:, waits] = before[:, waits]
    return increment
