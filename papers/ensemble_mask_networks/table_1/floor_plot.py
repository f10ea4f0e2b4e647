"""The picture of errors at rest beside the floors that are predicted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend

from .near_the_solution import PYTORCH


def plot_floor(data: Mapping[str, Any]) -> Any:
    """Predicted floors, lines, measured ones with the range over networks, points, and the printed figures, crosses."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 3.6), layout="constrained")
    axes = figure.subplots()
    for dtype, colour in (("float32", COLOURS[0]), ("float64", COLOURS[5])):
        rows = [row for row in data["rows"] if row["dtype"] == dtype and row.get("law", PYTORCH) == PYTORCH]
        n = np.array([row["n"] for row in rows])
        middle = np.array([np.mean(row["measured"]) for row in rows])
        spread = [middle - [min(r["measured"]) for r in rows], [max(r["measured"]) for r in rows] - middle]
        ends = [0.97, 1.03] if len(n) == 1 else [1]  # a line for one n, too
        line = np.outer([row["predicted"] for row in rows], np.ones(len(ends)))
        axes.plot(np.outer(n, ends).ravel(), line.ravel(), "-", color=colour, label=f"predicted, {dtype}")
        axes.errorbar(
            n,
            middle,
            np.maximum(spread, 0),
            fmt="o",
            ms=4,
            capsize=2,
            color=colour,
            label=f"measured, {dtype}",
        )
        printed = [(row["n"], value) for row in rows for value in row["printed"]]
        if printed:
            axes.plot(*zip(*printed, strict=True), "x", color="black", label="printed")
    axes.set(xscale="log", yscale="log", xlabel="nodes $n$", ylabel="mean square test error $E$")
    nodes = sorted({row["n"] for row in data["rows"]})
    axes.set_xticks(nodes, nodes)
    axes.set_xticks([], minor=True)
    add_legend(figure, [axes], "bars: range over networks", columns=2)
    return figure
