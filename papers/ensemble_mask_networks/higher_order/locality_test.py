"""Section 7: the litmus test that takes any target, its level and its power on four kinds of graphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import FAMILY_WISE, binomial_interval
from papers.plot_style import COLOURS
from papers.plot_style.legend import add_legend
from theory.emn.higher_order.locality_test import ball, locality_test

from .graphs import adjacency, farthest, twelve_nodes
from .level_counts import Count, level_is
from .power_curves import LEVEL

RESAMPLES = 19  # the least with a rejection at 5 percent: of the largest rank of 20
TRIPLES = 25
NOISE = 0.3
LESS_LEVEL = "share of rejections less the level"
BEYOND = "share of rejections beyond the stated bound"
STRENGTHS = (0.0, 0.2, 0.4, 0.8, 1.6)
TARGETS: dict[str, Callable[[Any, Any], Any]] = {  # of x and A x
    "(A x)^2": lambda x, near: near**2,
    "x sin(6 A x)": lambda x, near: x * np.sin(6 * near),
}


def randomization_level(says: Mapping[str, Any], context: Context) -> Outcome:
    """says["level"]: the probability of rejecting says["radius"] where the target is a function of the ball of radius 1.

    1000 data sets for each graph and target with `full`, 400 otherwise. Every count and their sum must lie in the exact 99.9 %
    binomial interval.
    """
    runs = 1000 if context.full else 400
    level, radius = says["level"], says["radius"]
    counts = context.once(f"level {radius}", lambda: _rejections(context, radius, runs))
    every, total = sum(counts.values()), runs * len(counts)
    told = [Count(f"{name}: {found} rejections", found, runs) for name, found in counts.items()]
    kept = level_is([*told, Count(f"all: {every} rejections", every, total)], level, LESS_LEVEL)
    if not kept.passed:
        return kept
    off, error = every / total - level, float(np.sqrt(level * (1 - level) / total))
    rates = [found / runs for found in counts.values()]
    detail = f"{min(rates):.3f} to {max(rates):.3f} in {len(counts)} settings of {runs} data sets"
    return Outcome(True, Evidence.SIMULATED, len(counts), off, error, detail=detail, level="one standard error")


def _rejections(context: Context, radius: int, runs: int) -> dict[str, int]:
    counts = {}
    for name, graph in twelve_nodes().items():
        A, node = adjacency(graph), farthest(graph)
        for target, function in TARGETS.items():
            rng = context.rng(f"level {name} {target} {radius}")
            xs = (rng.random((TRIPLES, len(A))) for _ in range(runs))
            rejected = sum(_rejected(A, x, function(x, x @ A.T), node, radius, rng) for x in xs)
            counts[f"{name}, {target}"] = rejected
    return counts


def _rejected(A: Any, x: Any, mean: Any, node: int, radius: int, rng: np.random.Generator) -> bool:
    p = locality_test(A, x, mean + NOISE * rng.normal(size=x.shape), node, radius, resamples=RESAMPLES, rng=rng).p_value
    return p is not None and p <= LEVEL


def randomization_power(says: Callable[[float, float], tuple[float, float]], context: Context) -> Outcome:
    """says(theta_2, best): the least and the largest probability of rejecting radius 1 for y = (A x)^2 + theta_2 A^2 x + noise.

    best is the power of the best test of the same level, one that knows the target and theta_2. Simulated on each graph and
    strength; the bounds must hold up to the exact binomial bound of the rate, at a family-wise level of 1e-6.
    """
    runs = 1000 if context.full else 200
    curves = context.once("power", lambda: _power(context, runs))
    level = FAMILY_WISE / (2 * len(curves) * len(STRENGTHS))
    effective = 0
    for name, curve in curves.items():
        for strength, hits, best in zip(STRENGTHS, curve["hits"], curve["best"], strict=True):
            low, high = binomial_interval(hits, runs, level)
            least, most = says(strength, best)
            effective += 1
            if high < least or low > most:
                rate = f"rejected {hits} of {runs} times, stated {least:.3f} to {most:.3f}"
                found = f"{name}, theta_2 = {strength}: {rate}"
                off = float(hits / runs - (least if high < least else most))
                return Outcome(False, Evidence.SIMULATED, effective, off, counterexample=found, level=BEYOND)
    largest = [curve["hits"][-1] / runs for curve in curves.values()]
    null = [curve["hits"][0] / runs for curve in curves.values()]
    detail = f"{runs} data sets a point; rejected at theta_2 = 0: {min(null):.3f} to {max(null):.3f}, "
    detail += f"at {STRENGTHS[-1]}: {min(largest):.3f} to {max(largest):.3f}"
    lowest, error = min(largest), float(np.sqrt(min(largest) * (1 - min(largest)) / runs))
    data = {"strengths": STRENGTHS, "curves": {name: {**curve, "runs": runs} for name, curve in curves.items()}}
    return Outcome(True, Evidence.SIMULATED, effective, lowest - 0.5, error, "", detail, data, "one standard error")


def _power(context: Context, runs: int) -> dict[str, Any]:
    out = {}
    for name, graph in twelve_nodes().items():
        A, node, rng = adjacency(graph), farthest(graph), context.rng(f"power {name}")
        hits, best = [], []
        for strength in STRENGTHS:
            rejected = 0
            for _ in range(runs):
                x = rng.random((TRIPLES, len(A)))
                near = x @ A.T
                rejected += _rejected(A, x, near**2 + strength * (near @ A.T), node, 1, rng)
            hits.append(rejected)
            best.append(best_power(A, node, strength, context.rng(f"best {name}")))
        fine = np.linspace(0, STRENGTHS[-1], 33).tolist()
        line = [best_power(A, node, strength, context.rng(f"best {name}")) for strength in fine]
        out[name] = {"hits": hits, "best": best, "fine": fine, "line": line}
    return out


def best_power(A: Any, node: int, strength: float, rng: np.random.Generator, draws: int = 2000) -> float:
    """No test of the level has more power, by Neyman and Pearson against one member of the hypothesis.

    That is y = f(x inside) + theta_2 <the part from outside> + the same noise. Given x it is shifted by t standard deviations, t
    the length of theta_2 sum_(j outside) (A^2)_ij (x_j - 1/2) over the noise, and the logarithm of the likelihood ratio is normal
    about -t^2/2 or t^2/2 with variance t^2. Its threshold k has the level on average over x, as the test has.
    """
    weights = (A @ A)[node] * ~ball(A, node, 1)
    t = strength / NOISE * np.linalg.norm((rng.random((draws, TRIPLES, len(A))) - 0.5) @ weights, axis=1)
    if not np.all(t > 0):
        return LEVEL
    k = brentq(lambda k: np.mean(norm.sf(k / t + t / 2)) - LEVEL, -(np.max(t) ** 2) - 1, np.max(t) * (np.max(t) + 9))
    return float(np.mean(norm.sf(k / t - t / 2)))


def plot_power(data: Mapping[str, Any]) -> Any:
    """Rejections of radius 1 over the strength of the second-order term, points, and those of the best test, lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 4.4), layout="constrained")
    axes = figure.subplots()
    for k, ((name, curve), colour, marker) in enumerate(zip(data["curves"].items(), COLOURS[:4], "os^D", strict=True)):
        rates, runs = np.array(curve["hits"]) / curve["runs"], curve["runs"]
        ends = np.array([binomial_interval(hits, runs, 0.025) for hits in curve["hits"]])
        x = np.array(data["strengths"]) + 0.015 * (k - 1.5)  # side by side
        axes.errorbar(x, rates, [rates - ends[:, 0], ends[:, 1] - rates], fmt=marker, ms=4, color=colour, label=name)
        axes.plot(curve["fine"], curve["line"], lw=0.8, color=colour)
    axes.plot([], [], lw=0.8, color="gray", label="best possible")
    axes.axhline(LEVEL, color="black", lw=0.6, ls=":", label=r"level $\alpha$")
    axes.set(xlabel=r"second-order term $\theta_2$", ylabel=r"rejections of radius 1, $P(\hat p_1 \leq \alpha)$")
    axes.set_ylim(0, 1.02)
    add_legend(figure, [axes], "bars: 95 %", columns=2)
    return figure


