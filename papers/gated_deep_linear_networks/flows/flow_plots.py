"""Flows as pictures: weights over time, theory as lines and runs as points, and how the distance falls with the step size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend

BARS = "Student intervals at level $10^{-6}$"
TIME = r"time $t / \tau$"


def plot_experiment(data: Mapping[str, Any]) -> Any:
    """A panel a gate, descent as points and SGD with error bars over the lines of theory; and both distances over lr."""
    from matplotlib.figure import Figure

    sites = data["sites"]
    theory, descent = (np.array(data[name]).reshape(len(data["times"]), -1, sites) for name in ("theory", "descent"))
    mean, error = (np.array(data[name]).reshape(-1, sites) for name in ("sgd_mean", "sgd_error"))
    K = len(mean)
    columns = 2 if K % 2 else 3
    rows = -(-(K + 1) // columns)
    figure = Figure(figsize=(9, 1 + 2.6 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for k, axes in enumerate(panels[:K]):
        for i in range(sites):
            axes.plot(data["times"], theory[:, k, i], color=COLOURS[i], lw=1, label=f"theory, site $i = {i + 1}$")
            axes.plot(data["times"], descent[:, k, i], ".", color=COLOURS[i], label="descent, one run")
            bar = {"fmt": "s", "color": COLOURS[i], "ms": 4, "capsize": 3, "mfc": "none"}
            label = f"SGD, mean of {data['runs']:,} runs"
            axes.errorbar(data["times"][-1] * 1.03, mean[k, i], error[k, i], **bar, label=label)
        axes.set(xlabel=TIME, ylabel="weight $w_{ki}$", title=f"gate $k = {k + 1}$")
    draw_distances(panels[K], data["lr"], {"descent, one run, largest distance": data["errors"]})
    label = r"SGD, mean of $\|w_{\mathrm{lr}} - w\|^2$"
    draw_distances(panels[K], data["lr"], {label: data["spread"]}, {label: data["spread_error"]})
    for axes in panels[K + 1 :]:
        axes.remove()
    add_legend(figure, [panels[0], panels[K]], f"bars: {BARS}")
    return figure


def draw_distances(axes: Any, lr: Any, distances: Mapping[str, Any], bars: Mapping[str, Any] | None = None) -> None:
    """Distances from theory over the learning rate, points over lines of slope 1; a run without spread is a dot."""
    lr = np.array(lr)
    for (name, values), colour in zip(distances.items(), COLOURS[5:] if bars else COLOURS[3:], strict=False):
        if bars:
            axes.errorbar(lr, values, bars[name], fmt="s", color=colour, label=name)
        else:
            axes.plot(lr, values, ".", ms=8, color=colour, label=name)
        axes.plot(lr, values[-1] * lr / lr[-1], color=colour, lw=1, label="theory, slope 1")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=r"learning rate $\mathrm{lr}$",
        ylabel=r"distance from theory, $\|w_{\mathrm{lr}} - w\|$",
    )
    axes.set_xticks(lr, [f"{value:.2g}" for value in lr])
    axes.set_xticks([], minor=True)
