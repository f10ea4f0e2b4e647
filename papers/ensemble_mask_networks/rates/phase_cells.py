"""The test error of (1) in the cells (n, epochs, meta-epochs) of the paper's sweep: ours, predicted, and drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from papers import Context
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.emn import evaluate, finite, train_batch
from theory import emn
from theory.emn.rates.rounding_floor import rounding_floor
from theory.randomness import generator
from theory.validation import Array

Cell = tuple[int, int, int]  # n, epochs, meta-epochs
Errors = dict[tuple[str, str, Any], dict[Cell, float]]  # by (condition, float type, seed or "theory")
EPOCHS, META_EPOCHS = (1, 2, 3), (1, 2, 4, 8, 16)
TOP = {5: 4, 10: 2, 20: 1}  # the default run simulates cells of at most so many epochs in all, and (e, 1)
LARGE = (40, 100)  # with `full` only, from sweeps
CONDITIONS = ("control", "shuffled")
DTYPES = ("float32", "float64")
SEEDS = 3
FIRST = frozenset({(5, 1, 1)})
CONTROL = frozenset({(5, 1, 1), (5, 2, 1), (5, 3, 1), (5, 1, 2), (10, 1, 1), (10, 2, 1), (10, 3, 1)})
LISTS = {"control": CONTROL, "shuffled": FIRST}  # the failing cells of the paper
SWEEPS = ("table_1_seeds", "table_1_seeds_40", "table_1", "phase_cells_large")
SETTING = (
    "architecture (1), lr 0.1, loss averaged over batch and outputs",
    "PyTorch's initialization; what others change is the claim `converged-initializations`",
    "a cell converged where its test error is at most a threshold, the same for all cells, conditions and float types",
    "the paper's mask law, drawn in the order of the sums",
)
ORACLE = "training of every cell from several starts; the predicted error and rounding floor"


def measured(context: Context) -> Errors:
    """Test errors by (condition, float type, seed or "theory") and cell: mean square, weighted masks half of them zero.

    With `full` every cell is simulated in 32-bit floats, those of n up to 20 in 64-bit ones and (1, 1) of larger n.
    """
    simulated = _simulated(context.seed)
    if not context.full:
        return simulated
    out: Errors = {key: found for key, found in simulated.items() if key[2] == "theory"}
    for n, dtype in product(LARGE, DTYPES):
        net = emn.Architecture(n)
        start = net.init(generator(context.seed, f"phase diagram {n}"), dtype)
        constants = emn.learned_constants(net, start)
        for epochs in EPOCHS:
            cells = _predicted(net, start, constants, epochs, dtype)
            for condition in CONDITIONS:
                out[condition, dtype, "theory"].update(cells)
    for sweep in SWEEPS:
        for record in context.sweep(sweep):
            p = record.parameters
            if p["condition"] in CONDITIONS:
                run = out.setdefault((p["condition"], p["dtype"], record.seed), {})
                for m in META_EPOCHS:
                    if f"mean_square_{m}" in record.scalars:
                        run[p["n"], p["epochs"], m] = record.scalars[f"mean_square_{m}"]
    return out


@cache
def _simulated(seed: int) -> Errors:
    out: Errors = {}
    for dtype, n, epochs in product(DTYPES, TOP, EPOCHS):
        net = emn.Architecture(n)
        keys = [(condition, s) for condition in CONDITIONS for s in range(SEEDS)]
        rngs = [generator(seed, f"phase diagram {n} {epochs} {dtype} {key}") for key in keys]
        starts = [net.init(rng, dtype) for rng in rngs]
        predicted = _predicted(net, starts[0], emn.learned_constants(net, starts[0]), epochs, dtype)
        for condition in CONDITIONS:
            out.setdefault((condition, dtype, "theory"), {}).update(predicted)
        top = max(1, TOP[n] // epochs)
        keep = [m for m in META_EPOCHS if m <= top]
        runs = train_batch(
            net,
            starts,
            rngs=rngs,
            condition=[condition for condition, _ in keys],
            epochs=epochs,
            meta_epochs=top,
            snapshots=keep,
        )
        for (condition, s), run in zip(keys, finite(runs), strict=True):
            for m in keep:
                test = generator(seed, f"phase diagram test {n}")
                error = evaluate(net, run.snapshots[m], test, count=10)["mean square"]
                out.setdefault((condition, dtype, s), {})[n, epochs, m] = error
    return out


def _predicted(
    net: emn.Architecture, start: emn.Parameters, constants: Array, epochs: int, dtype: str
) -> dict[Cell, float]:
    """The larger of `emn.predicted_errors` and the rounding floor after as many steps, for every number of meta-epochs."""
    risk = emn.SparseMasks(net.n, weighted=True).risk_entries
    masks = emn.training_set_size(net.n) * np.array(META_EPOCHS)
    errors = emn.predicted_errors(net, start, masks, epochs=epochs, risk=risk)
    floors = [rounding_floor(constants, 4 * epochs * int(size), dtype=dtype) for size in masks]
    return {(net.n, epochs, m): max(float(e), floor) for m, e, floor in zip(META_EPOCHS, errors, floors, strict=True)}


def plot_data(runs: Mapping[Any, Mapping[Cell, float]], conditions: Iterable[str], window: Any) -> dict[str, Any]:
    """For each condition and cell: its errors in 64-bit runs, the predicted one, whether the paper lists it."""
    rows: list[dict[str, Any]] = []
    for condition in conditions:
        theory = runs[condition, "float64", "theory"]
        for cell in sorted(theory):
            errors = [
                v[cell] for k, v in runs.items() if k[:2] == (condition, "float64") and k[2] != "theory" and cell in v
            ]
            row = {"condition": condition, "cell": list(cell), "measured": [float(e) for e in errors]}
            rows.append(row | {"predicted": float(theory[cell]), "listed": cell in LISTS[condition]})
    return {"rows": rows, "window": [float(w) if np.isfinite(w) else None for w in window]}


def plot_cells(data: Mapping[str, Any]) -> Any:
    """Errors of the cells in 64-bit floats: theory is the line, runs the points (range over networks), crosses the list."""
    from matplotlib.figure import Figure

    conditions = list(dict.fromkeys(row["condition"] for row in data["rows"]))
    figure = Figure(figsize=(9, 3 * len(conditions)), layout="constrained")
    for axes, condition in zip(np.atleast_1d(figure.subplots(len(conditions), 1)), conditions, strict=True):
        rows = [row for row in data["rows"] if row["condition"] == condition]
        for n in sorted({row["cell"][0] for row in rows}):
            here = [i for i, row in enumerate(rows) if row["cell"][0] == n]
            axes.plot(
                here,
                [rows[i]["predicted"] for i in here],
                color="black",
                lw=1,
                label="theory" if 0 in here else None,
            )
        seen = [(i, np.array(row["measured"])) for i, row in enumerate(rows) if row["measured"]]
        middle = [float(np.exp(np.mean(np.log(e)))) for _, e in seen]
        bars = np.array([[m - e.min(), e.max() - m] for m, (_, e) in zip(middle, seen, strict=True)]).T
        axes.errorbar(
            [i for i, _ in seen],
            middle,
            np.maximum(bars, 0),
            fmt="o",
            ms=3,
            color=COLOURS[0],
            label="runs, range over networks",
        )
        listed = [i for i, row in enumerate(rows) if row["listed"]]
        axes.plot(
            listed, [rows[i]["predicted"] for i in listed], "x", ms=9, color=COLOURS[5], label="fails in the paper"
        )
        low, high = data["window"]
        if low is not None and high is not None and low < high:
            axes.axhspan(low, high, color=COLOURS[2], alpha=0.2, label="thresholds")
        axes.set(yscale="log", ylabel=f"test error $E$,\n{condition}")
        first = [i for i, row in enumerate(rows) if row["cell"][2] == 1]
        axes.set_xticks(first, [",".join(map(str, rows[i]["cell"])) for i in first], rotation=90, fontsize=6)
        axes.set_xticks(range(len(rows)), minor=True)
    axes.set_xlabel("n, epochs, meta-epochs;\nbetween them 2, 4, 8, 16 meta-epochs")
    add_legend(figure, figure.axes, columns=2)
    return figure