CLAIMS = (
    Claim(
        id="litmus-randomization-level",
        locator="Sec. 7, remark, level for any target",
        origin=Origin.OWN,
        statement="The litmus test that takes any target rejects a true radius with the probability that was chosen, 5 percent, on "
        "random, small-world, scale-free and lattice graphs, for targets that are far from linear.",
        printed=Statement(r"P(\hat p_r \le \alpha) = \alpha", {"level": LEVEL, "radius": 1}),
        test=randomization_level,
        wrong={
            "twice the level": {"level": 2 * LEVEL, "radius": 1},
            "half the level": {"level": LEVEL / 2, "radius": 1},
            "at a radius too small": {"level": LEVEL, "radius": 0},
        },
        assumptions=("known law of inputs", "12 nodes, the node farthest from another, 25 triples, noise 0.3"),
        oracle="simulated data, exact binomial interval at 99.9 percent",
        cost=5,
    ),
    Claim(
        id="litmus-randomization-power",
        locator="Sec. 7, remark, power for any target",
        origin=Origin.OWN,
        statement="How strong a second-order term must be for the litmus test that takes any target: on four kinds of graphs the "
        "strongest term tried is found more often than not, and no term more often than by the best test that knows the target.",
        printed=Statement(
            r"\alpha \le P(\hat p_1 \le \alpha) \le \max_\varphi P(\varphi = 1),\ P \ge \tfrac12 \text{ at } \theta_2 = 1.6",
            lambda strength, best: (0.5 if strength >= 1.6 else LEVEL, best),
        ),
        test=randomization_power,
        wrong={
            "a test that sees nothing": lambda strength, best: (LEVEL, LEVEL),
            "as good as the best": lambda strength, best: (best, best),
            "half found at an eighth of the term": lambda strength, best: (0.5 if strength >= 0.2 else LEVEL, best),
        },
        assumptions=("known law of inputs", "12 nodes, the node farthest from another, 25 triples, noise 0.3"),
        oracle="simulated data, exact binomial bounds at a family-wise level of 1e-6; Neyman and Pearson's lemma",
        cost=5,
        plot=plot_power,
    ),
)
