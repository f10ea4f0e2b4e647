"""Section 3.3, two gates: are the best half-spaces for Gaussian laws on the ring shifts of one another?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import minimize

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory.gates import best_halfspaces, population_halfspaces_derivation
from theory.gates.gradient.population_halfspaces import objective_gradient
from theory.inputs import Mixture, RingGaussian
from theory.validation import Array

GAUSSIAN = ((2, 1.0, 0.5), (3, 1.0, 0.5), (3, 0.5, 1.0))
CLOSE = 1e-8  # of L-BFGS, which stops where a step gains 1e-14: the objective is flat to second order at its optimum


def pair_loss(law: Mixture, partner: Array, rng: Any) -> float:
    """The least objective of v and v @ partner, from several starts."""

    def objective(v: Array) -> tuple[float, Array]:
        value, slope = objective_gradient(law, np.array([v, v @ partner]))
        return value, slope[0] + partner @ slope[1]

    found = [minimize(objective, rng.normal(size=len(partner)), jac=True, method="L-BFGS-B") for _ in range(5)]
    return float(min(f.fun for f in found))


def matrix(says: Callable[[Array], Array], L: int) -> Array:
    """Row i is the partner of e_i."""
    return np.array([says(e) for e in np.eye(L)])


def best_pair(says: Callable[[Array], Array], context: Context) -> Outcome:
    """The best v with its partner says(v) (the same linear map for every v) must do as well as the best two half-spaces.

    Both are minimized along the gradient of the derivation.
    """
    if open_ := undecided(population_halfspaces_derivation(), evidence=Evidence.CORROBORATED):
        return open_
    effective, worst = 0, 0.0
    data: dict[str, list[Any]] = {"laws": [], "free": [], "stated": [], "shifts": []}
    for L, positive, negative in GAUSSIAN:
        law = Mixture(RingGaussian(L, positive), RingGaussian(L, negative))
        free, least = best_halfspaces(law, 2, rng=context.rng(f"free {L} {positive}"), starts=5)
        value = pair_loss(law, matrix(says, L), context.rng(f"pair {L} {positive}"))
        effective, worst = effective + 1, max(worst, value - least)
        if value > least + CLOSE:
            words = (
                f"Gaussian laws on {L} sites, xi = {positive:g} where y = 1 and {negative:g} where y = 0: the half-spaces "
                f"{tuples(np.round(free, 3))} leave {least:.6f}, such a pair {value:.6f} at best"
            )
            return Outcome(
                False,
                Evidence.CORROBORATED,
                effective,
                value - least,
                counterexample=words,
                level="loss above the least",
            )
        data["laws"].append(f"$L = {L}$,\n" rf"$\xi = ({positive:g}, {negative:g})$")
        data["free"].append(float(least))
        data["stated"].append(value)
        shifted = matrix(lambda v: np.roll(v, 1), L)  # up to three sites all shifts are one to the left or right
        data["shifts"].append(pair_loss(law, shifted, context.rng(f"pair {L} {positive}")))
    detail = "closed form, 5 starts for each law"
    return Outcome(
        True,
        Evidence.CORROBORATED,
        effective,
        deviation=worst,
        detail=detail,
        data=data,
        level="largest loss above the least",
    )


def plot_pairs(data: Mapping[str, Any]) -> Any:
    """The least loss of two half-spaces as a line for each law, and the best pairs of the stated kind and of shifts as points."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.6, 3.4), layout="constrained")
    axes = figure.subplots()
    at = np.arange(len(data["laws"]))
    axes.hlines(data["free"], at - 0.3, at + 0.3, color="black", label="theory, best two half-spaces")
    axes.plot(at - 0.1, data["stated"], ".", ms=9, color=COLOURS[0], label="best pair as stated")
    axes.plot(at + 0.1, data["shifts"], "x", ms=7, color=COLOURS[1], label="best $v$ and a shift of it")
    axes.set_xticks(at, data["laws"])
    axes.set(ylabel=r"least loss $\mathcal{L}$")
    axes.margins(x=0.1, y=0.25)
    add_legend(figure, [axes], columns=1)
    return figure


CLAIMS = (
    Claim(
        id="best-pair-gaussian",
        locator="Sec. 3.3, two gates",
        origin=Origin.OWN,
        statement="In the Gaussian limit the best two half-spaces are shifts of one another. They are complements, v and -v, which "
        "together see each x and -x alike, as y does.",
        printed=Statement(r"\min_v \mathcal L(v, T_1 v) = \min_{v_1, v_2} \mathcal L", lambda v: np.roll(v, 1)),
        corrected=Statement(r"\min_v \mathcal L(v, -v) = \min_{v_1, v_2} \mathcal L", lambda v: -v),
        test=best_pair,
        wrong={"twice the same": lambda v: v, "v and its mirror image": lambda v: v[::-1]},
        assumptions=("Gaussian laws on a ring", "K = 2", "gates 1[v . x >= 0]"),
        oracle="moments of half-spaces in closed form, minimized from several starts",
        cost=4,
        plot=plot_pairs,
    ),
)
