"""The share of right signs over the margin of a rule as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from papers.ledger.intervals import binomial_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend


def plot_accuracy(data: Mapping[str, Any]) -> Any:
    """The share of right signs over the margin of the rule, with binomial error bars, and the share stated as a line."""
    from matplotlib.figure import Figure

    margin, right = np.array(data["margin"]), np.array(data["right"])
    edges = np.array([0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, np.inf])
    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.subplots()
    name: str | None = "rows, bars: 95 %"
    for low, high in pairwise(edges):
        here = right[(margin >= low) & (margin < high)]
        if here.size:
            share = float(here.mean())
            below, above = binomial_interval(int(here.sum()), here.size, 0.025)
            middle = float(np.mean(margin[(margin >= low) & (margin < high)]))
            bars = [[share - below], [above - share]]
            axes.errorbar(middle, share, yerr=bars, fmt="o", ms=4, color=COLOURS[0], label=name)
            name = None
    axes.axhline(data["least"], color="black", lw=1, label=f"{data['least']:.0%} of all rows, the least stated")
    axes.set(xscale="log", xlabel=r"margin $|d + q \cdot w / |q||$", ylim=(0, 1.05))
    axes.set_ylabel("share of rows with\nthe right $\\mathrm{sgn}\\,c$")
    add_legend(figure, [axes], columns=1)
    return figure
