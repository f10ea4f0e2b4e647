"""Line searches for half-spaces: the best cell on a great circle of directions, found by sorting."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from scipy.special import expit

from ...validation import Array
from ..fits.many_fits import EPS, fits
from ..limits import Rng
from ..problem import GateProblem

REFITTED = 64  # points up to which a line search refits the weights in every cell


def line_searches(
    problem: GateProblem, v: Array, whiten: Array, rng: Rng, rounds: int, deadline: float
) -> tuple[Array, float]:
    """Directions no worse than v, and their objective: rounds of line searches for each gate, and refits."""
    points, (z, target) = problem.seen, problem.weighted
    refitted = len(points) <= REFITTED
    gates = (points @ v.T >= 0).astype(np.int8)
    value, _, w, _ = problem.fit(gates)
    best, least = v.copy(), value
    v = v.copy()
    for _ in range(rounds):
        part = z @ w.T
        for k in rng.permutation(problem.K):
            without = target - (part * gates).sum(axis=1) + part[:, k] * gates[:, k]
            cost = part[:, k] * (part[:, k] - 2 * without)  # of opening the gate at each point
            for direction in _directions(points, v[k], cost, whiten, rng):
                if refitted:
                    new, column = _best_refit(problem, gates, k, v[k], direction)
                else:
                    new = best_on_circle(points, v[k], direction, cost)
                    column = (points @ new >= 0).astype(np.int8)
                    if cost @ column >= cost @ gates[:, k]:
                        continue
                v[k], gates[:, k] = new, column
            if perf_counter() >= deadline:
                break
        value, _, w, _ = problem.fit(gates)
        if value < least * (1 - 1e-9):
            best, least = v.copy(), value
        if perf_counter() >= deadline:
            break
    return best, least


def best_on_circle(points: Array, v: Array, direction: Array, cost: Array) -> Array:
    """The direction in the plane of two that opens the points (U, n) of the least total cost (U,); U log U steps.

    At the angle theta, cos(theta) v + sin(theta) d, point u is on over an arc of length pi around atan2(d . x, v . x). The
    answer is the middle of the best arc between two events that floats can tell apart.
    """
    d = _across(v, direction)
    angle, value = _events(points, v, d, cost)
    width = np.diff(np.append(angle, angle[0] + 2 * np.pi))
    value = np.where(width > 64 * EPS, value, np.inf)
    at = int(np.argmin(value))
    theta = angle[at] + width[at] / 2
    out: Array = np.cos(theta) * v + np.sin(theta) * d
    return out


def _best_refit(problem: GateProblem, gates: Array, k: int, v: Array, direction: Array) -> tuple[Array, Array]:
    """The direction in the plane of two whose gate, in place of gate k, has the least objective, and that gate."""
    d = _across(v, direction)
    angle, _ = _events(problem.seen, v, d, np.zeros(len(problem.points)))
    theta = angle + np.diff(np.append(angle, angle[0] + 2 * np.pi)) / 2
    turned = np.vstack([v, np.cos(theta)[:, None] * v + np.sin(theta)[:, None] * d])
    columns = (problem.seen @ turned.T >= 0).astype(np.int8)
    trial = np.repeat(gates[None], len(turned), axis=0)
    trial[:, :, k] = columns.T
    values, _ = fits(problem, trial)
    at = int(np.argmin(values))
    if values[at] >= values[0] * (1 - 1e-12):
        at = 0
    return turned[at], columns[:, at]


def _directions(points: Array, v: Array, cost: Array, whiten: Array, rng: Rng) -> list[Array]:
    """Downhill for a gate smoothed to a random width, and anywhere: two directions to turn v towards."""
    field = points @ v
    width = np.exp(rng.uniform(np.log(0.01), 0.0)) * max(float(np.sqrt(np.mean(field**2))), 1e-300)
    near = expit(field / width) * expit(-field / width)
    downhill = -whiten @ (whiten.T @ (points.T @ (cost * near)))
    return [downhill, whiten @ rng.normal(size=len(v))]


def _across(v: Array, direction: Array) -> Array:
    """The part of a direction that is orthogonal to v, as long as v; 0 where that is rounding, and the circle is v and -v."""
    size = float(np.linalg.norm(v))
    direction = direction / max(float(np.abs(direction).max()), 1e-300)
    for _ in range(2):
        direction = direction - v * (float(direction @ v) / size**2)
    length = float(np.linalg.norm(direction))
    return direction * (size / length) if length > 1e-8 else np.zeros(len(v))


def _events(points: Array, v: Array, d: Array, cost: Array) -> tuple[Array, Array]:
    """Angles at which points open or close, sorted, and the cost after each event, up to a constant."""
    field, across = points @ v, points @ d
    moves = np.flatnonzero((field != 0) | (across != 0))
    centre = np.arctan2(across[moves], field[moves])
    if not len(moves):
        return np.zeros(1), np.zeros(1)
    angle = np.concatenate([centre - np.pi / 2, centre + np.pi / 2]) % (2 * np.pi)
    change = np.concatenate([cost[moves], -cost[moves]])
    order = np.argsort(angle, kind="stable")
    return angle[order], np.cumsum(change[order])
