"""Gates as a picture: the places of a ring that each gate covers, or the inputs at which it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from theory.validation import Array

from ..pages.heatmap import plain
from ..plot_style import COLOURS, draw, saved

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from theory.gates import BestGates

    from .gate_data import GateData

SHOWN = len(COLOURS)  # patterns with a colour of their own


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
        held, what = (best.weights, "weight") if best.directions is None else (best.directions[:, :n], "direction")
        _map(figure, right, held, what)
        right.set_title(f"{what}s of each gate", fontsize="small")
        left.set_xlabel("site")
        right.set_xlabel("site")
    else:
        order = np.lexsort(best.gates.T[::-1])[::-1]
        extent, how = (0.5, len(order) + 0.5, K + 0.5, 0.5), {"cmap": "Greys", "interpolation": "nearest"}
        left.imshow(best.gates[order].T, aspect="auto", vmin=0, vmax=1, extent=extent, **how)
        left.set_xlabel("samples, in the order of their gates")
        left.set_title("gates that are on (black)", fontsize="small")
        _scatter(right, data, best)
    left.set_ylabel("gate")
    shown = range(1, K + 1) if K <= 20 else (1, K)
    left.set_yticks(shown)
    if data.ring or best.family == "equivariant":
        right.set_yticks(shown)
    state = "certified" if best.certified else f"gap {best.gap:.2g}"
    figure.suptitle(plain(f"{data.title}: {best.family}, loss {best.loss:.4g}, {state}"), fontsize="small")
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
    figure.colorbar(image, ax=axes, label=label)


def _scatter(axes: Any, data: GateData, best: BestGates) -> None:
    """The samples in the first two inputs that vary (one input: against y), a colour for each set of gates."""
    varies = np.flatnonzero(np.any(data.x != data.x[0], axis=0)) if len(data.x) else np.array([0])
    first = int(varies[0]) if len(varies) else 0
    second = int(varies[1]) if len(varies) > 1 else None
    patterns, which, size = np.unique(best.gates, axis=0, return_inverse=True, return_counts=True)
    which = which.reshape(-1)
    common = np.argsort(-size, kind="stable")
    in_order = sorted(common[:SHOWN], key=lambda p: tuple(-patterns[p]))  # gate 1 first, whatever its share
    for rank, pattern in enumerate(in_order):
        at = which == pattern
        on = [str(k + 1) for k in np.flatnonzero(patterns[pattern])]
        _dots(axes, data, at, first, second, f"C{rank}", " + ".join(on) if on else "none")
    if len(common) > SHOWN:
        at = ~np.isin(which, common[:SHOWN])
        _dots(axes, data, at, first, second, "lightgrey", f"{len(common) - SHOWN} other sets")
    if second is not None and best.directions is not None:
        _boundaries(axes, best.directions, data.x.shape[1], first, second)
    axes.set_xlabel(plain(data.inputs[first]))
    axes.set_ylabel(plain(data.target if second is None else data.inputs[second]))
    axes.legend(
        title="gates on", fontsize="x-small", title_fontsize="x-small", loc="center left", bbox_to_anchor=(1, 0.5)
    )


def _boundaries(axes: Any, directions: Array, n: int, first: int, second: int) -> None:
    """Where each half-space ends, v . x = 0 (with an offset -v_0), where no other input takes part in that."""
    across, up = axes.get_xlim(), axes.get_ylim()
    for v in directions:
        others = np.delete(v[:n], [first, second])
        if np.any(others != 0) or not np.any(v[[first, second]] != 0):
            continue
        a, b, c = v[first], v[second], v[n] if len(v) > n else 0.0
        at = -c * np.array([a, b]) / (a * a + b * b)
        axes.axline(at, at + np.array([-b, a]) / np.hypot(a, b), color="0.4", lw=0.8, ls="--")
    axes.set(xlim=across, ylim=up)


def _dots(axes: Any, data: GateData, at: Array, first: int, second: int | None, color: str, label: str) -> None:
    up = data.y if second is None else data.x[:, second]
    axes.plot(data.x[at, first], up[at], ".", color=color, label=label, markersize=4, rasterized=bool(at.sum() > 5000))
