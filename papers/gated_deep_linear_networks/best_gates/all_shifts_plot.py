"""The best loss of free half-spaces, and of all shifts of base ones, as a picture."""

from __future__ import annotations

from typing import Any

from papers.plot_style.legend import add_legend


def plot_curves(K: list[int], free: list[float], base: list[int], shifts: list[float], title: str) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.6, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.plot(K, free, ".", ms=9, label="best half-spaces, certified")
    axes.plot(base, shifts, "x", ms=7, label="all shifts of the best base half-spaces, exact")
    axes.set_xlabel("gates $K$")
    axes.set_ylabel(r"least loss $\mathcal{L}$")
    axes.set_xticks(sorted({*K, *base}))
    axes.set_title(title, fontsize="x-small")
    add_legend(figure, [axes], columns=1)
    return figure
