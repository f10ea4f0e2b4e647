"""Section 3.3 on the gates of ReLU units: what half-spaces, however many, can never fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import GatedRegression, gdln
from theory.gates.families.dichotomies import dichotomies
from theory.validation import Array

from ..best_gates.small_supports import Support, of_points, pulses

DRAWN = 2  # gates up to which the best half-spaces are sought, all of them tried


def supports() -> dict[str, Support]:
    """The smallest first: two points of a ray, two opposite ones, sign patterns, where the floor is Bayes' and where not."""
    two = list(product((-1, 1), repeat=2))
    three = list(product((-1, 1), repeat=3))
    return {
        "x = 1, 2, both y = 1": of_points((1, 2), (1, 1)),
        "x = 1, 2, one y = 1": of_points((1, 2), (1, 0)),
        "equal signs of two": of_points(two, [int(a * b > 0) for a, b in two]),
        "two rays, two points each": of_points([(1, 0), (2, 0), (1, 1), (3, 3)], (1, 1, 1, 0)),
        "majority of three signs": of_points(three, [int(a + b + c > 0) for a, b, c in three]),
        "parity of three signs": of_points(three, [int(a * b * c > 0) for a, b, c in three]),
        "pulses on 3 sites": pulses(3, (1, 2), (2, 3)),
    }


def open_gates(support: Support) -> Array:
    """The gates (N, S) of all v that are orthogonal to no x: those that open to exactly one of x and -x."""
    x = support.x.astype(int)
    every = dichotomies(np.concatenate([x, -x]).astype(float)).gates
    here, opposite = every[:, : len(x)], every[:, len(x) :]
    return np.unique(here[np.all(here != opposite, axis=1)], axis=0).astype(int)


def all_at_once(context: Context) -> dict[str, tuple[Support, Fraction]]:
    """The loss with all half-spaces as gates at once, exactly: further gates never hurt, so no half-spaces do better."""

    def compute() -> dict[str, tuple[Support, Fraction]]:
        return {name: (s, s.loss(open_gates(s).T)) for name, s in supports().items()}

    return context.once("all half-spaces at once", compute)


def is_the_floor(says: Callable[[Support], Any], context: Context) -> Outcome:
    """says(support) must be the least loss of any number of half-space gates, exactly; and the derivation of the bound."""
    if open_ := undecided(gdln.halfspace_bound_derivation(), evidence=Evidence.CERTIFIED):
        return open_
    effective, above = 0, []
    for name, (support, least) in all_at_once(context).items():
        effective += 1
        bayes = gdln.bayes_bound(support.x, support.y, support.p)
        above += [f"{name}: {least} above {bayes}"] * bool(least > bayes)
        if (stated := says(support)) != least:
            found = f"{support.words}: all half-spaces at once leave {least}, the statement gives {stated}"
            size = float(abs(stated - least))
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                deviation=size,
                counterexample=found,
                level="absolute error of the least loss",
            )
    detail = f"all half-spaces as gates at once; {'; '.join(above)}"
    data = context.once("half-spaces by number", lambda: curves(context))
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail=detail, data=data)


def curves(context: Context) -> dict[str, Any]:
    """The best of K half-spaces, all of them tried in exact rationals, the loss of all at once, and both bounds."""
    out: dict[str, Any] = {}
    for name in ("equal signs of two", "majority of three signs", "parity of three signs"):
        support, least = all_at_once(context)[name]
        gates = open_gates(support)
        best = [
            min(support.loss(gates[list(chosen)].T) for chosen in combinations(range(len(gates)), K))
            for K in range(1, DRAWN + 1)
        ]
        floor = gdln.halfspace_bound(support.x, support.y, support.p)
        bayes = gdln.bayes_bound(support.x, support.y, support.p)
        out[name] = {
            "best": [float(v) for v in best],
            "all": float(least),
            "floor": float(floor),
            "bayes": float(bayes),
        }
    return out


def regressed(support: Support, features: Any) -> Any:
    """The least loss of regressing y on the features."""
    return GatedRegression.from_features(np.array(features, dtype=object), support.y, 1, support.p).minimum_loss


def along_rays(support: Support) -> Any:
    """Only yhat(c x) = c yhat(x) for c > 0: a free number for each ray."""
    size = [max(abs(v) for v in point) for point in support.x]
    rays = [tuple(point / s) for point, s in zip(support.x, size, strict=True)]
    names = list(dict.fromkeys(rays))
    return regressed(support, [[s * (ray == n) for n in names] for s, ray in zip(size, rays, strict=True)])


def odd_part_linear(support: Support) -> Any:
    """Only yhat(x) - yhat(-x) = u . x: a free number for each pair of x and -x."""
    pairs = [min(tuple(point), tuple(-point)) for point in support.x]
    names = list(dict.fromkeys(pairs))
    even = [[Fraction(pair == n) for n in names] for pair in pairs]
    return regressed(support, np.concatenate([np.array(even, dtype=object), support.x], axis=1))


def plot_floor(data: Mapping[str, Any]) -> Any:
    """The certified best of K half-spaces as points, and as lines what no number of them and what no gates go below."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 3.6), layout="constrained")
    panels = figure.subplots(1, len(data), sharey=True)
    for axes, (name, found), colour in zip(panels, data.items(), COLOURS[:3], strict=True):
        Ks = range(1, len(found["best"]) + 1)
        axes.axhline(found["floor"], color=colour, label="theory, no half-spaces go below")
        axes.axhline(
            found["bayes"], color="black", ls=":", label=r"theory, no gates go below $\langle\mathrm{var}(y|x)\rangle$"
        )
        axes.plot(Ks, found["best"], ".", ms=10, color=colour, label="best half-spaces, certified")
        axes.plot(len(Ks) + 1, found["all"], "x", ms=7, color=colour, label="all half-spaces at once, exact")
        axes.set(title=name, xlabel="gates $K$")
        axes.set_xticks([*Ks, len(Ks) + 1], [*map(str, Ks), "all"])
    panels[0].set_ylabel(r"least loss $\mathcal{L}$")
    add_legend(figure, panels, columns=2)
    return figure


CLAIMS = (
    Claim(
        id="half-spaces-never-fit",
        locator="Sec. 3.3, half spaces",
        origin=Origin.OWN,
        statement="What half-space gates can never fit, however many: of a target the part that bends along a ray, and of its odd "
        "part, y(x) - y(-x), all that is not linear, since v opens to exactly one of x and -x. The least loss is that of "
        "regressing y on a free number for each line through 0 and one vector for all. It lies above <var(y|x)> for two points "
        "of a ray with y = 1, or the parity of three signs; gates that are any functions of x fit both.",
        printed=Statement(
            r"\min_{K, v, w} \langle(\hat y - y)^2\rangle = \min_{e, u} \langle(|c|\, e_d + u^\top x - y)^2\rangle,\quad x = c\, d",
            lambda support: gdln.halfspace_bound(support.x, support.y, support.p),
        ),
        test=is_the_floor,
        wrong={
            "half-spaces reach <var(y|x)>": lambda support: gdln.bayes_bound(support.x, support.y, support.p),
            "straight along rays, nothing else": along_rays,
            "odd part linear, nothing else": odd_part_linear,
        },
        assumptions=("gates 1[v . x >= 0]", "v is orthogonal to no x of the data but x = 0, as almost every v is"),
        oracle="all half-spaces as gates at once, in exact rationals",
        cost=3,
        plot=plot_floor,
    ),
)
