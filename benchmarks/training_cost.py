"""Time and peak memory of batched training against n, the number of networks and the number of steps, with exponents.

One process, one BLAS thread, architecture (1), float32, the paper's 8 n vectors a mask in four batches, random numbers
included. Each axis is varied alone around a base point; the exponent is the slope of a line through the last three
points in logarithms, with its standard error. Memory is the peak that NumPy and Python allocate during training
(tracemalloc), in a run of its own: tracing slows.
"""

from __future__ import annotations

import argparse
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from matplotlib.figure import Figure
from scipy.stats import linregress

from papers.plot_style import COLOURS, draw, save
from sims.batch import train_batch
from theory import emn

BASE = {"n": 20, "networks": 16, "masks": 64}
AXES = {
    "n": (5, 10, 20, 40, 80, 160),
    "networks": (1, 4, 16, 64, 256, 1024),
    "masks": (16, 64, 256, 1024, 4096),
}
LABELS = {"n": "nodes $n$", "networks": "networks in a batch", "masks": "steps"}
BATCHES = 4
LAST = 3  # points of a fit: below them overheads and fixed buffers rule


def training(n: int, networks: int, masks: int) -> Callable[[], object]:
    """What is measured; masks and initial weights are made before."""
    net = emn.Architecture(n, (1,))
    drawn = emn.PaperMasks(n, size=masks, order="random")(0)
    starts = [net.init(r, np.float32) for r in range(networks)]

    def run() -> object:
        rngs = [np.random.Generator(np.random.SFC64(r)) for r in range(networks)]
        return train_batch(net, starts, rngs=rngs, masks=drawn)

    return run


def seconds(run: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return median(times)


def peak_mib(run: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def exponent(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope in logarithms over the last points, with its standard error."""
    line = linregress(np.log(x[-LAST:]), np.log(y[-LAST:]))
    return float(line.slope), float(line.stderr)


def plot(panels: dict[str, dict[str, tuple[np.ndarray, np.ndarray]]]) -> Figure:
    """Points measured, lines fitted to the last of them: one column an axis, one row a cost."""
    figure = Figure(figsize=(9, 5), layout="constrained")
    axes = figure.subplots(2, len(panels), sharex="col")
    for column, (name, costs) in enumerate(panels.items()):
        for row, (what, (x, y)) in enumerate(costs.items()):
            panel, (slope, error) = axes[row, column], exponent(x, y)
            panel.loglog(x, y, "o", color=COLOURS[0])
            fitted, middle = x[-LAST:], np.exp(np.log(x[-LAST:]).mean())
            panel.loglog(fitted, np.exp(np.log(y[-LAST:]).mean()) * (fitted / middle) ** slope, color="black", lw=1)
            panel.set(
                title=f"exponent {slope:.2f} $\\pm$ {error:.2f}",
                xlabel=LABELS[name] if row else "",
                ylabel=what if column == 0 else "",
                ylim=(y.min() / 2, y.max() * 2),
            )
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--plot", type=Path, default=Path("training_cost.svg"))
    arguments = parser.parse_args()
    print(f"base: {BASE}; exponents over the last {LAST} points of each axis")
    panels = {}
    for name, values in AXES.items():
        runs = [training(**{**BASE, name: value}) for value in values]
        x = np.array(values, dtype=float) * (BATCHES if name == "masks" else 1)
        measured = {
            "time (s)": np.array([seconds(run, arguments.repeats) for run in runs]),
            "peak memory (MiB)": np.array([peak_mib(run) for run in runs]),
        }
        panels[name] = {}
        for what, y in measured.items():
            slope, error = exponent(x, y)
            points = ", ".join(f"{a:g}: {b:.3g}" for a, b in zip(x, y, strict=True))
            print(
                f"{what} against {name if name != 'masks' else 'steps'}: exponent {slope:.2f} +- {error:.2f} ({points})"
            )
            panels[name][what] = x, y
    save(draw(plot, panels), arguments.plot)
    print(f"wrote {arguments.plot}")


if __name__ == "__main__":
    main()
