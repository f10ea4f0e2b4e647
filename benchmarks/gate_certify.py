"""Time to certify exclusive gates against the number of points, ours and that of SCIP on the same data in the same run.

SCIP (PySCIPOpt, one thread) gets the usual mixed-integer program: binaries z_sk, one for each point and plane, sum_k z_sk = 1;
residuals r_s >= |y_s - w_k . x_s| - M_s (1 - z_sk); the least R with sum_s r_s^2 <= R. Big-M in its favour: |w_ki| <= B, twice the
largest weight of our optimum, and M_s = |y_s| + B |x_s|_1. Planes are in the order in which the points meet them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from scipy.stats import linregress

from papers.plot_style import COLOURS
from theory.gates import optimize

# K, sigma, numbers of points; the last is the one with a time to hold to
CERTIFY = (
    (2, 0.1, (50, 100, 150, 200)),
    (2, 0.5, (50, 100, 150, 200)),
    (2, 1.0, (40, 60, 80, 100)),
    (3, 0.1, (30, 45, 60, 75, 90)),
    (3, 0.5, (30, 40, 50, 60)),
)
TARGETS = {(2, 0.1): 30, (2, 0.5): 30, (2, 1.0): 120, (3, 0.1): 30, (3, 0.5): 120}  # seconds at the last size
SCIP_SIZES = {2: (10, 15, 20, 25, 30), 3: (12, 14, 16, 18)}
FIT = 0.02  # seconds below which a median is overhead and no point of a fit


@dataclass
class Curve:
    """Median seconds of the processor against N, for one K, sigma and solver."""

    K: int
    sigma: float
    solver: str
    sizes: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def growth(self) -> tuple[float, float] | None:
        """The slope of log(seconds) in N and its standard error; None below three sizes."""
        some = [(N, np.log(s)) for N, s in zip(self.sizes, self.seconds, strict=True) if s >= FIT]
        if len(some) < 3:
            return None
        line = linregress(*zip(*some, strict=True))
        return float(line.slope), float(line.stderr)

    def words(self) -> str:
        """In how many points more the seconds are ten times as many, with the standard error."""
        found = self.growth()
        if found is None:
            return "too few sizes for a fit"
        slope, error = found
        return f"seconds ~ exp(({slope:.3f} +- {error:.3f}) N), {np.exp(10 * slope):.2f} times for ten points more"


def recipe(N: int, K: int, sigma: float, seed: int, n: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """x (N, n), its last column 1, and y (N,)."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.standard_normal((N, n - 1)), np.ones(N)])
    w = rng.standard_normal((K, n))
    return x, (x * w[rng.integers(0, K, N)]).sum(axis=1) + sigma * rng.standard_normal(N)


