"""Section 3.3, the question for continuous x: at which rate does the best loss fall with the number of gates?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from math import log
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory import GatedRegression, gdln
from theory.validation import Array

KS = {"table": (1, 2, 3, 4, 5, 6), "exclusive": (1, 2, 4, 8, 16, 32, 64)}  # gates whose loss is computed
LAST = {"table": 62, "exclusive": 10**18}  # gates up to which the bounds are compared
CONCENTRATION = 4  # of `resolution_bound`: |w x - 1| <= e holds for at most 4 e / (1 + e) of [1, 2], at w = (1 + e) / 2
UNSURE = 0.1  # of an exponent of the number of levels: what a bracket must be narrower than, each side


def level_count(family: str, K: int) -> int:
    """Different slopes that K gates can give, but for 0."""
    return 2**K - 1 if family == "table" else K


def level_loss(family: str, K: int) -> Fraction:
    """The least loss with K level gates, exactly, where y = 1 with probability 1/2, x then uniform on [1, 2].

    Where y = 0 all gates are off. The gates only change where a half level is crossed: moments are sums over intervals.
    """
    Q = level_count(family, K)
    inside = {Fraction(2 * Q, 2 * q + 1) for q in range(Q) if Q < 2 * q + 1 < 2 * Q}
    ends = sorted({Fraction(1), Fraction(2), *inside})
    middles = [(a + b) / 2 for a, b in pairwise(ends)]
    x = np.array([[v] for v in [Fraction(1), *middles]], dtype=object)  # the highest level belongs to x = 1
    gates = gdln.level_gates(x, [1] * len(x), [1], K, family)[1:].astype(object)
    first = np.array([(b**2 - a**2) / 4 for a, b in pairwise(ends)], dtype=object)
    second = np.array([(b**3 - a**3) / 6 for a, b in pairwise(ends)], dtype=object)
    on: Array = gates[:, np.any(gates != 0, axis=0)]
    moments = on.T @ (second[:, None] * on), on.T @ first
    return Fraction(GatedRegression.from_moments(*moments, Fraction(1, 2), on.shape[1], 1).minimum_loss)


def ceiling(family: str, K: int) -> Fraction:
    """top^2 <h^2> / (4 Q^2) of `level_gates`: h = x, which is rounded where y = 1 only, top = 1."""
    return Fraction(7, 6) / (4 * level_count(family, K) ** 2)


def floor(family: str, K: int) -> float:
    return gdln.resolution_bound(level_count(family, K), CONCENTRATION)


def losses(context: Context) -> dict[str, list[Fraction]]:
    return context.once("level losses", lambda: {f: [level_loss(f, K) for K in KS[f]] for f in KS})


def falls_at(says: Callable[[str, int], Fraction], context: Context) -> Outcome:
    """The best loss must fall between one gate and the last K by the factor says(family, K) / says(family, 1).

    The best loss is at most that of level gates and at least `resolution_bound`, which the derivation proves; the loss of
    level gates is computed and must be between the bounds. The factor is compared as an exponent of the number of levels,
    known to within what both bounds leave open.
    """
    if open_ := undecided(gdln.free_gates_derivation(), evidence=Evidence.CERTIFIED):
        return open_
    effective, detail, data = 0, [], {}
    for family, found in losses(context).items():
        for K, loss in zip(KS[family], found, strict=True):
            effective += 1
            if not floor(family, K) <= loss <= ceiling(family, K):
                return Outcome(None, Evidence.CERTIFIED, effective, detail=f"{family}, K = {K}: not between its bounds")
        last = LAST[family]
        size = log(level_count(family, last))
        low = (log(floor(family, last)) - log(found[0])) / size
        high = (log(ceiling(family, last)) - log(floor(family, 1))) / size
        rate = says(family, last) / says(family, 1)
        stated = (log(rate.numerator) - log(rate.denominator)) / size
        words = f"{family}: exponent of the levels from {low:.4f} to {high:.4f}"
        if not low <= stated <= high:
            counter = f"x uniform on [1, 2] where y = 1, {words}; K = {last} gates: the statement gives {stated:.4f}"
            off = max(low - stated, stated - high)
            return Outcome(
                False, Evidence.CERTIFIED, effective, off, counterexample=counter, level="exponent beyond its bounds"
            )
        if high - low > 2 * UNSURE:
            return Outcome(None, Evidence.CERTIFIED, effective, detail=f"{words}, too wide")
        detail.append(words)
        data[family] = {
            "K": KS[family],
            "loss": [float(v) for v in found],
            "floor": [floor(family, K) for K in KS[family]],
            "ceiling": [float(ceiling(family, K)) for K in KS[family]],
        }
    return Outcome(True, Evidence.CERTIFIED, effective, deviation=0.0, detail="; ".join(detail), data=data)


def plot_rates(data: Mapping[str, Any]) -> Any:
    """The exact loss of level gates as points, and the bounds as lines: the best loss is between the points and the lower one."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 3.4), layout="constrained")
    names = {"table": "any gates: $4^{-K}$", "exclusive": "at most one gate on: $K^{-2}$"}
    for axes, family, colour in zip(figure.subplots(1, 2), names, COLOURS[:2], strict=True):
        found = data[family]
        axes.fill_between(found["K"], found["floor"], found["loss"], color=colour, alpha=0.15, label="best loss: here")
        axes.plot(found["K"], found["ceiling"], color=colour, label="bound for level gates")
        axes.plot(found["K"], found["floor"], "--", color=colour, label="no gates go below")
        axes.plot(found["K"], found["loss"], ".", ms=8, color="black", label="level gates, exact")
        axes.set(yscale="log", xlabel="gates $K$", ylabel=r"loss $\mathcal{L}$", title=names[family])
        if family == "exclusive":
            axes.set_xscale("log", base=2)
    add_legend(figure, figure.axes, columns=4)
    return figure


CLAIMS = (
    Claim(
        id="loss-rate-continuous",
        locator="Sec. 3.3, loss against K",
        origin=Origin.OWN,
        statement="How the best loss falls with K where x is continuous: never to <var(y|x)>, but as 4^-K towards it for gates "
        "that may overlap, which tell 2^K slopes apart, and as K^-2 for gates that exclude each other, which tell K apart.",
        printed=Statement(
            r"\mathcal L^*_K - \langle\mathrm{var}(y|x)\rangle \asymp 4^{-K}\ \text{(any gates)},\quad \asymp K^{-2}\ "
            r"\text{(exclusive)}",
            lambda family, K: Fraction(1, 4**K) if family == "table" else Fraction(1, K**2),
        ),
        test=falls_at,
        wrong={
            "2^-K and 1 / K": lambda family, K: Fraction(1, 2**K) if family == "table" else Fraction(1, K),
            "3^-K with any gates": lambda family, K: Fraction(1, 3**K) if family == "table" else Fraction(1, K**2),
            "8^-K and K^-3": lambda family, K: Fraction(1, 8**K) if family == "table" else Fraction(1, K**3),
            "K^-2 with any gates": lambda family, K: Fraction(1, K**2),
            "1 / K with exclusive gates": lambda family, K: Fraction(1, 4**K) if family == "table" else Fraction(1, K),
        },
        assumptions=("one site, x uniform on [1, 2] where y = 1, elsewhere where y = 0", "gates are functions of x"),
        oracle="moments of level gates in exact rationals; a lower bound from few slopes, derived",
        cost=2,
        plot=plot_rates,
    ),
)
