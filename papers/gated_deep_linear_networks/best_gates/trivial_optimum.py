"""Section 3.3, the question: when is the optimum over gates trivial?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import gdln

from .small_supports import balanced, of_points


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
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                float(reached - floor),
                counterexample=found,
                level="loss above the floor",
            )
    detail = "reached exactly, every gating of fewer tried"
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail, data={"cases": data})


def plot_enough(data: Mapping[str, Any]) -> Any:
    """For each n the stated number of gates against N, and the exact excess over <var(y|x)> with as many and with one fewer."""
    from matplotlib.figure import Figure

    cases = data["cases"]
    figure = Figure(figsize=(8.4, 3.6), layout="constrained")
    panels = figure.subplots(1, 3, sharex=True, sharey=True)
    for n, axes, colour in zip((1, 2, 3), panels, COLOURS[:3], strict=True):
        most = max(case["N"] for case in cases)
        edges = [0, *range(n, most + 1, n), most]
        label = r"theory, $K = \lceil N / n \rceil$"
        axes.step(edges, [1, *(-(-right // n) for right in edges[1:])], color=colour, label=label)
        for case in cases:
            if case["n"] == n:
                axes.plot(case["N"], case["K"], ".", ms=12, color=colour, label="exact: excess 0")
                label = "every gating tried: the excess below"
                axes.plot(case["N"], case["K"] - 1, "x", ms=6, color=colour, label=label)
                axes.annotate(
                    f"{case['fewer']:.2g}",
                    (case["N"], case["K"] - 1),
                    (0, -5),
                    textcoords="offset points",
                    ha="center",
                    va="top",
                    fontsize="x-small",
                )
        axes.set(title=f"$n = {n}$", xlabel="points with $y = 1$, $N$", xlim=(0.5, most + 0.5), ylim=(-0.5, None))
    panels[0].set_ylabel("gates $K$")
    title = r"excess of the least loss over $\langle\mathrm{var}(y|x)\rangle$ with $K$ gates"
    add_legend(figure, panels, title)
    return figure


CLAIMS = (
    Claim(
        id="optimum-trivial",
        locator="Sec. 3.3, trivial optimum",
        origin=Origin.OWN,
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
