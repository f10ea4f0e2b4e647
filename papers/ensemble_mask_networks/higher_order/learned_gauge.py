"""Section 7 and Figure 5: which of the zero-loss weights two masked layers learn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import log_slope, standard_error
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.emn import train_layers
from theory.emn import stable_layers_lr, uniform_inputs

from ..small_masks import symmetric_masks
from .layer_masks import twice


def gauge_is(says: Callable[[Any, int], Any], context: Context) -> Outcome:
    """says(kappa, n): the squares g_k^2 that two layers learn, from kappa_k = |row k of W_1|^2 - |column k of W_2|^2 at the start.

    It holds for the flow; descent with step lr is off by O(lr). So the mean deviation over starts must fall with lr at a slope of
    1 +- 0.1, and does not for anything else.
    """
    runs = context.once("gauges", lambda: _gauges(context))
    steps = np.array(runs["lr"])
    stated = [says(np.array(kappa), 2) for kappa in runs["kappa"]]
    off = np.array([[np.mean(np.abs(g - s)) for g, s in zip(at, stated, strict=True)] for at in runs["gauge"]])
    slope = log_slope(steps, off.mean(axis=1))
    detail = f"deviation {off.mean(axis=1)[-1]:.2g} at lr {steps[-1]:.3g}, slope {slope:.3f} in lr"
    passed = bool(abs(slope - 1) <= 0.1)
    data = {"lr": steps.tolist(), "deviation": off.T.tolist()}
    found, level = "" if passed else detail, "slope less 1; at most 0.1 allowed"
    return Outcome(passed, Evidence.SIMULATED, len(stated), slope - 1, None, found, detail, data, level)


def _gauges(context: Context) -> dict[str, Any]:
    n, runs = 2, 6 if context.full else 4
    masks = np.array([twice(A) for A in symmetric_masks(n)], dtype=np.float64)
    limit = stable_layers_lr(np.ones((2, n, n)), masks, uniform_inputs(n))[0]
    starts = [context.rng(f"gauge {number}").uniform(-1, 1, (2, n, n)) for number in range(runs)]
    kappa = [(np.sum(s[0] ** 2, axis=1) - np.sum(s[1] ** 2, axis=0)).tolist() for s in starts]
    gauge = []
    for k in (8, 16, 32):
        ends = [train_layers(start, masks, passes=150 * k, lr=limit / k, gram=uniform_inputs(n)) for start in starts]
        gauge.append([np.mean(end[0] ** 2, axis=1) for end in ends])
    return {"lr": [limit / k for k in (8, 16, 32)], "kappa": kappa, "gauge": gauge}


def plot_gauge(data: Mapping[str, Any]) -> Any:
    """Deviation of the learned g^2 from the flow's, a dot a start, and its mean over lr; the line has slope 1."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 3.4), layout="constrained")
    axes = figure.subplots()
    lr, deviation = np.array(data["lr"]), np.array(data["deviation"])
    for i, row in enumerate(deviation):
        axes.plot(lr, row, ".", ms=6, alpha=0.5, color=COLOURS[0], label=None if i else "a start")
    bars = standard_error(deviation)
    label = f"mean of {len(deviation)}, one standard error"
    axes.errorbar(1.05 * lr, deviation.mean(axis=0), bars, fmt="o", color=COLOURS[5], label=label)
    mean = np.exp(np.mean(np.log(deviation.mean(axis=0) / lr)))
    axes.plot(lr, mean * lr, color="black", lw=1, label="slope 1")
    axes.set(
        xscale="log", yscale="log", xlabel=r"learning rate $\mathrm{lr}$", ylabel="mean of $|g_k^2 -$ predicted$|$"
    )
    add_legend(figure, [axes], columns=2)
    return figure


CLAIMS = (
    Claim(
        id="higher-order-gauge",
        locator="Sec. 7, remark, learned factors",
        origin=Origin.OWN,
        statement="The factor g_k that each unit between two masked layers learns is known at the start: its incoming less its "
        "outgoing weights in square are conserved by the flow.",
        printed=Statement(
            r"g_k^2 = \frac{\kappa_k + \sqrt{\kappa_k^2 + 4 n^2}}{2n}",
            lambda kappa, n: (kappa + np.sqrt(kappa**2 + 4 * n**2)) / (2 * n),
        ),
        test=gauge_is,
        wrong={
            "kappa of the other sign": lambda kappa, n: (-kappa + np.sqrt(kappa**2 + 4 * n**2)) / (2 * n),
            "4 n for 4 n^2": lambda kappa, n: (kappa + np.sqrt(kappa**2 + 4 * n)) / (2 * n),
            "always 1": lambda kappa, n: np.ones(n),
        },
        assumptions=("n = 2, all symmetric binary masks in both layers", "full-batch descent that reaches zero loss"),
        oracle="descent at three step sizes",
        cost=3,
        plot=plot_gauge,
    ),
)
