"""The samples in two inputs, coloured by the gates that are on: which two inputs, the points, the ends of half-spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from theory.validation import Array

from ..ledger.words import counted
from ..pages.heatmap import plain
from ..plot_style import COLOURS

if TYPE_CHECKING:
    from theory.gates import BestGates

    from .gate_data import GateData

SHOWN = len(COLOURS)  # patterns with a colour of their own


def told_apart(x: Array, which: Array, sample_weight: Array | None = None) -> Array:
    """How much of each input, (n,), tells the groups `which` (S,) apart: a share from 0 to 1.

    The larger of two shares of a variance that lies between the groups: of the input's, and of its squared distance from
    the mean, which tells groups apart that differ in their spread alone. 0 where an input does not vary.
    """
    x = np.asarray(x, dtype=float)
    p = np.ones(len(x)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
    p = p / p.sum()
    centred = x - p @ x
    scale = np.abs(centred).max(axis=0, initial=0.0)
    centred = np.divide(centred, scale, out=np.zeros_like(centred), where=scale > 0)  # squares must not overflow
    return np.maximum(_between(centred, which, p), _between(centred**2, which, p))


def _between(values: Array, which: Array, p: Array) -> Array:
    """The share of the variance of each column that lies between the groups."""
    values = values - p @ values
    whole = p @ values**2
    between = np.zeros(values.shape[1])
    for group in np.unique(which):
        at = which == group
        if (share := p[at].sum()) > 0:
            between += (p[at] @ values[at]) ** 2 / share
    return np.divide(between, whole, out=np.zeros_like(whole), where=whole > 1e-24)  # rounding of a constant squared


def two_inputs(data: GateData, which: Array) -> tuple[int, int | None]:
    """The two inputs that tell the sets of gates apart best, in the data's order; None: only one input varies, or none."""
    varies = np.flatnonzero(np.any(data.x != data.x[0], axis=0)) if len(data.x) else np.array([], dtype=int)
    if len(varies) < 2:
        return (int(varies[0]) if len(varies) else 0), None
    told = np.round(told_apart(data.x, which, data.sample_weight)[varies], 9)  # equal ones in the data's order
    first, second = sorted(int(i) for i in varies[np.argsort(-told, kind="stable")[:2]])
    return first, second


def scatter(axes: Any, data: GateData, best: BestGates) -> None:
    """The samples in `two_inputs` (one input: against y), a colour for each set of gates."""
    patterns, which, size = np.unique(best.gates, axis=0, return_inverse=True, return_counts=True)
    which = which.reshape(-1)
    first, second = two_inputs(data, which)
    common = np.argsort(-size, kind="stable")
    in_order = sorted(common[:SHOWN], key=lambda p: tuple(-patterns[p]))  # gate 1 first, whatever its share
    for rank, pattern in enumerate(in_order):
        on = [str(k + 1) for k in np.flatnonzero(patterns[pattern])]
        _dots(axes, data, which == pattern, first, second, f"C{rank}", " + ".join(on) if on else "none")
    if len(common) > SHOWN:
        at = ~np.isin(which, common[:SHOWN])
        _dots(axes, data, at, first, second, "lightgrey", f"{len(common) - SHOWN} other sets")
    if second is not None and best.directions is not None:
        boundaries(axes, best.directions, data.x.shape[1], first, second)
    axes.set_xlabel(_symbol(data, first))
    target = "target" if data.target == "y" else plain(data.target)
    axes.set_ylabel(f"{target}, $y$" if second is None else _symbol(data, second))
    axes.set_title(_title(data.x.shape[1], second), fontsize="small")
    axes.legend(
        title="gates on", fontsize="x-small", title_fontsize="x-small", loc="center left", bbox_to_anchor=(1, 0.5)
    )


def _symbol(data: GateData, i: int) -> str:
    return f"{plain(data.inputs[i])}, $x_{{{i + 1}}}$"


def _title(n: int, second: int | None) -> str:
    if second is None:
        return "samples" if n == 1 else f"samples; {counted(n - 1, 'other')}, constant, not shown"
    if n == 2:
        return "samples"
    return f"samples, the two inputs that differ most between gates; {counted(n - 2, 'other')} not shown"


def boundaries(axes: Any, directions: Array, n: int, first: int, second: int) -> None:
    """Where each half-space ends, v . x = 0 (with an offset -v_0), where no other input takes part in that."""
    across, up = axes.get_xlim(), axes.get_ylim()
    for v in directions:
        others = np.delete(v[:n], [first, second])
        if np.any(others != 0) or not np.any(v[[first, second]] != 0):
            continue
        a, b, c = v[first], v[second], v[n] if len(v) > n else 0.0
        at = -c * np.array([a, b]) / (a * a + b * b)
        end = at + np.array([-b, a]) / np.hypot(a, b)
        axes.axline(at, end, color="0.4", lw=0.8, ls="--", label="_" if _named(axes) else "ends of half-spaces")
    axes.set(xlim=across, ylim=up)


def _named(axes: Any) -> bool:
    return any(line.get_label() == "ends of half-spaces" for line in axes.lines)


def _dots(axes: Any, data: GateData, at: Array, first: int, second: int | None, color: str, label: str) -> None:
    up = data.y if second is None else data.x[:, second]
    axes.plot(data.x[at, first], up[at], ".", color=color, label=label, markersize=4, rasterized=bool(at.sum() > 5000))
