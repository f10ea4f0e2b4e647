"""Section 3.3: what the best half-space gates for single pulses look like: localized, shifts of one another?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from papers.plot_style import COLOURS
from theory import gdln
from theory.gates import optimize
from theory.gates.families.dichotomies import dichotomies
from theory.validation import Array

from .small_supports import Gating, Support, pulses

Pairs = dict[tuple[int, ...], tuple[Fraction, tuple[int, ...]]]  # a gate, and its best partner with the loss of both
CASES = (  # pulses and gates, the smallest first
    (3, (1, 2), (2, 3), 1),
    (4, (1, 1), (2, 2), 1),
    (3, (1, 2), (2, 3), 2),
    (4, (1, 2), (3, 3), 2),
)


def pulse_cases(context: Context) -> list[tuple[Support, int, Fraction, Gating, Array]]:
    """Each case with the least loss of K half-spaces and their gates, certified, and all gates that are half-spaces.

    The losses are exact at the gates found: other gates can beat them by the certified gap at most.
    """

    def compute() -> list[tuple[Support, int, Fraction, Gating, Array]]:
        out = []
        for sites, positive, negative, K in CASES:
            support = pulses(sites, positive, negative)
            x, y, p = (a.astype(float) for a in (support.x, support.y, support.p))
            best = optimize(x, y, K, "halfspace", sample_weight=p, method="exhaustive")
            points, place = np.unique(x, axis=0, return_inverse=True)
            gates = tuple(tuple(int(v) for v in row) for row in best.gates)
            every = dichotomies(points).gates[:, place.reshape(-1)]
            out.append((support, K, support.loss(gates), gates, every))
        return out

    return context.once("pulses and half-spaces", compute)


def localized(width: int, sites: int) -> Array:
    """All half-space gates on binary inputs whose directions live on `width` <= 3 adjacent sites, by their directions.

    A sum of up to three numbers has any combination of signs that it can have already for numbers from -3 to 3.
    """
    found = [
        np.roll([*v, *[0] * (sites - width)], s) for v in product(range(-3, 4), repeat=width) for s in range(sites)
    ]
    return np.array([v for v in found if any(v)])


def as_good_on(says: Callable[[int], int], context: Context) -> Outcome:
    """Half-spaces with directions on says(L) adjacent sites of the ring must do as well as all half-spaces, on pulses."""
    effective = 0
    for support, K, least, gates, _ in pulse_cases(context):
        effective += 1
        sites = support.x.shape[1]
        width = says(sites)
        columns = np.unique((support.x.astype(int) @ localized(width, sites).T >= 0).astype(int), axis=1).T
        loss = min(support.loss(np.array(chosen).T) for chosen in combinations(columns, K))
        if loss > least:
            found = (
                f"{support.words}, K = {K}: half-spaces reach {least}, those on {width} adjacent sites {loss} at best; "
                f"gates {[list(g) for g in gates]}"
            )
            data = {"words": support.words, "gates": [list(g) for g in gates], "x": support.x.astype(float).tolist()}
            return Outcome(False, Evidence.CERTIFIED, effective, float(loss - least), counterexample=found, data=data)
    return Outcome(
        True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all directions on few sites tried, exactly"
    )


def as_good_in_pairs(says: Callable[[Support, Array], list[Array]], context: Context) -> Outcome:
    """A gate g and one of says(support, g), over all half-spaces g, must do as well as the best two half-spaces."""
    effective = 0
    for support, K, least, gates, every in pulse_cases(context):
        if K != 2:
            continue
        effective += 1
        pairs: Pairs = {}
        for gate in every:
            partners = {tuple(int(v) for v in h) for h in says(support, gate)}
            g = tuple(int(v) for v in gate)
            pairs[g] = min((support.loss(np.array([g, h]).T), h) for h in partners)
        loss = min(loss for loss, _ in pairs.values())
        if loss > least:
            found = (
                f"{support.words}, K = 2: two half-spaces reach {least}, by the gates {[list(g) for g in gates]}; such pairs "
                f"{loss} at best"
            )
            size, data = float(loss - least), pairs_drawn(support, pairs, least, gates)
            return Outcome(False, Evidence.CERTIFIED, effective, size, counterexample=found, data=data)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="all half-spaces tried, exactly")


def pairs_drawn(support: Support, pairs: Pairs, least: Fraction, gates: Gating) -> dict[str, Any]:
    """What `plot_pairs` draws: the loss of each gate with the best of its partners, and both pairs on each pulse."""
    g = min(pairs, key=lambda gate: pairs[gate][0])
    points, place = np.unique(support.x.astype(int), axis=0, return_index=True)
    return {
        "words": support.words,
        "losses": sorted(float(loss) for loss, _ in pairs.values()),
        "least": float(least),
        "floor": float(gdln.bayes_bound(support.x, support.y, support.p)),
        "x": points.tolist(),
        "gates": [list(gates[s]) for s in place],
        "pair": [[g[s], pairs[g][1][s]] for s in place],
    }


def shifts(support: Support, gate: Array) -> list[Array]:
    """The gate of the shifted directions: at x, what the gate is at x shifted back."""
    number = {tuple(point): s for s, point in enumerate(support.x)}
    sites = range(1, support.x.shape[1])
    return [gate[[number[tuple(np.roll(point, -d))] for point in support.x]] for d in sites]


def images(support: Support, gate: Array) -> list[Array]:
    """The gate's images under all symmetries of the law, which knows no left and right, and their complements."""
    number = {tuple(point): s for s, point in enumerate(support.x)}
    mirrored = gate[[number[tuple(point[::-1])] for point in support.x]]
    found = [gate, *shifts(support, gate), mirrored, *shifts(support, mirrored)]
    return [*found, *(1 - g for g in found)]


