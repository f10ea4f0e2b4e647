"""How often a nested F test rejects over the strength of one term, against the noncentral F: the check and its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from papers import Evidence, Outcome
from papers.ledger.intervals import z_limit
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend

LEVEL = 0.05


@dataclass(frozen=True)
class Rejections:
    """The rates at which the test rejected in `runs` simulations on one graph, one rate a strength of the term."""

    A: Any
    x: Any
    rates: list[float]
    runs: int


def powers_agree(
    power: Callable[[Any, Any, float], float],
    simulated: Mapping[str, Rejections],
    strengths: tuple[float, ...],
    term: str,
    rejected: str,
) -> Outcome:
    """power(A, x, strength) against simulated rates, graph by graph: z-scores at a family-wise level of 1e-6.

    `term` is the index of theta whose strength it is, `rejected` the hypothesis.
    """
    threshold = z_limit(len(simulated) * len(strengths))
    curves: dict[str, Any] = {}
    worst, effective = 0.0, 0
    for name, seen in simulated.items():
        for strength, rate in zip(strengths, seen.rates, strict=True):
            p = float(power(seen.A, seen.x, strength))
            spread = float(np.sqrt(max(p * (1 - p), 1 / seen.runs) / seen.runs))
            effective, worst = effective + 1, max(worst, abs(rate - p) / spread)
            if abs(rate - p) > threshold * spread:
                found = f"{name}, theta_{term} = {strength}: rejected in {rate:.3f} of {seen.runs}, not {p:.3f}"
                off = rate - p
                return Outcome(False, Evidence.SIMULATED, effective, off, spread, found, level="one standard error")
        fine = np.linspace(0, strengths[-1], 41).tolist()
        line = [float(power(seen.A, seen.x, strength)) for strength in fine]
        curves[name] = {"fine": fine, "line": line, "rates": seen.rates, "runs": seen.runs}
    detail = f"largest |z| {worst:.2f} of {threshold:.2f} allowed, {effective} points"
    data = {"strengths": strengths, "curves": curves, "term": term, "rejected": rejected}
    return Outcome(True, Evidence.SIMULATED, effective, worst, detail=detail, data=data, level="largest z-score")


def plot_powers(data: Mapping[str, Any]) -> Any:
    """Rejections over the strength of the term: lines are the noncentral F, points simulations with two standard errors."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 4.4), layout="constrained")
    axes = figure.subplots()
    for (name, curve), colour, marker in zip(data["curves"].items(), COLOURS, "os^Dv", strict=False):
        rates = np.array(curve["rates"])
        bars = 2 * np.sqrt(np.maximum(rates * (1 - rates), 1 / curve["runs"]) / curve["runs"])
        axes.plot(curve["fine"], curve["line"], color=colour, lw=1)
        axes.errorbar(data["strengths"], rates, bars, fmt=marker, ms=4, color=colour, label=name)
    axes.plot([], [], color="gray", lw=1, label="noncentral $F$")
    axes.axhline(LEVEL, color="black", lw=0.6, ls=":", label=r"level $\alpha$")
    axes.set(xlabel=rf"strength of the term $\theta_{{{data['term']}}}$", ylim=(0, 1.02))
    axes.set_ylabel(rf"rejections of {data['rejected']}, $P(F > F_{{1 - \alpha}})$")
    add_legend(figure, [axes], "bars: 2 standard errors", columns=2)
    return figure
