"""Gates as a picture: the places of a ring that each gate covers, or the inputs at which it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from theory.validation import Array

from ..pages.heatmap import plain
from ..plot_style import draw, saved
from .gate_output import number
from .gate_scatter import scatter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from theory.gates import BestGates

    from .gate_data import GateData

SAMPLES = 30  # whose numbers fit below the picture


def gate_figure(data: GateData, best: BestGates, format: str) -> bytes:
    """The figure as a file of the given format: "png", "svg" or "pdf"."""
    return saved(draw(_gates, data, best), format)


def _gates(data: GateData, best: BestGates) -> Figure:
    from matplotlib.figure import Figure

    K, n = best.weights.shape
    figure = Figure(figsize=(11, 2.6 + 0.18 * min(K, 30)), layout="constrained")
    left, right = figure.subplots(1, 2)
    if data.ring or best.family == "equivariant":
        _map(figure, left, coverage(data.x, best.gates, data.sample_weight), r"share of $\langle x_i^2\rangle$ seen")
        left.set_title("places that each gate covers", fontsize="small")
        held, what, symbol = best.weights, "weight", "w"
        if best.directions is not None:
            held, what, symbol = best.directions[:, :n], "direction", "v"
        _map(figure, right, held, f"{what} ${symbol}_{{ki}}$")
        right.set_title(f"{what}s of each gate", fontsize="small")
        left.set_xlabel("site $i$")
        right.set_xlabel("site $i$")
    else:
        order = np.lexsort(-best.gates.T[::-1].astype(int))  # the first gates first, and samples by number
        extent, how = (0.5, len(order) + 0.5, K + 0.5, 0.5), {"cmap": "Greys", "interpolation": "nearest"}
        left.imshow(best.gates[order].T, aspect="auto", vmin=0, vmax=1, extent=extent, **how)
        if len(order) <= SAMPLES:
            left.set_xticks(range(1, len(order) + 1), order + 1)
        left.set_xlabel("sample $s$, in the order of their gates")
        left.set_title("gates that are on (black)", fontsize="small")
        scatter(right, data, best)
    left.set_ylabel("gate $k$")
    shown = range(1, K + 1) if K <= 20 else (1, K)
    left.set_yticks(shown)
    if data.ring or best.family == "equivariant":
        right.set_yticks(shown)
        right.set_ylabel("gate $k$")
    loss = number(best.loss, float(np.average(data.y**2, weights=data.sample_weight)), 4)
    state = "certified" if best.certified else f"gap {best.gap:.2g}"
    figure.suptitle(plain(f"{data.title}: {best.family}, loss {loss}, {state}"), fontsize="small")
    return figure


def coverage(x: Array, gates: Array, sample_weight: Array | None = None) -> Array:
    """<g_k x_i^2> / <x_i^2>, (K, n): the share of each place that each gate sees; 0 where a place is always 0."""
    p = np.ones(len(x)) if sample_weight is None else sample_weight
    square = p[:, None] * np.asarray(x, dtype=float) ** 2
    total = square.sum(axis=0)
    seen = gates.T.astype(float) @ square
    return np.divide(seen, total, out=np.zeros_like(seen), where=total > 0)


def _map(figure: Any, axes: Any, values: Array, label: str) -> None:
    extent = (0.5, values.shape[1] + 0.5, len(values) + 0.5, 0.5)  # sites and gates are counted from 1
    signed, top = bool(values.min() < 0), float(np.abs(values).max()) or 1.0
    colours: dict[str, Any] = {"cmap": "RdBu_r", "vmin": -top} if signed else {"cmap": "viridis", "vmin": 0}
    image = axes.imshow(values, aspect="auto", interpolation="nearest", extent=extent, vmax=top, **colours)
    axes.locator_params(axis="x", integer=True)
    figure.colorbar(image, ax=axes, label=label)
