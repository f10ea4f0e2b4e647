"""A heat map of a two-way slice, drawn without a display."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..plot_style import draw as styled
from ..plot_style import saved

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sims.sweep import Slice

ANNOTATED = 150  # cells; with more of them numbers are too small to read


def draw(found: Slice) -> Figure:
    """The slice as a figure: x to the right, y upwards, one colour a pair; where no cell is done, it is white and says so."""
    from matplotlib.figure import Figure

    rows, columns = found.mean.shape
    figure = Figure(figsize=(2.5 + 0.6 * min(columns, 20), 1.8 + 0.45 * min(rows, 20)), layout="constrained")
    axes = figure.subplots()
    shown = np.ma.masked_invalid(found.mean)
    image = axes.imshow(shown, origin="lower", aspect="auto")
    averaged = found.count.max() > 1
    figure.colorbar(image, ax=axes, label=plain(found.value) + ", mean over seeds" * bool(averaged))
    axes.set_xlabel(plain(found.x))
    axes.set_ylabel(plain(found.y))
    axes.set_xticks(range(columns), [plain(str(v)) for v in found.x_values])
    axes.set_yticks(range(rows), [plain(str(v)) for v in found.y_values])
    axes.set_title(plain(_title(found)), fontsize="small")
    if rows * columns <= ANNOTATED:
        middle = float((shown.min() + shown.max()) / 2) if shown.count() else 0.0
        for (i, j), value in np.ndenumerate(found.mean):
            told = f"{value:.3g}" if found.count[i, j] else "none"
            colour = "white" if value < middle else "black"
            axes.text(j, i, told, ha="center", va="center", color=colour, fontsize=7)
    return figure


def heat_map(found: Slice, format: str) -> bytes:
    """The figure as a file of the given format: "png", "svg" or "pdf"."""
    return saved(styled(draw, found), format)


def _title(found: Slice) -> str:
    fewest, most = int(found.count.min()), int(found.count.max())
    seeds = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    mean = [] if "seed" in (found.x, found.y, *found.at) else [f"mean over {seeds} seeds"]
    return ", ".join([*mean, *(f"{name} = {value}" for name, value in found.at.items())])


def plain(text: str) -> str:
    return text.replace("$", r"\$")  # no mathematics in names