def timed(run: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds of the processor and of the wall, and what `run` returned."""
    cpu, wall = process_time(), perf_counter()
    result = run()
    return process_time() - cpu, perf_counter() - wall, result


def certify(seeds: int, seconds: float, largest: float = 1.0) -> list[Curve]:
    """Ours; a median over runs that were stopped is a lower bound, and is shown and left out of the fit."""
    print("certify, ours: K sigma N | median cpu s (largest) | median wall s | certified | nodes")
    curves = []
    for K, sigma, sizes in CERTIFY:
        curve = Curve(K, sigma, "branch and bound")
        for N in [size for size in sizes if size <= largest * sizes[-1]]:
            cpu, wall, nodes, proven = [], [], [], 0
            for seed in range(seeds):
                x, y = recipe(N, K, sigma, seed)
                c, w, best = timed(lambda: optimize(x, y, K, method="branch and bound", seconds=seconds))  # noqa: B023
                cpu.append(c)
                wall.append(w)
                nodes.append(best.work)
                proven += best.certified
            row = f"{median(cpu):8.2f} ({max(cpu):.1f}) | {median(wall):8.2f} | {proven}/{seeds} | {median(nodes):.3g}"
            held = f" | to hold: {TARGETS[K, sigma]} s" if sizes[-1] == N else ""
            print(f"  {K} {sigma:g} {N:4d} | {row}{held}", flush=True)
            if 2 * proven > seeds:
                curve.sizes.append(N)
                curve.seconds.append(median(cpu))
        print(f"  K = {K}, sigma = {sigma:g}: {curve.words()}", flush=True)
        curves.append(curve)
    return curves


def scip(seeds: int, seconds: float, sigma: float = 0.5) -> list[Curve]:
    """SCIP and ours on the same small data; `seconds` of the wall for each of SCIP's instances."""
    print(
        f"certify, SCIP: sigma = {sigma:g}, at most {seconds:g} s each: K N | SCIP s | ours s | SCIP's proofs | apart"
    )
    curves = []
    for K, sizes in SCIP_SIZES.items():
        theirs, ours = Curve(K, sigma, "SCIP"), Curve(K, sigma, "branch and bound, small N")
        for N in sizes:
            cpu, own, proven, apart = [], [], 0, 0.0
            for seed in range(seeds):
                x, y = recipe(N, K, sigma, seed)
                o, _, best = timed(lambda: optimize(x, y, K, method="branch and bound"))  # noqa: B023
                box = 2 * float(np.abs(best.weights).max()) / K
                c, _, (value, done) = timed(lambda: miqp(x, y, K, box, seconds))  # noqa: B023
                if done:
                    apart = max(apart, abs(value - best.loss))
                cpu.append(c)
                own.append(o)
                proven += done
            row = f"{median(cpu):8.2f} | {median(own):8.3f} | {proven}/{seeds} | {apart:.1e}"
            print(f"  {K} {N:3d} | {row}", flush=True)
            ours.sizes.append(N)
            ours.seconds.append(median(own))
            if 2 * proven <= seeds:
                break
            theirs.sizes.append(N)
            theirs.seconds.append(median(cpu))
        print(f"  K = {K}, SCIP: {theirs.words()}", flush=True)
        curves += [theirs, ours]
    return curves


def miqp(x: np.ndarray, y: np.ndarray, K: int, box: float, seconds: float) -> tuple[float, bool]:
    """SCIP's least mean squared residual, and whether it is proven."""
    from pyscipopt import Model, quicksum  # in the extra `bench`

    N, n = x.shape
    model = Model()
    model.hideOutput()
    model.setParam("limits/time", seconds)
    model.setParam("limits/gap", 1e-7)
    w = [[model.addVar(lb=-box, ub=box) for _ in range(n)] for _ in range(K)]
    z = [[model.addVar(vtype="B") for _ in range(K)] for _ in range(N)]
    r = [model.addVar(lb=0.0) for _ in range(N)]
    total = model.addVar(lb=0.0)
    for s in range(N):
        model.addCons(quicksum(z[s]) == 1)
        big = float(abs(y[s]) + box * np.abs(x[s]).sum())
        for k in range(K):
            off = float(y[s]) - quicksum(float(x[s, i]) * w[k][i] for i in range(n))
            model.addCons(r[s] >= off - big * (1 - z[s][k]))
            model.addCons(r[s] >= -off - big * (1 - z[s][k]))
            if k > 0:  # plane k is not met before plane k - 1
                model.addCons(z[s][k] <= quicksum(z[t][k - 1] for t in range(s)))
    model.addCons(quicksum(v * v for v in r) <= total)
    model.setObjective(total)
    model.optimize()
    return model.getObjVal() / N, model.getStatus() in ("optimal", "gaplimit")


def plot(curves: Sequence[Curve]) -> Figure:
    """Seconds against N, one line a fit."""
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    for at, curve in enumerate(curves):
        if not curve.sizes:
            continue
        mark = "s" if curve.solver == "SCIP" else "o"
        found = curve.growth()
        label = f"{curve.solver}: $K = {curve.K}$, $\\sigma = {curve.sigma:g}$"
        if found is not None:
            N, s = np.array(curve.sizes), np.array(curve.seconds)
            N, s = N[s >= FIT], s[s >= FIT]
            axes.semilogy(
                N, np.exp(np.log(s).mean() + found[0] * (N - N.mean())), "-", color=COLOURS[at % len(COLOURS)], lw=1
            )
            label += f", $e^{{({found[0]:.3f} \\pm {found[1]:.3f}) N}}$"
        axes.semilogy(curve.sizes, curve.seconds, mark, color=COLOURS[at % len(COLOURS)], label=label, ms=4)
    axes.set_xlabel("points $N$")
    axes.set_ylabel("median seconds of the processor to the proof")
    axes.legend(fontsize=7)
    return figure
