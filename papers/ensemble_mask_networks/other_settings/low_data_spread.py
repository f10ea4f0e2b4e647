"""Section 5: how much more errors spread over the sweep with fewer masks and inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FEW_RUNS, student_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend

from .low_data_runs import DTYPES, FEW, SETTING, SIZES, SWEEPS, SWEPT, TOP, log_errors, predicted_range, swept_ranges

MUCH = 0.5  # decades
BARS = f"Student interval at level {FEW_RUNS:g} (trained), range over conditions and networks (sweep)"


def wider(says: Callable[[int, str], bool], context: Context) -> Outcome:
    """says(n, dtype): whether the range of log10 error over the sweep is wider with low data, by half a decade or more.

    For n up to 20 between the cell (1, 1) and the floor in trainings from the same starts, for larger n predicted; with
    `full`, in 32-bit floats n = 40 over all fifteen cells of the sweeps and n = 100 over three of them, the mean over
    conditions and networks and their range.
    """
    rows = context.once("ranges", lambda: _ranges(context))
    detail = "decades wider: " + "; ".join(
        f"n = {r['n']}, {r['dtype']}: "
        + (f"{r['more']:.2f} +- {r['half']:.2f}, " if r["half"] else "")
        + f"{r['predicted']:.2f} predicted"
        for r in rows
    )
    passed: bool | None = True
    for r in rows:
        if abs(r["more"] - MUCH) <= r["half"]:
            passed = None
        elif (r["more"] > MUCH) is not says(r["n"], r["dtype"]):
            found = f"n = {r['n']}, {r['dtype']}: {r['more']:.2f} +- {r['half']:.2f} decades wider"
            return Outcome(
                False, Evidence.SIMULATED, len(rows), r["more"], r["half"], found, detail, {"rows": rows}, BARS
            )
    return Outcome(passed, Evidence.SIMULATED, len(rows), detail=detail, data={"rows": rows})


def _ranges(context: Context) -> list[dict[str, Any]]:
    rows = []
    for dtype in DTYPES:
        for n in SIZES:
            low_range, high_range = (predicted_range(context.seed, r, n, dtype) for r in ("low", "high"))
            predicted = low_range - high_range
            if n in TOP:
                seeds = 20 if n < 20 else FEW
                low, high = (
                    np.ptp(log_errors(context.seed, r, n, dtype, top=TOP[n], seeds=seeds), axis=1)
                    for r in ("low", "high")
                )
                more, half = student_interval(low - high, FEW_RUNS)
            elif context.full and dtype == "float32" and n in SWEPT:
                found = swept_ranges(context, n)
                more, half = float(np.mean(found)), float(np.ptp(found))
            else:
                more, half = predicted, 0.0
            rows.append({"n": n, "dtype": dtype, "more": more, "half": half, "predicted": predicted})
    return rows


def plot_ranges(data: Mapping[str, Any]) -> Any:
    """How much wider the range over the sweep is with low data, by n and float type: predicted, lines, trained, points."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.8), layout="constrained")
    axes = figure.subplots()
    for dtype, colour in zip(DTYPES, (COLOURS[0], COLOURS[5]), strict=True):
        rows = [r for r in data["rows"] if r["dtype"] == dtype]
        axes.plot([r["n"] for r in rows], [r["predicted"] for r in rows], color=colour, label=f"{dtype}, predicted")
        ran = [r for r in rows if r["half"]]
        n, more, half = ([r[key] for r in ran] for key in ("n", "more", "half"))
        axes.errorbar(n, more, half, fmt="o", color=colour, label=f"{dtype}, trained")
    axes.axhline(0, color="black", lw=0.5)
    axes.set(xscale="log", xlabel="nodes $n$", ylabel="wider with low data, decades")
    add_legend(figure, [axes], BARS.replace(", ", ",\n"), columns=2)
    return figure


CLAIMS = (
    Claim(
        id="low-data-spread",
        locator="Sec. 5, sentence, low data",
        origin=Origin.READ,
        statement="With fewer masks and inputs there is much more spread across the sweep. So it is as long as the fewest steps "
        "leave an error above the rounding floor: in 32-bit floats for n = 5 and 10, in 64-bit for n up to 40.",
        printed=Statement(r"\text{spread with low data} \gg \text{spread}", lambda n, dtype: True),
        corrected=Statement(
            r"\text{spread with low data} \gg \text{spread for } n \le 10\ (\text{32-bit}),\ n \le 40\ (\text{64-bit})",
            lambda n, dtype: n <= (10 if dtype == "float32" else 40),
        ),
        test=wider,
        wrong={
            "at no n": lambda n, dtype: False,
            "at all n in 64 bits": lambda n, dtype: n <= 10 or dtype == "float64",
            "at n = 5 only": lambda n, dtype: n == 5,
        },
        assumptions=(
            *SETTING,
            "much: half a decade",
            "n = 40 and 100 predicted, by the mean error, which is above the typical one; with --full trained in 32-bit floats",
        ),
        oracle="training in both settings from the same starts, intervals at level 1e-3",
        cost=6,
        plot=plot_ranges,
        sweeps=SWEEPS,
    ),
)
