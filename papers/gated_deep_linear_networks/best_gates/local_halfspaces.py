"""Section 3.3: are the best half-space gates for single pulses localized?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, combinations, product
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from theory.validation import Array

from .pulse_halfspaces import PulseCase, gating, halfspaces, pulse_cases, shifts

Width = Callable[[int, int], int | None]  # adjacent sites that are enough, of the sites and the gates; None: not stated


def localized(width: int, sites: int) -> Array:
    """All half-space gates on binary inputs whose directions live on `width` <= 3 adjacent sites, by their directions.

    A sum of up to three numbers has any combination of signs that it can have already for numbers from -3 to 3.
    """
    found = [
        np.roll([*v, *[0] * (sites - width)], s) for v in product(range(-3, 4), repeat=width) for s in range(sites)
    ]
    return np.array([v for v in found if any(v)])


def choices(case: PulseCase, width: int) -> Iterator[Array]:
    """Every K gates on so many adjacent sites, (K, U); where K = L the shifts of one gate come first, as the likely ones."""
    columns = np.unique(halfspaces(case.support, localized(width, case.sites)), axis=1).T
    orbits = [np.array([g, *shifts(case.support, g)]) for g in columns] if case.sites == case.K else []
    return chain(orbits, (np.array(chosen) for chosen in combinations(columns, case.K)))


def as_good_on(says: Width, context: Context) -> Outcome:
    """Half-spaces with directions on says(L, K) adjacent sites of the ring must do as well as all half-spaces, on pulses."""
    effective, data = 0, {}
    for case in pulse_cases(context):
        width = says(case.sites, case.K)
        if width is None:
            continue
        effective += 1
        best, loss = case.gates, None
        for chosen in choices(case, width):
            reached = case.support.loss(chosen.T)
            if loss is None or reached < loss:
                best, loss = gating(chosen.T), reached
            if loss == case.least:
                break
        if loss is None or loss > case.least:
            found = (
                f"{case.words}: half-spaces reach {case.least}, those on {width} of {case.sites} sites, adjacent, {loss} at best; "
                f"gates {[list(g) for g in case.gates]}"
            )
            off = None if loss is None else float(loss - case.least)
            return Outcome(
                False, Evidence.CERTIFIED, effective, off, counterexample=found, level="loss above the least"
            )
        data = {"words": case.words, "gates": [list(g) for g in best], "x": case.support.x.astype(float).tolist()}
    detail = "all directions on few sites tried until the least loss, exactly"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail, data=data)


def plot_gates(data: Mapping[str, Any]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.0, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    how: dict[str, Any] = {"aspect": "auto", "cmap": "Greys", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
    points, sites = np.shape(data["x"])
    left.imshow(data["x"], extent=(0.5, sites + 0.5, points + 0.5, 0.5), **how)
    left.set(xticks=range(1, sites + 1), yticks=range(1, points + 1))
    left.set_title(data["words"].replace(", lengths", ",\nlengths"), fontsize="xx-small")
    left.set_xlabel("site $i$, black: $x_i = 1$")
    left.set_ylabel("point $x$")
    K = len(data["gates"][0])
    right.imshow(data["gates"], extent=(0.5, K + 0.5, points + 0.5, 0.5), **how)
    right.set(xticks=range(1, K + 1), yticks=range(1, points + 1))
    right.set(xlabel="gate $k$, black: $g_k(x) = 1$", ylabel="point $x$")
    right.set_title("best half-space gates,\non few sites, exact", fontsize="xx-small")
    return figure


CLAIMS = (
    Claim(
        id="best-half-spaces-local",
        locator="Sec. 3.3, localized gates",
        origin=Origin.OWN,
        statement="The best half-space gates for single pulses are localized: directions on half of the ring are enough. With "
        "fewer gates than sites they are not; directions all around the ring do better, on three sites already than those on two. "
        "With a gate a site two adjacent sites are enough on every ring (derived for all-shifts-for-pulses), one is not.",
        printed=Statement(
            r"\min_{|\mathrm{supp}\, v_k| \le \lceil L/2 \rceil} \mathcal L = \min_v \mathcal L",
            lambda sites, K: (sites + 1) // 2,
        ),
        corrected=Statement(
            r"\min_{|\mathrm{supp}\, v_k| \le 2} \mathcal L = \min_v \mathcal L \quad (K = L)",
            lambda sites, K: 2 if sites == K else None,
        ),
        test=as_good_on,
        wrong={
            "one site": lambda sites, K: 1,
            "all sites but one": lambda sites, K: sites - 1,
            "one site, a gate a site": lambda sites, K: 1 if sites == K else None,
            "two sites, one gate fewer than sites": lambda sites, K: 2 if sites - 1 == K else None,
        },
        assumptions=("gates 1[v . x >= 0]", "the support of v in adjacent sites"),
        oracle="all half-spaces on small rings of pulses, in exact rationals",
        cost=5,
        plot=plot_gates,
    ),
)
