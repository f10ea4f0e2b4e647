"""Time to certify exclusive gates against the number of points, and local search against alternating refits.

Recipe: clusterwise regression with two inputs and an intercept (n = 3), inputs and the K planes' coefficients standard
normal, labels uniform, noise sigma; seeds 0 to 9, medians. One process, one BLAS thread; seconds of the processor beside
seconds of the wall, for a machine that others use too. Growth is the slope of log(seconds) against N, per ten points.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

import numpy as np
from scipy.stats import linregress

from theory.gates import GateProblem, optimize
from theory.gates.flips import Flips
from theory.gates.moves import any_gates, one_gate
from theory.gates.refits import alternate, joint_weights, one_hot
from theory.gates.rows import Rows

CERTIFY = (  # K, sigma, numbers of points; the last is the one to hold to
    (2, 0.1, (100, 150, 200)),
    (2, 0.5, (100, 150, 200)),
    (2, 1.0, (60, 80, 100)),
    (3, 0.1, (45, 60, 90)),
    (3, 0.5, (30, 45, 60)),
)


def recipe(N: int, K: int, sigma: float, seed: int, n: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """x (N, n), its last column 1, and y (N,)."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.standard_normal((N, n - 1)), np.ones(N)])
    w = rng.standard_normal((K, n))
    return x, (x * w[rng.integers(0, K, N)]).sum(axis=1) + sigma * rng.standard_normal(N)


def timed(run: Callable[[], object]) -> tuple[float, float, object]:
    """Seconds of the processor and of the wall, and what `run` returned."""
    cpu, wall = process_time(), perf_counter()
    result = run()
    return process_time() - cpu, perf_counter() - wall, result


def certify(seeds: int, seconds: float) -> None:
    print("certify: K sigma N  median cpu s (largest)  median wall s  certified  nodes")
    for K, sigma, sizes in CERTIFY:
        medians = []
        for N in sizes:
            cpu, wall, proven, nodes = [], [], 0, []
            for seed in range(seeds):
                x, y = recipe(N, K, sigma, seed)
                c, w, best = timed(lambda: optimize(x, y, K, method="branch and bound", seconds=seconds))  # noqa: B023
                cpu.append(c)
                wall.append(w)
                proven += best.certified
                nodes.append(best.work)
            medians.append(median(cpu))
            row = f"{median(cpu):8.2f} ({max(cpu):.1f}) {median(wall):8.2f}  {proven}/{seeds}  {median(nodes):.3g}"
            print(f"  {K} {sigma:g} {N:4d} {row}", flush=True)
        slope = linregress(sizes, np.log(medians)).slope
        print(
            f"  K = {K}, sigma = {sigma:g}: {np.exp(10 * slope):.2f} times the seconds for ten points more", flush=True
        )


def flip_against_refit() -> None:
    U, n, K = 2000, 20, 20
    rng = np.random.default_rng(0)
    rows = Rows.of(GateProblem.from_samples(rng.standard_normal((U, n)), rng.standard_normal(U), K))
    state = Flips(rows, any_gates(K), rng.integers(0, 2, (U, K)).astype(np.int8))
    refit = median(timed(lambda: joint_weights(rows, state.gates))[0] for _ in range(9))

    def flip(u: int) -> None:
        patterns = state.patterns(u)
        state.move(u, patterns[1 + int(np.argmin(state.changes(u, patterns)[1:]))])

    one = median(timed(lambda: flip(u))[0] for u in range(300))  # noqa: B023
    priced = median(timed(lambda: state.changes(u, state.patterns(u)))[0] for u in range(300))  # noqa: B023
    print(
        f"flip, K n = 400, {U} points: refit {refit * 1e3:.2f} ms; pricing all {K} flips of a point {priced * 1e3:.3f} ms,"
    )
    print(f"  with the best one made {one * 1e3:.3f} ms: {refit / one:.0f} flips a refit", flush=True)


def against_alternating(U: int, K: int, n: int, sigma: float, seconds: float, restarts: int) -> None:
    """Local search for `seconds`, and alternating refits from `restarts` random labellings or for as long."""
    x, y = recipe(U, K, sigma, 0, n)
    _, wall, best = timed(lambda: optimize(x, y, K, method="local search", seconds=seconds))
    problem = GateProblem.from_samples(x, y, K)
    rows, rng = Rows.of(problem), np.random.default_rng(0)
    start, least, done = perf_counter(), np.inf, 0
    while done < restarts and perf_counter() - start < wall:
        gates = alternate(rows, one_gate(K), one_hot(rng.integers(0, K, U), K))
        least, done = min(least, rows.unit * rows.value(gates)), done + 1
    print(f"quality, U = {U}, K = {K}, n = {n}, sigma = {sigma:g}, {wall:.0f} s: local search {best.loss:.8g},")
    print(f"  alternating refits {least:.8g} ({done} starts in {perf_counter() - start:.0f} s)", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=300.0, help="of the wall, for one proof")
    parser.add_argument("--only", choices=("certify", "flip", "quality"))
    chosen = parser.parse_args()
    if chosen.only in (None, "flip"):
        flip_against_refit()
    if chosen.only in (None, "quality"):
        for U, K, n, sigma, seconds in ((200, 3, 3, 0.5, 2.0), (2000, 5, 5, 1.0, 10.0), (100_000, 8, 20, 0.5, 50.0)):
            against_alternating(U, K, n, sigma, seconds, 20 if U == 100_000 else 10**9)
    if chosen.only in (None, "certify"):
        certify(chosen.seeds, chosen.seconds)


if __name__ == "__main__":
    main()
