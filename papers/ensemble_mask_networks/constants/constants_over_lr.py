"""The constants of Figure 4 under SGD: how far their squares are from those of the flow, over the learning rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import log_slope
from papers.ledger.words import tuples
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import emn

from .constant_runs import trained

RATES = (0.1, 0.05, 0.025)
NETWORKS = {(5, 1): (24, 30.0), (10, 1): (12, 40.0), (20, 1): (6, 50.0), (40, 1): (2, 70.0), (10, 2): (8, 60.0)}

SLOPE = "worst slope less the one stated; at most 0.1 allowed"


def order_in_lr(says: float, context: Context) -> Outcome:
    """The mean of |c^2 - predicted| over rows whose sign agrees goes as lr^says, within 0.1, at every n.

    The same initializations at every lr, with a number of steps proportional to 1/lr; a row counts where its sign
    agrees at all of them. Deeper, (1, 1) at n = 10. With `full`, one more halving of lr.
    """
    series = context.once("orders", lambda: _orders(context))
    slopes = {}
    for n, depth, rates, errors, *_ in series:
        slopes[n, depth] = log_slope(rates, errors)
    worst = max(slopes, key=lambda key: abs(slopes[key] - says))
    detail = "slopes " + ", ".join(f"{slope:.3f} (n = {n}, {tuples((1,) * m)})" for (n, m), slope in slopes.items())
    off = slopes[worst] - says
    passed = abs(off) <= 0.1
    data = {
        "series": [
            {"n": n, "depth": m, "lr": list(rates), "error": list(errors), "bar": bars, "rows": rows}
            for n, m, rates, errors, bars, rows in series
        ]
    }
    rows = sum(rows for *_, rows in series)
    found = "" if passed else f"n = {worst[0]}, {tuples((1,) * worst[1])}: slope {slopes[worst]:.3f}, stated {says:g}"
    return Outcome(passed, Evidence.SIMULATED, rows, off, None, found, detail, data, SLOPE)


def _orders(context: Context) -> list[tuple[int, int, tuple[float, ...], list[float], list[float], int]]:
    """(n, depth, the lr, mean errors, their standard errors over networks, rows)."""
    series = []
    rates: tuple[float, ...] = (*RATES, RATES[-1] / 2) if context.full else RATES
    for (n, depth), (networks, time) in NETWORKS.items():
        net = emn.Architecture(n, (1,) * depth)
        agree, errors = np.ones((networks, n), dtype=bool), []
        for lr in rates:
            rngs = [context.rng(f"order {n} {depth} {i}") for i in range(networks)]
            masks = emn.PaperMasks(n, size=round(time / lr), order="random")
            starts, learned = trained(net, rngs, masks=masks, lr=lr)
            predicted = np.array([emn.learned_constants(net, params) for params in starts])
            agree &= np.sign(learned) == np.sign(predicted)
            errors.append(np.abs(learned**2 - predicted**2))
        means = [float(np.mean(e[agree])) for e in errors]
        bars = [_error_of_mean(e, agree) for e in errors]
        series.append((n, depth, rates, means, bars, int(agree.sum())))
    return series


def _error_of_mean(values: Any, counted: Any) -> float:
    """The standard error of the mean of the values (networks, n) that are `counted`; rows of one network share its masks."""
    off = np.sum((values - values[counted].mean()) * counted, axis=1)
    return float(np.sqrt(np.sum(off**2) * len(off) / (len(off) - 1)) / counted.sum())


def plot_order(data: Mapping[str, Any]) -> Any:
    """The mean error of c^2 over lr: trained networks as points, lines of slope 1 through the smallest lr."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.5), layout="constrained")
    axes = figure.subplots()
    for series, colour, marker in zip(data["series"], COLOURS, "os^Dv", strict=False):
        lr, error = np.array(series["lr"]), np.array(series["error"])
        label = f"n = {series['n']}, ({', '.join(['1'] * series['depth'])})"
        axes.errorbar(lr, error, series["bar"], fmt=marker, ms=4, color=colour, label=label)
        axes.plot(lr, error[-1] * lr / lr[-1], color=colour, lw=1)
    axes.plot([], [], color="gray", lw=1, label="slope 1")
    axes.set(xscale="log", yscale="log", xlabel=r"learning rate $\eta$", ylabel="mean of $|c^2 -$ predicted$|$")
    add_legend(figure, [axes], "bars: one standard error over networks", columns=2)
    return figure


CLAIMS = (
    Claim(
        id="fig-4-constants-lr",
        locator="Fig. 4, caption, constants under SGD",
        origin=Origin.OWN,
        statement="With SGD the squares of the constants are off from the flow's by O(lr): over 1/lr steps, lr^2 a step.",
        printed=Statement(r"\langle |c^2 - c_{\mathrm{flow}}^2| \rangle \propto \eta^1", 1.0),
        test=order_in_lr,
        wrong={"no trend": 0.0, "square root": 0.5, "second order": 2.0},
        assumptions=("rows whose sign agrees", "steps proportional to 1/lr", "the paper's mask law in random order"),
        oracle="trainings at lr 0.1, 0.05 and 0.025 from the same initializations",
        cost=10,
        plot=plot_order,
    ),
)
