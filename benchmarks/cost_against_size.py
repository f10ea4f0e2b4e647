"""Time and peak memory against size, with exponents: batched training, the exact flow, a restart of local search.

One process, one BLAS thread. Training: architecture (1), float32, the paper's 8 n vectors a mask in four batches, random
numbers included, each of its three sizes varied alone around n = 20, 16 networks, 64 masks. The flow: 100 times, from the
moments on, eigendecomposition included. Local search: one restart, K = 4 exclusive gates on clusterwise data in three
dimensions. The exponent is the slope of a line through the last three points in logarithms, with its standard error. Memory
is the peak that NumPy and Python allocate (tracemalloc), in a run of its own: tracing slows.
"""

from __future__ import annotations

import argparse
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter
from scipy.stats import linregress

from papers.plot_style import COLOURS, draw, save
from sims.emn import train_batch
from theory import GatedRegression, emn, gradient_flow
from theory.gates import optimize

BATCHES = 4
LAST = 3  # points of a fit: below them overheads and fixed buffers rule
Run = Callable[[], object]


@dataclass(frozen=True)
class Axis:
    """A size, and what makes the work of that size; what it needs is made before the clock starts."""

    label: str
    sizes: tuple[int, ...]
    work: Callable[[int], Run]


def training(n: int = 20, networks: int = 16, masks: int = 64) -> Run:
    net = emn.Architecture(n, (1,))
    drawn = emn.PaperMasks(n, size=masks, order="random")(0)
    starts = [net.init(r, np.float32) for r in range(networks)]

    def run() -> object:
        rngs = [np.random.Generator(np.random.SFC64(r)) for r in range(networks)]
        return train_batch(net, starts, rngs=rngs, masks=drawn)

    return run


def flow(size: int) -> Run:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2 * size, size))
    A, w0, t = x.T @ x / len(x), rng.normal(size=(1, size)), np.geomspace(0.01, 100, 100)
    b = A @ rng.normal(size=size)
    y2 = float(b @ np.linalg.solve(A, b)) + 1

    def run() -> object:
        return gradient_flow(GatedRegression.from_moments(A, b, y2, 1, size), w0, t)

    return run


def search(points: int) -> Run:
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.normal(size=(points, 2)), np.ones(points)])
    y = np.sum(x * rng.normal(size=(4, 3))[rng.integers(4, size=points)], axis=1) + 0.5 * rng.normal(size=points)

    def run() -> object:
        return optimize(x, y, 4, method="local search", budget=1, rng=0)

    return run


AXES = (
    Axis("training: nodes $n$", (5, 10, 20, 40, 80, 160), lambda n: training(n=n)),
    Axis("training: networks", (1, 4, 16, 64, 256, 1024), lambda networks: training(networks=networks)),
    Axis("training: steps", (64, 256, 1024, 4096, 16384), lambda steps: training(masks=steps // BATCHES)),
    Axis("flow: $K n$", (125, 250, 500, 1000, 2000), flow),
    Axis("search: points", (500, 1000, 2000, 4000, 8000), search),
)


def seconds(run: Run, repeats: int) -> float:
    run()  # what is imported and allocated at the first call does not count
    times = []
    for _ in range(repeats):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return median(times)


def peak_mib(run: Run) -> float:
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def exponent(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope in logarithms over the last points, with its standard error."""
    if np.ptp(y[-LAST:]) == 0:
        return 0.0, 0.0
    line = linregress(np.log(x[-LAST:]), np.log(y[-LAST:]))
    return float(line.slope), float(line.stderr)


def plot(measured: dict[str, dict[str, np.ndarray]]) -> Figure:
    """Points measured, lines fitted to the last of them: one column an axis, one row a cost."""
    figure = Figure(figsize=(11, 5), layout="constrained")
    panels = figure.subplots(2, len(AXES), sharex="col")
    for column, axis in enumerate(AXES):
        x = np.array(axis.sizes, dtype=float)
        for row, (what, y) in enumerate(measured[axis.label].items()):
            panel, (slope, error) = panels[row, column], exponent(x, y)
            panel.loglog(x, y, "o", color=COLOURS[0])
            fitted, middle = x[-LAST:], np.exp(np.log(x[-LAST:]).mean())
            panel.loglog(fitted, np.exp(np.log(y[-LAST:]).mean()) * (fitted / middle) ** slope, color="black", lw=1)
            panel.set(
                title=f"exponent {slope:.2f} $\\pm$ {error:.2f}",
                xlabel=axis.label if row else "",
                ylabel="" if column else what,
                ylim=(y.min() / 2, y.max() * 2),
            )
            panel.xaxis.set_minor_formatter(NullFormatter())
            panel.yaxis.set_minor_formatter(NullFormatter())
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--plot", type=Path, default=Path("cost_against_size.svg"))
    given = parser.parse_args()
    measured: dict[str, dict[str, np.ndarray]] = {}
    for axis in AXES:
        runs = [axis.work(size) for size in axis.sizes]
        measured[axis.label] = {
            "time (s)": np.array([seconds(run, given.repeats) for run in runs]),
            "peak memory (MiB)": np.array([peak_mib(run) for run in runs]),
        }
        for what, y in measured[axis.label].items():
            slope, error = exponent(np.array(axis.sizes), y)
            points = ", ".join(f"{a}: {b:.3g}" for a, b in zip(axis.sizes, y, strict=True))
            print(f"{axis.label}, {what}: exponent {slope:.2f} +- {error:.2f} ({points})", flush=True)
    save(draw(plot, measured), given.plot)
    print(f"wrote {given.plot}")


if __name__ == "__main__":
    main()
