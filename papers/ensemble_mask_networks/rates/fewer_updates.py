"""Section 5: why (1) needs fewer updates than ()."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Outcome, Statement
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from sims.emn import finite, train_batch
from theory import emn
from theory.emn.rates.stability import spectral_radius
from theory.emn.rates.step_scale import gain, step_scale
from theory.emn.rates.transfer import transfer

from ..fair_masks import fair_bits, population_risk
from .worst_error import with_errors

EVERY = 8  # masks between two looks at the risk
Starts = Callable[[int], tuple[tuple[float, bool], ...]]


def updates_ratio(says: Callable[[float], bool], context: Context, starts: Starts) -> Outcome:
    """says(c2): whether (1) that ends at constants of square c2 needs fewer updates than (), at the same lr 0.1.

    Masks are counted until the risk is 1e-8; `starts` gives c2 by n, and None for the initialization, else for the same
    effective weights, off by 0.1 in the directions across the ones. Predicted: the ratio of the logs of the spectral radii
    of `transfer`, which is c2 for small steps. Fewer or more is decided at five standard errors.
    """
    rows = context.once("updates", lambda: [_updates(context, n, *start) for n in (5, 10) for start in starts(n)])
    for row in rows:
        fewer = row["ratio"] + 5 * row["bar"] < 1
        if not (fewer or row["ratio"] - 5 * row["bar"] > 1):
            return Outcome(None, Evidence.SIMULATED, len(rows), detail=f"neither fewer nor more: {_tell([row])}")
        if fewer is not bool(says(row["c2"])):
            bar, told, data = row["bar"], _tell(rows), {"rows": rows}
            found = _tell([row])
            return Outcome(
                False, Evidence.SIMULATED, len(rows), row["ratio"], bar, found, told, data, "one standard error"
            )
    return Outcome(True, Evidence.SIMULATED, len(rows), detail=_tell(rows), data={"rows": rows})


def _tell(rows: list[dict[str, Any]]) -> str:
    return "updates of (1) over those with no hidden layer: " + "; ".join(
        f"n = {r['n']}, c^2 = {r['c2']:.3g}: {r['ratio']:.3f} +- {r['bar']:.3f}, predicted {r['predicted']:.3f}"
        for r in rows
    )


def _updates(context: Context, n: int, c2: float, random: bool) -> dict[str, Any]:
    rates = _rates(n, c2)
    counts = []
    for copies, rate in zip(((), (1,)), rates, strict=True):
        net = emn.Architecture(n, copies)
        rngs = [context.rng(f"updates {n} {c2:.6g} {random} {copies} {seed}") for seed in range(10)]
        starts = [net.init(rng) if random else _beside(net, c2, rng) for rng in rngs]
        most = int(1.5 * np.log(1e-8) / rate / EVERY) + 10
        runs = train_batch(
            net,
            starts,
            rngs=rngs,
            masks=fair_bits(n, EVERY),
            condition="subsampled",
            meta_epochs=most,
            snapshots=range(1, most + 1),
        )
        reached = []
        for run in finite(runs):
            below = [population_risk(net, run.snapshots[t]) <= 1e-8 for t in range(1, most + 1)]
            reached.append(EVERY * (1 + below.index(True)))
        counts.append(np.array(reached))
    relative = float(np.sqrt(sum(c.var(ddof=1) / len(c) / c.mean() ** 2 for c in counts)))
    ratio = float(counts[1].mean() / counts[0].mean())
    return {"n": n, "c2": c2, "ratio": ratio, "bar": ratio * relative, "predicted": float(rates[0] / rates[1])}


def _rates(n: int, c2: float) -> list[float]:
    """The logarithms of the spectral radii a mask, with no hidden layer and of (1) at the constants c = sqrt(c2)."""
    h = float(step_scale(n, 0.1))
    return [float(np.log(spectral_radius(transfer(n, h, 2 * n, 4, None, gain(c))))) for c in (None, np.sqrt(c2))]


def _beside(net: emn.Architecture, c2: float, rng: np.random.Generator) -> emn.Parameters:
    """Effective weights 1 but for 0.1 across the ones; for (1) with the constants c = sqrt(c2)."""
    e = rng.standard_normal((net.n, net.n))
    return with_errors(net, np.sqrt(c2) if net.copies else None, 0.1 * (e - e.mean(axis=1, keepdims=True)))


def plot_updates(data: Mapping[str, Any]) -> Any:
    """Updates of (1) over those with no hidden layer by c^2: runs are the points, the spectral radii the line."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.5), layout="constrained")
    axes = figure.subplots()
    every = [r["c2"] for r in data["rows"]]
    grid = np.geomspace(0.8 * min(every), 1.25 * max(every), 25)
    for n, colour in ((5, COLOURS[0]), (10, COLOURS[1])):
        rows = [r for r in data["rows"] if r["n"] == n]
        along, alone = np.array([_rates(n, c2)[::-1] for c2 in grid]).T
        axes.plot(grid, alone / along, color=colour, lw=1)
        ratios, bars = [r["ratio"] for r in rows], [5 * r["bar"] for r in rows]
        axes.errorbar([r["c2"] for r in rows], ratios, bars, fmt="o", color=colour, label=f"$n = {n}$")
    axes.plot([], [], color="gray", lw=1, label="predicted")
    axes.axhline(1, color="black", lw=0.5, ls=":", label="as many")
    axes.set(xscale="log", yscale="log", xlabel="square of the constants $c^2$")
    axes.set_ylabel("updates of (1) over those with\nno hidden layer, $T_{(1)} / T_{()}$")
    for axis, values in ((axes.xaxis, [r["c2"] for r in data["rows"]]), (axes.yaxis, [0.3, 0.5, 1, 2, 3])):
        ticks = sorted({float(f"{v:.2g}") for v in values})
        axis.set_ticks(ticks, labels=[f"{v:g}" for v in ticks])
        axis.set_ticks([], minor=True)
    add_legend(figure, [axes], "bars: 5 standard errors", columns=2)
    return figure


