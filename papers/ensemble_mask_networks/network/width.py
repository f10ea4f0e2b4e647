"""Figure 4, caption: several copies learn less discernible weights, and perform well."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.intervals import FAMILY_WISE, difference_interval, side, student_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.emn import Training, train_batch
from theory import emn

from ..end_of_training import end_of_training_bound

N, RUNS = 5, 24
BAR = f"Student interval at a family-wise level of {FAMILY_WISE:g}"
WIDTHS = (1, 2, 4, 8)


def spread_by_width(says: Mapping[str, Any], context: Context) -> Outcome:
    """says["trend"]: how the spread of the first layer changes with the copies, says["single"]: its value for one copy.

    The spread is the share of the squared first layer that is not constant along rows: 0 for the printed forms. It is
    measured where SGD ends from the paper's initialization, which must be zero loss to rounding. Neighbouring widths
    are compared by Welch intervals at a family-wise level of 1e-6. With one copy it must be 0 to rounding (proved: zero
    loss makes rows constant); with several, row constants are a set of measure zero among the solutions.
    """
    if open_ := undecided(emn.gauge_derivation()):
        return open_
    trained = context.once("trained", lambda: {c: _trained(context, c) for c in ((1, 1), *((c,) for c in WIDTHS))})
    spreads, deeper = {c: trained[(c,)][0] for c in WIDTHS}, trained[(1, 1)][0]
    left = max(float(np.max(off)) for _, off in trained.values())
    means = {c: float(np.mean(v)) for c, v in spreads.items()}
    detail = "spread " + ", ".join(f"{means[c]:.3f} for ({c})" for c in WIDTHS)
    detail += f"; n = {N}: dimensions " + ", ".join(
        str(emn.solution_dimension(emn.Architecture(N, (c,)))) for c in WIDTHS
    )
    single = max(float(np.max(spreads[1])), float(np.max(deeper)))
    signs, half = [], 0.0
    for a, b in pairwise(WIDTHS):
        change, half = difference_interval(spreads[b], spreads[a], FAMILY_WISE / len(WIDTHS))
        signs.append(side(change, half, 0.0))
    bound = end_of_training_bound(0.1 * (2 / N))
    passed = signs == [says["trend"]] * len(signs) and left <= bound
    passed = passed and (single <= bound**2) == (says["single"] == 0)
    data = {
        "copies": [c for c in WIDTHS for _ in range(RUNS)],
        "spread": [float(s) for c in WIDTHS for s in spreads[c]],
    }
    detail += f"; effective weights within {left:.1g} of 1"
    text = "" if passed else f"changes {signs}, one copy {single:.2g}: {detail}"
    return Outcome(passed, Evidence.SIMULATED, RUNS * len(WIDTHS), means[WIDTHS[-1]], half, text, detail, data, BAR)


def _trained(context: Context, copies: tuple[int, ...]) -> tuple[list[float], list[float]]:
    """The spread of `RUNS` trained networks, and how far their effective weights are from 1."""
    net = emn.Architecture(N, copies)
    rngs = [context.rng(f"width {copies} {i}") for i in range(RUNS)]
    masks = emn.PaperMasks(N, size=300, order="random")
    runs = train_batch(net, [net.init(r) for r in rngs], rngs=rngs, masks=masks, meta_epochs=5)
    spreads, off = [], []
    for run in runs:
        if not isinstance(run, Training):
            raise run
        W = run.params.layers[0]
        spreads.append(float(((W - W.mean(axis=1, keepdims=True)) ** 2).sum() / (W**2).sum()))
        off.append(float(np.max(np.abs(emn.effective_weights(net, run.params) - 1))))
    return spreads, off


def plot_spread(data: Mapping[str, Any]) -> Any:
    """The spread of each trained network over its copies, and the means with Student's interval of 95 %."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.4, 3.2), layout="constrained")
    axes = figure.subplots()
    copies, spread = (np.array(data[key]) for key in ("copies", "spread"))
    axes.plot(copies, spread, ".", ms=6, color=COLOURS[0], alpha=0.4, label="a trained network")
    means, bars = zip(*(student_interval(spread[copies == c], 0.05) for c in WIDTHS), strict=True)
    axes.errorbar(np.array(WIDTHS) + 0.2, means, bars, fmt="o", color="black", label=f"mean of {RUNS}, 95 %")
    axes.set(xlabel="copies $c$ of $(c)$", ylabel=r"spread $|W_1 - \bar W_1|^2 / |W_1|^2$")
    add_legend(figure, [axes], columns=2)
    return figure


CLAIMS = (
    Claim(
        id="fig-4-less-discernible",
        locator="Fig. 4, caption, copies",
        origin=Origin.READ,
        statement="Architectures with several copies learn less discernible weights but perform well: zero loss to rounding, "
        "with a first layer that is not constant along rows, the less so the more copies there are.",
        printed=Statement(
            r"\frac{|W_1 - \bar W_1|^2}{|W_1|^2} = 0\ \text{for}\ c = 1,\ \text{rises with}\ c",
            {"trend": 1, "single": 0},
        ),
        test=spread_by_width,
        wrong={
            "rows constant for any width": {"trend": 0, "single": 0},
            "falls with the copies": {"trend": -1, "single": 0},
            "not constant for one copy": {"trend": 1, "single": 1},
        },
        assumptions=(
            "initialization uniform on +-1/sqrt(f), f the fan-in",
            "n = 5, the paper's mask law, 300 masks",
            "lr 0.1",
        ),
        oracle="trained networks",
        cost=5,
        plot=plot_spread,
    ),
)
