"""The companion's trade-offs: what sparse masks change."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import emn
from theory.emn.rates.stability import spectral_radius
from theory.emn.rates.step_scale import step_scale
from theory.emn.rates.transfer import row_law, transfer

DENSITIES = (0.1, 0.2, 0.35, 0.5, 2 / 3, 0.8, 0.9, 1.0)
SIZES = (3, 5, 20)
LR = 0.1


def density_changes(says: Mapping[str, float], context: Context) -> Outcome:
    """says: the density at which each of two numbers is least, of "limit", the largest stable lr, and "masks", those needed at
    lr 0.1.

    Of () by the exact second-moment recursion; the masks that shrink the mean squared error e-fold, from its spectral radius.
    Each number must fall up to the density where it is least, and rise from there.
    """
    rows = context.once("densities", lambda: [_row(n, p) for n in SIZES for p in DENSITIES])
    for n in SIZES:
        own = [r for r in rows if r["n"] == n]
        for name, least in says.items():
            for a, b in pairwise(own):
                if (a[name] > b[name]) is not (b["p"] <= least):
                    found = f"n = {n}, {name}: {a[name]:.4g} at p = {a['p']:.3g}, {b[name]:.4g} at p = {b['p']:.3g}"
                    return Outcome(
                        False,
                        Evidence.CORROBORATED,
                        len(rows),
                        float(b[name] - a[name]),
                        None,
                        found,
                        level="change from one density to the next",
                    )
    told = "; ".join(
        f"p = {r['p']:g}: lr up to {r['limit']:.2f}, {r['masks']:.0f} masks at lr {LR}"
        for r in rows
        if r["n"] == 20 and r["p"] in (0.1, 0.5, 1.0)
    )
    detail = f"masks for a factor of e in the error, n = 20, {told}"
    return Outcome(True, Evidence.CORROBORATED, len(rows), detail=detail, data={"rows": rows})


def _row(n: int, p: float) -> dict[str, float]:
    law = row_law(n, p)
    radius = spectral_radius(transfer(n, float(step_scale(n, LR)), 2 * n, 4, law))
    return {"n": n, "p": p, "limit": float(emn.largest_stable_lr(n, law=law)), "masks": float(-1 / np.log(radius))}


def plot_density(data: Mapping[str, Any]) -> Any:
    """The largest stable learning rate, and the masks needed, by the density of the masks."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3), layout="constrained")
    left, right = figure.subplots(1, 2)
    for n, colour in zip(SIZES, COLOURS[:3], strict=True):
        own = [r for r in data["rows"] if r["n"] == n]
        p = [r["p"] for r in own]
        left.plot(p, [r["limit"] for r in own], color=colour, label=f"$n = {n}$")
        right.plot(p, [r["masks"] for r in own], color=colour)
    left.set(xlabel="density $p$ of the masks", ylabel=r"largest stable $\mathrm{lr}$", ylim=(0, None))
    right.set(xlabel="density $p$ of the masks", ylabel=f"masks for a factor of $e$, lr {LR}", yscale="log")
    right.axvline(2 / 3, color="black", lw=0.5, ls=":", label="$p = 2/3$")
    add_legend(figure, [left, right], columns=4)
    return figure


CLAIMS = (
    Claim(
        id="mask-density",
        locator="p. 1, companion notes, trade offs, masks",
        origin=Origin.OWN,
        statement="Finer masks give more control but sparse gradients, at the cost of stable training. Sparse masks are more "
        "stable, they bear a larger learning rate; at the same rate the fewest masks are needed at density 2/3, where the slowest "
        "mode p/3 - p^2/4 is fastest.",
        printed=Statement(r"\mathrm{lr}_\mathrm{max}\ \text{rises with}\ p", {"limit": 0.0}),
        corrected=Statement(
            r"\mathrm{lr}_\mathrm{max}\ \text{falls with}\ p,\quad \arg\max_p \left(\tfrac p3 - \tfrac{p^2}{4}\right) = \tfrac23",
            {"limit": 1.0, "masks": 2 / 3},
        ),
        test=density_changes,
        wrong={
            "the sparser the slower": {"masks": 1.0},
            "half the entries are best": {"masks": 0.5},
        },
        assumptions=("no hidden layer", "independent entries, 1 with probability p from 0.1 to 1"),
        oracle="spectral radius of the exact second-moment recursion",
        plot=plot_density,
        cost=2,
    ),
)