def plot_gates(data: Mapping[str, Any]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.0, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.imshow(data["x"], aspect="auto", cmap="Greys", interpolation="nearest")
    left.set_title(data["words"], fontsize="xx-small")
    left.set_xlabel("site")
    left.set_ylabel("point")
    right.imshow(data["gates"], aspect="auto", cmap="Greys", vmin=0, vmax=1, interpolation="nearest")
    right.set_xlabel("gate")
    right.set_title("certified best half-space gates", fontsize="x-small")
    return figure


def plot_pairs(data: Mapping[str, Any]) -> Any:
    """The certified least loss as a line, all pairs of the stated kind as points; and the best of both on each pulse."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 3.4), layout="constrained")
    left, *tables = figure.subplots(1, 4, width_ratios=(4, 1.5, 1, 1))
    left.axhline(data["least"], color=COLOURS[5], label="certified best of two half-spaces")
    left.axhline(data["floor"], color="black", lw=0.8, ls=":", label=r"$\langle\mathrm{var}(y|x)\rangle$")
    left.plot(range(1, len(data["losses"]) + 1), data["losses"], "o", ms=3, color=COLOURS[0], label="$v$ and a shift")
    left.set(xlabel="half-space, the best first", ylabel="least loss", ylim=(0, None))
    left.set_title(data["words"], fontsize="xx-small")
    left.legend(fontsize="x-small", loc="lower right")
    for axes, name, title in zip(tables, ("x", "gates", "pair"), ("pulses", "best", "best\nshifts"), strict=True):
        axes.imshow(data[name], aspect="auto", cmap="Greys", vmin=0, vmax=1, interpolation="nearest")
        for row in range(1, len(data[name])):
            axes.axhline(row - 0.5, color="grey", lw=0.5)
        axes.set_title(title, fontsize="x-small")
        axes.set(xlabel="site" if name == "x" else "gate", yticks=[], xticks=[])
    return figure


CLAIMS = (
    Claim(
        id="best-half-spaces-local",
        locator="Sec. 3.3, localized gates",
        statement="The best half-space gates for single pulses are localized: directions on half of the ring are enough. They are "
        "not; directions all around the ring do better, on three sites already than those on two.",
        printed=Statement(
            r"\min_{|\mathrm{supp}\, v_k| \le \lceil L/2 \rceil} \mathcal L = \min_v \mathcal L",
            lambda sites: (sites + 1) // 2,
        ),
        test=as_good_on,
        wrong={"one site": lambda sites: 1, "all sites but one": lambda sites: sites - 1},
        assumptions=("gates 1[v . x >= 0]", "the support of v in adjacent sites"),
        oracle="all half-spaces on small rings of pulses, in exact rationals",
        cost=4,
        plot=plot_gates,
    ),
    Claim(
        id="best-half-spaces-shifts",
        locator="Sec. 3.3, shifted gates",
        statement="The best half-space gates for single pulses are shifts of one another, the law being invariant. Two gates that "
        "are no shifts of one another can do better than any two that are, or are mirror images or complements of shifts.",
        printed=Statement(r"\min_{v, s} \mathcal L(v, T_s v) = \min_{v_1, v_2} \mathcal L(v_1, v_2)", shifts),
        test=as_good_in_pairs,
        wrong={
            "complements, v and -v": lambda support, gate: [1 - gate],
            "twice the same": lambda support, gate: [gate],
            "shifts, their mirror images and complements of both": images,
        },
        assumptions=("gates 1[v . x >= 0]", "K = 2"),
        oracle="all half-spaces on small rings of pulses, in exact rationals",
        cost=6,
        plot=plot_pairs,
    ),
)
