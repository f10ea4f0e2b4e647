"""Section 3.3, the question: how does the best loss fall with the number of gates?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import gdln
from theory.gates import optimize

from .small_supports import Support, of_points, pulses, small_supports

CURVES = 5  # gates up to which the loss is followed
FEW = 4  # points up to which every two gates are tried


def curves(context: Context) -> dict[str, dict[str, list[float]]]:
    """The certified best loss against K: every gating in exact rationals, and the solvers of `theory.gates` on pulses."""

    def compute() -> dict[str, dict[str, list[float]]]:
        out: dict[str, dict[str, list[float]]] = {}
        for name, support in curve_supports().items():
            x, y, p = (a.astype(float) for a in (support.x, support.y, support.p))
            found: dict[str, list[float]] = {"floor": [float(gdln.bayes_bound(support.x, support.y, support.p))]}
            for family, most in (("exclusive", CURVES), ("table", 2)):
                best = [optimize(x, y, K, family, sample_weight=p) for K in range(1, most + 1)]
                if not all(b.certified for b in best):
                    raise ArithmeticError(f"{name}, {family}: not certified")
                found[family] = [b.loss for b in best]
            out[name] = found
        return out

    return context.once("certified curves", compute)


def curve_supports() -> dict[str, Support]:
    """Where more than two gates are of use."""
    signs = [(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]
    return {
        "x = 1, 2, 3, 4, 5, every second y = 1": of_points((1, 2, 3, 4, 5), (1, 0, 1, 0, 1)),
        "parity of three signs": of_points(signs, [int(a * b * c > 0) for a, b, c in signs]),
        "pulses on 3 sites, short against long": pulses(3, (1, 2), (2, 3)),
        "pulses on 4 sites, short against long": pulses(4, (1, 2), (3, 4)),
    }


def falls_as(says: Callable[[list[Fraction], Fraction], bool], context: Context) -> Outcome:
    """says(losses for K = 1, 2, ..., floor) must hold of the best loss of tiling gates and of gates of any kind, exactly.

    Tiling gates up to CURVES of them, any gates up to two, every gating tried. If yhat misses <y|x> at some x, which is not
    0, a gate more that is on there only (and takes the point from its gate, if they tile) fits it, and the others as well
    as before.
    """
    effective = 0
    for support, kind, losses, floor in context.once("exact curves", exact_curves):
        effective += losses[0] > floor
        if not says(losses, floor):
            found = f"{support.words}: the best losses of 1, 2, ... {kind} are {tuples(losses)}, floor {floor}"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    data = curves(context)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="exact on every support", data=data)


def exact_curves() -> list[tuple[Support, str, list[Fraction], Fraction]]:
    """Support, kind of gates, best losses of 1, 2, ... of them, and <var(y|x)>, below which there is nothing."""
    out = []
    for support in [*small_supports(), *list(curve_supports().values())[:2]]:
        floor = gdln.bayes_bound(support.x, support.y, support.p)
        out.append((support, "tiling gates", [support.tiling(K)[0] for K in range(1, CURVES + 1)], floor))
        if len(support.y) <= FEW:
            one = support.free(1)[0]
            out.append((support, "gates", [one, floor if one == floor else support.free(2)[0]], floor))
    return out


def strictly_to_the_floor(losses: list[Fraction], floor: Fraction) -> bool:
    return all(b < a or a == b == floor for a, b in pairwise(losses))


def plot_curves(data: Mapping[str, Any]) -> Any:
    """A panel a support: the certified least losses as points, <var(y|x)> as a line."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 5), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True).ravel()
    for axes, (name, found) in zip(panels, data.items(), strict=True):
        label = r"theory, no gates go below $\langle\mathrm{var}(y|x)\rangle$"
        axes.axhline(found["floor"][0], color="black", lw=1, label=label)
        for family, mark, colour in (("exclusive", ".", COLOURS[0]), ("table", "x", COLOURS[1])):
            K, label = range(1, len(found[family]) + 1), "tiling gates" if family == "exclusive" else "any gates"
            axes.plot(K, found[family], mark, ms=8, color=colour, label=f"{label}, certified")
        axes.set(title=name, ylabel=r"least loss $\mathcal{L}$", ylim=(-0.03, None))
        axes.set_xticks(range(1, CURVES + 1))
    for axes in panels[2:]:
        axes.set_xlabel("gates $K$")
    add_legend(figure, panels)
    return figure


CLAIMS = (
    Claim(
        id="loss-against-gates",
        locator="Sec. 3.3, loss against K",
        origin=Origin.OWN,
        statement="How the best loss falls with K: strictly with every gate, until it is <var(y|x)>, for gates that tile and for "
        "gates that are any functions of x, since a gate to itself fits a point whatever the others do.",
        printed=Statement(
            r"\mathcal L^*_{K+1} < \mathcal L^*_K \ \text{or}\ \mathcal L^*_K = \langle\mathrm{var}(y|x)\rangle",
            strictly_to_the_floor,
        ),
        test=falls_as,
        wrong={
            "as 1 / K": lambda losses, floor: all(v == losses[0] / K for K, v in enumerate(losses, 1)),
            "two gates are always enough": lambda losses, floor: losses[1] == floor,
        },
        assumptions=("x is not 0 where <y|x> is not", "gates that tile, or any functions of x"),
        oracle="every gating of small supports, in exact rationals",
        cost=5,
        plot=plot_curves,
    ),
)
