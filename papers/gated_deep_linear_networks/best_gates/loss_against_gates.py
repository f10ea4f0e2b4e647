"""Section 3.3, the question: how does the best loss fall with the number of gates, and when is the optimum trivial?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from papers.ledger.claim import Claim, Context, Statement
from papers.ledger.verdict import Evidence, Outcome
from papers.plot_style import COLOURS
from theory import gdln
from theory.gates import optimize

from .small_supports import Support, balanced, of_points, pulses, small_supports

CURVES = 5  # gates up to which the loss is followed


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
    """says(losses for K = 1, 2, ..., floor) must hold of the best loss of tiling gates, every gating tried exactly."""
    effective = 0
    supports = [*small_supports(), *list(curve_supports().values())[:2]]

    def compute() -> list[tuple[Support, list[Fraction], Fraction]]:
        return [(s, [s.tiling(K)[0] for K in range(1, CURVES + 1)], gdln.bayes_bound(s.x, s.y, s.p)) for s in supports]

    for support, losses, floor in context.once("exact curves", compute):
        effective += losses[0] > floor
        if not says(losses, floor):
            found = f"{support.words}: the best losses of 1, 2, ... tiling gates are {[str(v) for v in losses]}, floor {floor}"
            return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found.replace("'", ""))
    data = curves(context)
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="exact on every support", data=data)


def strictly_to_the_floor(losses: list[Fraction], floor: Fraction) -> bool:
    return all(b < a or a == b == floor for a, b in pairwise(losses))


def trivial_from(says: Callable[[int, int], int], context: Context) -> Outcome:
    """says(N, n) is the least K at which the best loss is <var(y|x)>, for N points in general position with y = 1 in R^n.

    Reached: by the gates of `bayes_gates`, exactly. Not before: by trying every gating. One point more has y = 0.
    """
    rng, effective, data = context.rng("general position"), 0, []
    for n, N in ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (1, 3), (3, 4), (2, 4)):
        y = [1] * N + [0]
        support = of_points(rng.integers(100, 1000, size=(N + 1, n)), y, balanced(y))
        K, effective = says(N, n), effective + 1
        floor = gdln.bayes_bound(support.x, support.y, support.p)
        fewer = support.free(K - 1)[0] if K > 1 else None
        gates = gdln.bayes_gates(support.x, support.y, support.p)
        reached = support.loss(gates) if gates.shape[1] <= K else support.free(K)[0]
        before = sum(support.p * support.y**2) if fewer is None else fewer
        data.append({"n": n, "N": N, "K": K, "reached": float(reached - floor), "fewer": float(before - floor)})
        if reached > floor or fewer == floor:
            words = f"{support.words}: {K} gates reach {reached}, the floor is {floor}"
            found = words if reached > floor else f"{support.words}: {K - 1} gates are enough for the floor {floor}"
            return Outcome(False, Evidence.CERTIFIED, effective, float(reached - floor), counterexample=found)
    detail = "reached exactly, every gating of fewer tried"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail, data={"cases": data})


def plot_curves(data: Mapping[str, Any]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    axes = figure.subplots()
    for colour, (name, found) in enumerate(data.items()):
        for family, mark in (("exclusive", "o-"), ("table", "s--")):
            losses = found[family]
            label = name if family == "exclusive" else None
            axes.plot(range(1, len(losses) + 1), losses, mark, color=f"C{colour}", label=label, fillstyle="none")
    axes.set_xlabel("gates $K$")
    axes.set_ylabel("certified least loss")
    axes.set_xticks(range(1, CURVES + 1))
    axes.set_title("circles: tiling; squares: any gates", fontsize="small")
    axes.legend(fontsize="x-small")
    return figure


def plot_enough(data: Mapping[str, Any]) -> Any:
    """For each n the stated number of gates against N, and the exact excess over <var(y|x)> with as many and with one fewer."""
    from matplotlib.figure import Figure

    cases = data["cases"]
    figure = Figure(figsize=(8.4, 3.2), layout="constrained")
    panels = figure.subplots(1, 3, sharex=True, sharey=True)
    for n, axes, colour in zip((1, 2, 3), panels, COLOURS[:3], strict=True):
        most = max(case["N"] for case in cases)
        edges = [0, *range(n, most + 1, n), most]
        axes.stairs([-(-right // n) for right in edges[1:]], edges, color=colour, baseline=None)
        for case in cases:
            if case["n"] == n:
                axes.plot(case["N"], case["K"], "o", ms=6, color=colour)
                axes.plot(case["N"], case["K"] - 1, "o", ms=6, mfc="none", color=colour)
                axes.annotate(
                    f"{case['fewer']:.2g}",
                    (case["N"], case["K"] - 1),
                    (0, -5),
                    textcoords="offset points",
                    ha="center",
                    va="top",
                    fontsize="x-small",
                )
        axes.set(title=f"$n = {n}$", xlabel="points with $y = 1$", xlim=(0.5, most + 0.5), ylim=(-0.5, None))
    panels[0].set_ylabel("gates $K$")
    figure.suptitle(
        "line: $N / n$ rounded up; filled: excess 0; open: every gating tried, the excess below", fontsize="small"
    )
    return figure


CLAIMS = (
    Claim(
        id="loss-against-gates",
        locator="Sec. 3.3, loss against K",
        statement="How the best loss falls with K: strictly with every gate, until it is <var(y|x)>, since a gate to itself fits "
        "a point whatever the others do.",
        printed=Statement(
            r"\mathcal L^*_{K+1} < \mathcal L^*_K \ \text{or}\ \mathcal L^*_K = \langle\mathrm{var}(y|x)\rangle",
            strictly_to_the_floor,
        ),
        test=falls_as,
        wrong={
            "as 1 / K": lambda losses, floor: all(v == losses[0] / K for K, v in enumerate(losses, 1)),
            "two gates are always enough": lambda losses, floor: losses[1] == floor,
        },
        assumptions=("x is not 0 where <y|x> is not", "tiling gates"),
        oracle="every gating of small supports, in exact rationals",
        cost=3,
        plot=plot_curves,
    ),
    Claim(
        id="optimum-trivial",
        locator="Sec. 3.3, trivial optimum",
        statement="When the optimum is trivial: N points in general position with y = 1 in R^n are fitted from K = N / n gates on, "
        "rounded up, whatever the points with y = 0; fewer gates of any kind do not do.",
        printed=Statement(
            r"\min_{g, K} \mathcal L = \langle\mathrm{var}(y|x)\rangle \iff K \ge \lceil N / n \rceil",
            lambda N, n: -(-N // n),
        ),
        test=trivial_from,
        wrong={
            "a gate a point": lambda N, n: N,
            "N / (n + 1), rounded up": lambda N, n: -(-N // (n + 1)),
            "n gates": lambda N, n: n,
        },
        assumptions=("gates are any functions of x", "inputs in general position"),
        oracle="every gating of small supports, in exact rationals",
        cost=5,
        plot=plot_enough,
    ),
)