def from_initialization(n: int) -> tuple[tuple[float, bool], ...]:
    """PyTorch's start; (1) ends at c^2 near 1/sqrt(n)."""
    return ((n**-0.5, True),)


def beside_solutions(n: int) -> tuple[tuple[float, bool], ...]:
    """Solutions of (1) on both sides of c^2 = 1."""
    return ((n**-0.5, False), (2.0, False))


CLAIMS = (
    Claim(
        id="fewer-updates",
        locator="Sec. 5, sentence, updates",
        statement="(1) needs fewer gradient updates to converge than the network with no hidden layer.",
        printed=Statement(r"\text{updates of } (1) < \text{updates with no hidden layer}", lambda c2: True),
        test=partial(updates_ratio, starts=from_initialization),
        wrong={"more": lambda c2: False},
        assumptions=(
            "the same learning rate 0.1 for both",
            "initialization uniform on +-1/sqrt(f), f the fan-in",
            "fresh masks",
        ),
        oracle="training of both from the initialization to a risk of 1e-8",
        cost=3,
        plot=plot_updates,
    ),
    Claim(
        id="fewer-updates-reason",
        locator="Sec. 5, sentence, the reason",
        statement="(1) needs fewer updates because it has infinitely many settling points. It has them whatever its start; "
        "but near those of large constants it needs more. What counts is the step in effective weights, 1/c^2 times that "
        "with no hidden layer across the ones, and training ends at c^2 near 1/sqrt(n).",
        printed=Statement(r"\infty \text{ many settling points} \Rightarrow \text{fewer updates}", lambda c2: True),
        corrected=Statement(r"\text{fewer updates} \iff c^2 < 1", lambda c2: c2 < 1),
        test=partial(updates_ratio, starts=beside_solutions),
        wrong={"fewer where c is large": lambda c2: c2 > 1, "never fewer": lambda c2: False},
        assumptions=("the same learning rate 0.1 for both", "errors across the ones, the slow ones"),
        oracle="training of both from the same effective weights to a risk of 1e-8",
        cost=6,
        plot=plot_updates,
    ),
)
