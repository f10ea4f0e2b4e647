"""Half-spaces by their directions: smoothed gates and their gradient, then exact line searches over cells."""

from __future__ import annotations

from math import inf
from time import perf_counter

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from ...moments import gated_features
from ...validation import Array
from ..families.exact_signs import exact_gates_of
from ..limits import Limits, Rng
from ..problem import GateProblem
from .circle_search import line_searches

RESTARTS = 12
WIDTHS = (0.5, 0.2, 0.07, 0.02)  # of the smoothed gates, in standard deviations of v . x
STEPS = 25  # of L-BFGS at each width
FAINT = 1e-10  # ridge of the smoothed fits, of their mean pivot
LARGER = 20_000  # points of the second, single descent


def gradient_search(problem: GateProblem, limits: Limits, rng: Rng) -> tuple[Array, Array, int]:
    """Directions (K, n), with an offset (K, n + 1), their gates (U, K) at the points, and the number of starts.

    From random directions and differences of points: L-BFGS on gates expit(v . x / T) while T falls, on a sample of at most
    20 K n points or 2000, and a few line searches. The best start goes on with up to 20,000 points, then by line searches on
    all points: along a great circle of directions each point opens and closes the gate once, so the best cell on the circle, at
    the weights at hand, is found exactly by sorting; then the weights are fitted again. A deadline leaves half of the time for
    that. Cells only: of the faces between them this finds the ones that floats meet.
    """
    (U, n), K = problem.seen.shape, problem.K
    if not np.any(problem.points):
        return np.ones((K, n)), np.ones((U, K), dtype=np.int8), 1
    whiten = _whitening(problem)
    size = min(U, max(2000, 20 * K * n))
    half = limits.deadline if limits.deadline == inf else (limits.deadline + perf_counter()) / 2
    best, least, work, sample = np.ones((K, n)), inf, 0, problem
    try:
        while work < (RESTARTS if limits.budget is None else limits.budget):
            if work and (limits.spent(work) or perf_counter() >= half):
                break
            if work == 0 and size < U:
                sample = _sample(problem, size, rng)
            v = _smooth_descent(sample, _start(sample, whiten, rng), whiten, WIDTHS)
            v, value = line_searches(sample, v, whiten, rng, 4, half)
            work += 1
            if value < least:
                best, least = v, value
            if limits.progress:
                limits.progress(work, least, problem.bayes)
            if least <= problem.bayes:
                break
        if size < U:
            middle = _sample(problem, min(U, LARGER), rng)
            if perf_counter() < half:
                best = _smooth_descent(middle, best, whiten, WIDTHS[2:])
            best, _ = line_searches(middle, best, whiten, rng, 6, limits.deadline)
            best, least = line_searches(problem, best, whiten, rng, 12, limits.deadline)
    except KeyboardInterrupt:
        pass
    return best, exact_gates_of(problem.seen, best), max(work, 1)


def _whitening(problem: GateProblem) -> Array:
    """L (n, n) with <(L^T x)(L^T x)^T> = 1 on the span of the points: v' there is the direction L v'."""
    values, vectors = np.linalg.eigh(problem.seen.T @ (problem.weight[:, None] * problem.seen))
    keep = values > 1e-13 * max(values[-1], 1e-300)
    out: Array = vectors * np.where(keep, 1 / np.sqrt(np.where(keep, values, 1.0)), 0.0)
    return out


def _sample(problem: GateProblem, size: int, rng: Rng) -> GateProblem:
    """The problem on some of the points."""
    some = np.sort(rng.choice(len(problem.points), size, replace=False))
    if not problem.weight[some].sum() > 0:
        return problem
    return GateProblem.from_samples(
        problem.points[some], problem.target[some], problem.K, problem.weight[some], problem.ridge, 1, problem.offset
    )


def _start(problem: GateProblem, whiten: Array, rng: Rng) -> Array:
    """Directions (K, n): normal, or normal to the middle between two points."""
    K, n = problem.K, len(whiten)
    if len(problem.points) < 2 or rng.random() < 0.5:
        return rng.normal(size=(K, n)) @ whiten.T
    pairs = problem.seen[rng.integers(len(problem.points), size=(2, K))] @ whiten
    apart = pairs[0] - pairs[1] + 1e-6 * rng.normal(size=(K, n))
    v: Array = apart @ whiten.T
    return v


def _smooth_descent(problem: GateProblem, v: Array, whiten: Array, widths: tuple[float, ...]) -> Array:
    """L-BFGS over the directions with the weights eliminated, at falling widths."""
    x = problem.seen @ whiten
    z, target = problem.weighted
    total = max(float(target @ target), 1e-300)
    inward = np.linalg.pinv(whiten)
    white = v @ inward.T
    for width in widths:
        white /= np.maximum(np.linalg.norm(white, axis=1, keepdims=True), 1e-300)
        given = (x, z, target / np.sqrt(total), width, problem.ridge)
        limits = {"maxiter": STEPS, "maxls": 10}
        found = minimize(smoothed, white.ravel(), given, jac=True, method="L-BFGS-B", options=limits)
        white = found.x.reshape(white.shape)
    out: Array = white @ whiten.T
    return out


def smoothed(directions: Array, x: Array, z: Array, target: Array, width: float, ridge: float) -> tuple[float, Array]:
    """The least objective at gates expit(v . x / width), with features gate * z, and its gradient in the directions (K n,).

    x and z are (U, n). The weights are at their minimum, so moving them changes nothing to first order: the gradient is that
    at fixed weights. A ridge of 1e-10 of the mean pivot keeps the fit regular.
    """
    v = directions.reshape(-1, x.shape[1])
    gate = expit(x @ v.T / width)
    F = gated_features(z, gate)
    gram = F.T @ F
    penalty = ridge + FAINT * np.trace(gram) / len(gram) + 1e-300
    gram[np.diag_indices_from(gram)] += penalty
    w = np.linalg.solve(gram, F.T @ target)
    residual = target - F @ w
    part = z @ w.reshape(len(v), -1).T
    slope = -2 / width * residual[:, None] * part * gate * (1 - gate)
    return float(residual @ residual + penalty * (w @ w)), (slope.T @ x).ravel()
