"""Section 3.3: are the best half-space gates for single pulses shifts of one another?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import gdln
from theory.validation import Array

from .pulse_halfspaces import PulseCase, pulse_cases, shifts
from .small_supports import Gating, Support

Partners = Iterable[tuple[Array, ...]] | None  # the K - 1 other gates that are tried with a gate; None: not stated
Says = Callable[[Support, Array, int], Partners]
Sets = dict[Gating, Fraction]  # gates (K, U) and their loss


def sets_of(case: PulseCase, says: Says) -> Iterator[tuple[Gating, Fraction]]:
    """Every half-space with each of the partners stated, once in each order of the gates."""
    known = set()
    for gate in case.every:
        for others in says(case.support, gate, case.K) or ():
            chosen = tuple(sorted(tuple(int(v) for v in g) for g in (gate, *others)))
            if chosen not in known:
                known.add(chosen)
                yield chosen, case.support.loss(np.array(chosen).T)


def as_good_with(says: Says, context: Context) -> Outcome:
    """A gate g and K - 1 others of says(support, g, K), over all half-spaces g, must do as well as the best K half-spaces."""
    effective, drawn = 0, []
    for case in pulse_cases(context):
        if case.K == 1 or says(case.support, case.every[0], case.K) is None:
            continue
        effective += 1
        tried: Sets = {}
        for chosen, loss in sets_of(case, says):
            tried[chosen] = loss
            if loss == case.least and effective > 1:  # the first case is drawn with all its gates
                break
        if effective == 1:
            drawn.append(sets_drawn(case, tried))
        loss = min(tried.values())
        if loss > case.least:
            found = (
                f"{case.words}: {case.K} half-spaces reach {case.least}, by the gates {[list(g) for g in case.gates]}; such "
                f"sets {loss} at best"
            )
            size = float(loss - case.least)
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                size,
                counterexample=found,
                data={"cases": drawn},
                level="loss above the least",
            )
    detail = "all half-spaces tried until the least loss, exactly"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail, data={"cases": drawn})


def sets_drawn(case: PulseCase, tried: Sets) -> dict[str, Any]:
    """What `plot_sets` draws: the loss of each set of gates that was tried, and its best beside the best of all on each pulse."""
    support, best = case.support, min(tried, key=lambda gates: tried[gates])
    points, place = np.unique(support.x.astype(int), axis=0, return_index=True)
    return {
        "words": case.words,
        "K": case.K,
        "losses": sorted(float(loss) for loss in tried.values()),
        "least": float(case.least),
        "floor": float(gdln.bayes_bound(support.x, support.y, support.p)),
        "x": points.tolist(),
        "gates": [list(case.gates[s]) for s in place],
        "tried": [[gate[s] for gate in best] for s in place],
    }


def some_shifts(support: Support, gate: Array, K: int) -> Partners:
    """K - 1 other shifts of the gate."""
    return combinations(shifts(support, gate), K - 1)


def images(support: Support, gate: Array) -> list[Array]:
    """The gate's images under all symmetries of the law, which knows no left and right, and their complements."""
    number = {tuple(point): s for s, point in enumerate(support.x)}
    mirrored = gate[[number[tuple(point[::-1])] for point in support.x]]
    found = [gate, *shifts(support, gate), mirrored, *shifts(support, mirrored)]
    return [*found, *(1 - g for g in found)]


def a_gate_a_site(says: Says) -> Says:
    """The same, stated for K = L alone."""
    return lambda support, gate, K: says(support, gate, K) if support.x.shape[1] == K else None


def plot_sets(data: Mapping[str, Any]) -> Any:
    """The certified least loss as a line, all sets of the stated kind as points; and the best of both on each pulse."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 3.4 * len(data["cases"])), layout="constrained")
    rows = figure.subplots(len(data["cases"]), 4, width_ratios=(4, 1.5, 1, 1), squeeze=False)
    for (left, *tables), case in zip(rows, data["cases"], strict=True):
        left.axhline(case["least"], color=COLOURS[5], label=f"certified best of {case['K']} half-spaces")
        left.axhline(case["floor"], color="black", lw=0.8, ls=":", label=r"$\langle\mathrm{var}(y|x)\rangle$")
        left.plot(
            range(1, len(case["losses"]) + 1), case["losses"], ".", color=COLOURS[0], label="shifts of one, exact"
        )
        left.set(xlabel="set $s$ of shifts, the best first", ylabel=r"least loss $\mathcal{L}$", ylim=(0, None))
        left.set_title(case["words"].replace(", lengths", ",\nlengths"), fontsize="xx-small")
        for axes, name, title in zip(tables, ("x", "gates", "tried"), ("pulses", "best", "best\nshifts"), strict=True):
            axes.imshow(case[name], aspect="auto", cmap="Greys", vmin=0, vmax=1, interpolation="nearest")
            for row in range(1, len(case[name])):
                axes.axhline(row - 0.5, color="grey", lw=0.5)
            axes.set_title(title, fontsize="x-small")
            axes.set(xlabel="site $i$" if name == "x" else "gate $k$", yticks=[], xticks=[])
    add_legend(figure, rows[:, 0])
    return figure


CLAIMS = (
    Claim(
        id="best-half-spaces-shifts",
        locator="Sec. 3.3, shifted gates",
        origin=Origin.OWN,
        statement="The best half-space gates for single pulses are shifts of one another, the law being invariant. Two gates that "
        "are no shifts of one another can do better than any two that are, or are mirror images or complements of shifts. With a "
        "gate a site they are: all shifts of one half-space do what any L do, on every ring (derived for all-shifts-for-pulses).",
        printed=Statement(
            r"\min_{v, s_k} \mathcal L(v, T_{s_2} v, \dots, T_{s_K} v) = \min_{v_1, \dots, v_K} \mathcal L(v_1, \dots, v_K)",
            some_shifts,
        ),
        corrected=Statement(
            r"\min_{v} \mathcal L(T_1 v, \dots, T_L v) = \min_{v_1, \dots, v_L} \mathcal L(v_1, \dots, v_L)",
            a_gate_a_site(some_shifts),
        ),
        test=as_good_with,
        wrong={
            "complements, v and -v": lambda support, gate, K: [(1 - gate,) * (K - 1)],
            "K times the same": lambda support, gate, K: [(gate,) * (K - 1)],
            "shifts, their mirror images and complements of both": lambda support, gate, K: combinations(
                images(support, gate), K - 1
            ),
            "K = L, all shifts but one and v twice": a_gate_a_site(
                lambda support, gate, K: [(gate, *others) for others in combinations(shifts(support, gate), K - 2)]
            ),
            "K = L, v and -v": a_gate_a_site(lambda support, gate, K: [(1 - gate,) * (K - 1)]),
        },
        assumptions=("gates 1[v . x >= 0]",),
        oracle="all half-spaces on small rings of pulses, in exact rationals",
        cost=6,
        plot=plot_sets,
    ),
)
