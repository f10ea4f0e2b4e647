"""Local search against alternating refits from random starts, at equal time; and what a single flip costs."""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from statistics import median
from time import perf_counter

import numpy as np
from gate_certify import recipe, timed

from theory.gates import GateProblem, optimize
from theory.gates.fits.moves import any_gates, one_gate
from theory.gates.fits.rows import Rows
from theory.gates.local.flips import Flips
from theory.gates.local.refits import alternate, joint_weights, one_hot
from theory.moments import gated_features

ENOUGH = 50  # how many times a flip must be cheaper than a refit
LARGE = (100_000, 20, 8)  # points, inputs, gates
MOST_SECONDS, MOST_MIB = 60, 2048


def flip_against_refit() -> None:
    """A refit is Gram matrix and solve of K n = 400 weights on 2000 points; a flip is priced with its rivals and made."""
    U, n, K = 2000, 20, 20
    rng = np.random.default_rng(0)
    rows = Rows.of(GateProblem.from_samples(rng.standard_normal((U, n)), rng.standard_normal(U), K))
    state = Flips(rows, any_gates(K), rng.integers(0, 2, (U, K)).astype(np.int8))
    refit = median(timed(lambda: joint_weights(rows, state.gates))[0] for _ in range(9))
    features = gated_features(rows.z, state.gates)
    faint = 1e-9 * np.eye(K * n)  # keeps it regular
    bare = median(
        timed(lambda: np.linalg.solve(features.T @ features + faint, features.T @ rows.c))[0] for _ in range(9)
    )

    def flip(u: int) -> None:
        patterns = state.patterns(u)
        state.move(u, patterns[1 + int(np.argmin(state.changes(u, patterns)[1:]))])

    one = median(timed(lambda: flip(u))[0] for u in range(300))  # noqa: B023
    print(f"flip, K n = {K * n}, {U} points: refit {refit * 1e3:.1f} ms, of which Gram and solve {bare * 1e3:.1f} ms;")
    words = f"all {K} flips of a point priced and the best one made {one * 1e3:.3f} ms"
    print(f"  {words}: {bare / one:.0f} flips a refit, at least {ENOUGH} wanted", flush=True)


def quality(U: int, K: int, n: int, sigma: float, seconds: float, seeds: int) -> None:
    """On how many seeds local search ends below alternating refits from random labellings that ran as long, or even."""
    below, level, ratios = 0, 0, []
    for seed in range(seeds):
        x, y = recipe(U, K, sigma, seed, n)
        _, wall, best = timed(lambda: optimize(x, y, K, method="local search", seconds=seconds, rng=seed))  # noqa: B023
        least, _ = alternating_labels(x, y, K, wall, 10**9, seed)
        below += best.loss < least * (1 - 1e-9)
        level += abs(best.loss - least) <= 1e-9 * least
        ratios.append(least / best.loss)
    words = f"U = {U}, K = {K}, n = {n}, sigma = {sigma:g}, {seconds:g} s"
    print(
        f"quality, {words}: below on {below}, equal on {level} of {seeds}; refits end at {median(ratios):.4f} times our loss",
        flush=True,
    )


def alternating_labels(
    x: np.ndarray, y: np.ndarray, K: int, seconds: float, restarts: int, seed: int = 0
) -> tuple[float, int]:
    """The least loss of alternating refits from random labels, for as long or as often; and how often."""
    rows, rng = Rows.of(GateProblem.from_samples(x, y, K)), np.random.default_rng(seed)
    start, least, done = perf_counter(), np.inf, 0
    while done < restarts and (done == 0 or perf_counter() - start < seconds):
        gates = one_hot(rng.integers(0, K, len(rows.c)), K)
        for _ in range(100):  # a round at a time, so as to stop in time
            new = alternate(rows, one_gate(K), gates, rounds=1)
            if np.array_equal(new, gates) or perf_counter() - start >= seconds:
                break
            gates = new
        least, done = min(least, rows.unit * rows.value(gates)), done + 1
    return float(least), done


def alternating_halfspaces(
    x: np.ndarray, y: np.ndarray, K: int, seconds: float, restarts: int, seed: int | np.random.Generator = 0
) -> tuple[float, int]:
    """The same for half-spaces: weights for the gates, then each direction by the least squares that prefers where it is on."""
    rng, best, done, start = np.random.default_rng(seed), np.inf, 0, perf_counter()
    while done < restarts and perf_counter() - start < seconds:
        v, last = rng.normal(size=(K, x.shape[1])), np.inf
        while perf_counter() - start < seconds:
            g = (x @ v.T >= 0).astype(float)
            F = gated_features(x, g) / K
            w = np.linalg.solve(F.T @ F + 1e-9 * np.eye(F.shape[1]), F.T @ y).reshape(K, -1)
            loss = float(np.mean((y - F @ w.ravel()) ** 2))
            best = min(best, loss)
            if loss > last * (1 - 1e-4):
                break
            last, part = loss, x @ w.T / K
            for k in range(K):
                rest = y - (part * g).sum(axis=1) + part[:, k] * g[:, k]
                gain = part[:, k] * (2 * rest - part[:, k])
                weighted = x * np.abs(gain)[:, None]
                v[k] = np.linalg.solve(weighted.T @ x + 1e-9 * np.eye(x.shape[1]), weighted.T @ np.sign(gain))
                g[:, k] = x @ v[k] >= 0
        done += 1
    return best, done


def large_data(family: str, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """LARGE data that the family can fit but for the noise: the recipe, or planted half-spaces."""
    U, n, K = LARGE
    if family == "exclusive":
        return recipe(U, K, sigma, 0, n)
    rng = np.random.default_rng(1)
    x, v, w = rng.normal(size=(U, n)), rng.normal(size=(K, n)), rng.normal(size=(K, n))
    return x, ((x @ v.T >= 0) * (x @ w.T)).sum(axis=1) / K + sigma * rng.normal(size=U)


def large(family: str, sigma: float, seconds: float) -> None:
    """Ours in a process of its own, whose peak memory is measured; then at most 20 restarts of alternating refits for as long."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        loss, cpu, wall, peak = pool.submit(_in_its_own_process, family, sigma, seconds).result()
    x, y = large_data(family, sigma)
    rival: Callable[..., tuple[float, int]] = alternating_labels if family == "exclusive" else alternating_halfspaces
    least, done = rival(x, y, LARGE[2], wall, 20)
    words = f"{LARGE[0]} points, n = {LARGE[1]}, K = {LARGE[2]}, {family}, sigma = {sigma:g}"
    print(f"large, {words}: loss {loss:.10g}, alternating refits {least:.10g} ({done} starts in as long);")
    spent = f"{wall:.1f} s ({cpu:.1f} s of the processor), peak {peak:.0f} MiB"
    print(f"  {spent}; at most {MOST_SECONDS} s and {MOST_MIB} MiB wanted", flush=True)


def _in_its_own_process(family: str, sigma: float, seconds: float) -> tuple[float, float, float, float]:
    x, y = large_data(family, sigma)
    method = "local search" if family == "exclusive" else "gradient"
    cpu, wall, best = timed(lambda: optimize(x, y, LARGE[2], family, method=method, seconds=seconds))
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return best.loss, cpu, wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
