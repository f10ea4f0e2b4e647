"""Section 2.1: whether the field of a ReLU unit grows along itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import side
from papers.ledger.three_valued import all_above

from ..networks.relu_runs import LEVEL_SAID, SETTINGS, interval, law, one_unit, recordings

Direction = Callable[[Any, Any], Any]  # w(t_0), Sigma -> the line of growth


@dataclass(frozen=True)
class Growth:
    """Most of the squared change of w, from some recorded step on, is along direction(w at that step, Sigma).

    Sigma = <x x^T | y = 1>. The direction has no sign: only the line counts. `since` None: any recorded step but the last;
    `until` None: the end. `early`: the least part of its size at the end that w has after a tenth of the training.
    """

    direction: Direction
    since: int | None = None
    until: int | None = None
    early: float | None = None


def growth_is_along(says: Growth, context: Context) -> Outcome:
    """The share of the squared change that is along the line is above 1/2, in its mean over all settings and networks."""
    of = one_unit(context)
    pairs = [(law(s, of.L).positive.second_moment, run) for s in SETTINGS for run in recordings(s, of, context)]
    steps = list(pairs[0][1].steps)
    start = range(len(steps) - 1) if says.since is None else [steps.index(says.since)]
    end = -1 if says.until is None else steps.index(says.until)
    shares = {}
    for at in start:
        values = []
        for sigma, run in pairs:
            change, line = run.weights[end, 0] - run.weights[at, 0], says.direction(run.weights[at, 0], sigma)
            values.append((line @ change) ** 2 / ((line @ line) * (change @ change)))
        shares[steps[at]] = interval(values, len(start) + (says.early is not None))
    best = max(shares, key=lambda step: shares[step][0])
    middle, half = shares[best]
    sides = [max(side(*share, 0.5) for share in shares.values())]
    sizes = [float(np.linalg.norm(run.weights[end]) / np.linalg.norm(run.weights[-1])) for _, run in pairs]
    found = f"{middle:.3f} +- {half:.3f} of the squared change over {len(pairs)} trainings is along the line"
    if len(start) > 1:
        found += f" from step {best} on, the best of {len(start)}"
    if says.until is not None:
        found += f", until w_1 has {np.mean(sizes):.2f} of the size it ends with"
    if says.early is not None:
        parts, text = _after_a_tenth(steps, of.steps, context)
        sides.append(side(*interval(parts, len(start) + 1), says.early))
        found += f"; after a tenth of the training {text}"
    passed = all_above(sides)
    level = f"share of the squared change that is there, {LEVEL_SAID}"
    return Outcome(passed, Evidence.SIMULATED, len(pairs), middle, half, "" if passed else found, found, level=level)


def _after_a_tenth(steps: list[int], last: int, context: Context) -> tuple[list[float], str]:
    """|w| / |w at the end| after a tenth of the training, in all settings; these and the cosines with the end in words."""
    at, parts, words = steps.index(last // 10), [], []
    for setting in SETTINGS:
        runs = [run.weights[[at, -1], 0] for run in recordings(setting, one_unit(context), context)]
        part = [float(np.linalg.norm(w[0]) / np.linalg.norm(w[1])) for w in runs]
        cosine = [w[0] @ w[1] / (np.linalg.norm(w[0]) * np.linalg.norm(w[1])) for w in runs]
        parts += part
        words.append(f"{np.mean(part):.2f} of the size and a cosine of {np.mean(cosine):.2f} with the end, {setting}")
    return parts, "; ".join(words)


CLAIMS = (
    Claim(
        id="sec-2-1-growth",
        locator="Sec. 2.1, sentence, growth",
        origin=Origin.READ,
        statement="During much of its training w_1 grows uniformly in size: most of its change is along itself. From a "
        "small random start it is not, nor from any later step on: what grows, in the first steps already, is <g x y>, for "
        "Gaussian inputs along Sigma w_1 with Sigma of the inputs with y = 1. After a tenth of the training most of the size "
        "is there.",
        printed=Statement(r"w_1(t) \approx c(t)\, w_1(t_0)", Growth(lambda w, sigma: w)),
        corrected=Statement(
            r"w_1(t) - w_1(0) \approx c(t)\, \Sigma\, w_1(0),\ \Sigma = \langle x x^\top | y = 1\rangle,\ t \text{ small};\quad "
            r"|w_1(t_{\mathrm{end}} / 10)| > \tfrac12 |w_1(t_{\mathrm{end}})|",
            Growth(lambda w, sigma: sigma @ w, since=0, until=2, early=0.5),
        ),
        test=growth_is_along,
        wrong={
            "along a shifted start": Growth(lambda w, sigma: np.roll(w, len(w) // 2)),
            "along Sigma w_1(0) to the end": Growth(lambda w, sigma: sigma @ w, since=0),
            "along Sigma of a shifted start": Growth(
                lambda w, sigma: sigma @ np.roll(w, len(w) // 2), since=0, until=2
            ),
            "beyond the size at the end after a tenth": Growth(lambda w, sigma: sigma @ w, since=0, until=2, early=1.2),
        },
        assumptions=(
            "one ReLU unit, weights start at N(0, 1e-4)",
            "all three settings",
            "t_0: any recorded step",
            "t small: two steps",
        ),
        oracle="SGD, Student intervals at the family-wise level 1e-6",
        measurement=True,
        cost=6,
    ),
)
