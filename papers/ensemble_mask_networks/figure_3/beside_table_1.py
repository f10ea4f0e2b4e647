"""Figure 3 for trained networks at the rounding floor, beside what the text says of it.

The figure's curves are an image, and only their caption is in the text we have. What the text gives is a number for every
panel: at half of the entries the binary error is about Table 1's. That is held against ours, for each n and condition.
The whole curve is predicted by the rounding floor (claim `fig-3-growth-floor`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.ledger.intervals import FEW_RUNS, student_interval, student_quantile, welch_half_width
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend

from ..experiments import FRACTIONS
from ..printed_table_1 import PRINTED, SIZES, reading_spread
from .floor_runs import BRIEF, CONDITIONS, SWEPT, Panels, predicted, swept, trained

SIMULATED = (5, 10)  # by default
SEEDS = 4


def half_is_table_1(says: float, context: Context) -> Outcome:
    """The binary error at half of the entries is `says` times Table 1's printed one, in every panel.

    The interval at level 1e-3 / panels in log10: Student's, of our spread over networks and the paper's of a reading
    (`reading_spread`), degrees of freedom of Welch and Satterthwaite.
    """
    panels = context.once("panels", lambda: _panels(context))
    half = FRACTIONS.index(0.5)
    reading, freedom = reading_spread()
    worst = (0.0, 0.0, 0.0, "")
    told = []
    for (n, condition), errors in panels.items():
        logs, printed = np.log10([e[half] for e in errors]), float(PRINTED[n, condition][0])
        ours, theirs = (float(logs.var(ddof=1)) / len(logs), len(logs) - 1), (reading**2, freedom)
        bar = welch_half_width(FEW_RUNS / len(panels), ours, theirs)
        off = float(np.log10(printed * says) - logs.mean())
        worst = max(worst, (abs(off) / bar, off, bar, f"n = {n}, {condition}: {10 ** logs.mean():.3g}"))
        told.append(f"n = {n}, {condition}: {10 ** logs.mean():.3g}, printed {printed:.3g}")
    _, off, bar, where = worst
    passed = worst[0] <= 1
    detail = f"{'; '.join(told)}; refutes figures off by more than {10**bar:.2g}x"
    found = "" if passed else f"{where}, {10**-off:.2g} times what is said, bar {10**bar:.2g}x"
    level = f"decades, interval at level {FEW_RUNS:g} over the panels"
    lines = [[n, predicted(context, n).tolist()] for n in dict.fromkeys(n for n, _ in panels)]
    data = {"panels": [[n, condition, errors] for (n, condition), errors in panels.items()], "predicted": lines}
    return Outcome(bool(passed), Evidence.SIMULATED, len(panels), off, bar, found, detail, data, level)


def _panels(context: Context) -> Panels:
    if context.full:
        return swept(context)
    panels = ((n, condition) for n in SIMULATED for condition in CONDITIONS)
    return {(n, condition): trained(context, n, condition, BRIEF[n][0], SEEDS) for n, condition in panels}


def plot_panels(data: Mapping[str, Any]) -> Any:
    """For each n and condition the predicted errors, lines, ours with Student's interval, and Table 1's figure with its own."""
    from matplotlib.figure import Figure

    panels = {(n, condition): np.array(errors) for n, condition, errors in data["panels"]}
    floors = dict(data["predicted"])
    sizes = [n for n in SIZES if (n, CONDITIONS[0]) in panels]
    figure = Figure(figsize=(7, 2.1 * len(sizes)), layout="constrained")
    reading, freedom = reading_spread()
    theirs = student_quantile(0.05, freedom) * reading
    for row, n in zip(figure.subplots(len(sizes), 2, sharex=True, squeeze=False), sizes, strict=True):
        for axes, condition in zip(row, CONDITIONS, strict=True):
            logs, printed = np.log10(panels[n, condition]), float(PRINTED[n, condition][0])
            middle, half = student_interval(logs, 0.05)
            half = np.minimum(half, 3)  # two networks that happen to agree badly must not set the axes
            ours = 10**middle
            bars = [ours - 10 ** (middle - half), 10 ** (middle + half) - ours]
            axes.plot(FRACTIONS, floors[n], color=COLOURS[0], lw=1, label="predicted")
            axes.errorbar(FRACTIONS, ours, bars, fmt="o", ms=3, color=COLOURS[5], label="ours, 95 %")
            ends = [[printed - printed * 10**-theirs], [printed * 10**theirs - printed]]
            axes.errorbar([0.5], [printed], ends, fmt="x", ms=6, color="black", label="printed, 95 %")
            axes.set(yscale="log", title=f"n = {n}, {condition}", ylabel="binary error $E(f)$")
    add_legend(figure, figure.axes)
    for axes in figure.axes[-2:]:
        axes.set_xlabel("fraction $f$ of active entries")
    return figure


CLAIMS = (
    Claim(
        id="fig-3-table-1",
        locator="Fig. 3",
        statement="The binary errors of Figure 3 at half of the entries are about those of Table 1, in every panel.",
        printed=Statement(r"E_{\text{binary}}(0.5) \approx E_{\text{Table 1}}", 1.0),
        test=half_is_table_1,
        wrong={"a thousand times Table 1's": 1e3, "a thousandth of Table 1's": 1e-3},
        assumptions=(
            "32-bit floats, mean square error, reduction mean",
            "n = 5 and 10; with --full all five n, n = 100 after one meta-epoch",
            "the curves are an image that was not read: the text gives one number a panel",
        ),
        oracle=f"training; interval at level {FEW_RUNS:g} over the panels, with the paper's own spread of a reading",
        measurement=True,
        cost=5,
        plot=plot_panels,
        sweeps=tuple(SWEPT),
    ),
)
