"""The Fourier modes of a ReLU unit's field during SGD as a picture, beside the predicted size of the one that wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers.plot_style.legend import add_legend

MARKERS = "os^D"  # of the modes 0 to 3


def plot_modes(data: Mapping[str, Any]) -> Any:
    """Sizes of the modes, means over networks with bars at the level of the check; a line for the predicted winner's."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.2), layout="constrained")
    panels = figure.subplots(1, len(data["path"]))
    times = np.array(data["times"])
    for axes, (name, path) in zip(panels, data["path"].items(), strict=True):
        mean, bars = np.array(path["mean"]), data["limit"] * np.array(path["error"])
        for k, marker in enumerate(MARKERS):
            axes.errorbar(times[::2], mean[::2, k], bars[::2, k], fmt=marker, ms=3, label=f"SGD, $k = {k}$")
        axes.axhline(data["winner"][name], color="black", lw=1, label="theory, winner $|w|$")
        axes.set(
            title=f"$y = 1$: {name} correlations" if name in ("longer", "shorter") else f"{name} win",
            xlabel=r"time $t / \tau$",
            ylabel=r"size of mode $k$, $|\hat w_k|$",
        )
    add_legend(figure, panels, "points: means over networks; bars: $z$ at the family-wise level $10^{-6}$ (check)", 5)
    return figure
