"""Section 1: the cross-entropy in place of the squared error, as a loss at any output and as what a ReLU unit is trained with."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.intervals import side
from papers.ledger.three_valued import all_above
from theory.gdln.receptive_fields.localization import inverse_participation_ratio

from .field_shape import neighbour_correlation, twice_random
from .relu_runs import LEVEL_SAID, Size, interval, law

Link = Callable[[Any], tuple[Any, Any]]  # output -> -log p, -log(1 - p)
Says = tuple[Link, float, bool]  # the loss falls below that, and the fields for (2, 1) are localized
SMALL = Size(K=1, L=24, networks=20, steps=200, lr=0.5, batch=300)
LARGE = Size(K=1, L=40, networks=24, steps=600, lr=0.5, batch=500)
TEST_INPUTS = 20_000  # for each network its own, so that the losses are independent
STEP = 1e-4  # of a central difference: third derivatives of at most 0.1 leave 2e-10 of error


def trains(says: Says, context: Context) -> Outcome:
    """says = (link, level, localized): the loss is finite at a unit's outputs, training takes it below `level`.

    For (2, 1) and for (1, 2), on inputs of its own; and the fields for (2, 1) are localized or not, neighbours of the fields
    for (1, 2) alternate.
    """
    link, level, localized = says
    failure = _bad_loss(link)
    if failure:
        return Outcome(False, Evidence.CERTIFIED, 4, counterexample=failure)
    of, effective, found, sides = LARGE if context.full else SMALL, 0, [], []
    excess: list[tuple[float, float]] = []
    for setting, sign in (("NLGP (2, 1)", 1), ("NLGP (1, 2)", -1)):
        w, losses = _trained(link, setting, of, context.seed)
        effective += len(w)
        excess.append(interval(losses - level, 6))
        neighbours, ratio = interval(neighbour_correlation(w), 6), interval(inverse_participation_ratio(w), 6)
        sides += [-side(*excess[-1], 0.0), sign * side(*neighbours, 0.0)]
        if sign == 1:
            sides.append(side(*ratio, twice_random(of.L)) * (1 if localized else -1))
        found.append(
            f"{setting}, L = {of.L}: loss {losses.mean():.4f} (log 2 = {np.log(2):.4f}), {excess[-1][0]:.4f} +- "
            f"{excess[-1][1]:.4f} from the level {level:.4f}, inverse participation ratio {ratio[0]:.3f} +- {ratio[1]:.3f} "
            f"(twice random: {twice_random(of.L):.3f}), neighbours {neighbours[0]:.2f} +- {neighbours[1]:.2f}"
        )
    passed = all_above(sides)
    middle, half = max(excess)
    text = "; ".join(found)
    return Outcome(
        passed,
        Evidence.SIMULATED,
        effective,
        middle,
        half,
        counterexample="" if passed else text,
        detail=text,
        level=f"loss minus the level, worst setting; {LEVEL_SAID}",
    )


def _bad_loss(link: Link) -> str:
    """What is wrong with the loss at outputs that a ReLU unit has; empty if nothing is."""
    for yhat in (0.5, 0.0, 2.0, 40.0):
        values = [float(value) for value in link(yhat)]
        for label, value in zip((1, 0), values, strict=True):
            if not np.isfinite(value):
                return f"output {yhat:g}, y = {label}: the cross-entropy is {value:g}"
        if abs(np.exp(-values[0]) + np.exp(-values[1]) - 1) > 1e-12:  # rounding of two exponentials
            return f"output {yhat:g}: the two probabilities add up to {np.exp(-values[0]) + np.exp(-values[1]):.4g}"
    return ""


def _loss(link: Link, yhat: Any, y: Any) -> Any:
    return np.where(y == 1, *link(yhat))


@lru_cache(maxsize=8)
def _trained(link: Link, setting: str, of: Size, seed: int) -> tuple[Any, Any]:
    """Fields (networks, L) of one ReLU unit without biases after SGD on the loss, and their losses on new inputs."""
    inputs = law(setting, of.L)
    rngs = [Context(seed).rng(f"cross-entropy {setting} {of} {r}") for r in range(of.networks)]
    w = np.stack([rng.normal(scale=0.01, size=of.L) for rng in rngs])
    for _ in range(of.steps):
        x, y = (np.stack(part) for part in zip(*(inputs.sample(rng, of.batch) for rng in rngs), strict=True))
        h = (x @ w[:, :, None])[..., 0]
        yhat = np.maximum(h, 0)
        slope = (_loss(link, yhat + STEP, y) - _loss(link, yhat - STEP, y)) / (2 * STEP)
        w = w - of.lr / of.batch * (((h >= 0) * slope)[:, None] @ x)[:, 0]
    losses = []
    for field, rng in zip(w, rngs, strict=True):
        x, y = inputs.sample(rng, TEST_INPUTS)
        losses.append(np.mean(_loss(link, np.maximum(x @ field, 0), y)))
    return w, np.array(losses)


def as_probability(yhat: Any) -> tuple[Any, Any]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.log(yhat), -np.log(np.float64(1) - yhat)


def as_logit(yhat: Any) -> tuple[Any, Any]:
    return np.logaddexp(0, -yhat), np.logaddexp(0, yhat)


CLAIMS = (
    Claim(
        id="sec-1-cross-entropy",
        locator="Sec. 1, sentence, loss",
        origin=Origin.READ,
        statement="The network can be trained with the cross-entropy, too: with its output as the logit of y = 1, not as its "
        "probability, which a ReLU unit drives to 0 and beyond 1. The loss falls below log 2, that of a coin. But a logit of at "
        "least 0 never says that y = 1 is the less likely: without biases the gain is small, and fields for xi = (2, 1) do "
        "not localize as with the squared error.",
        printed=Statement(
            r"\ell = -y \log s(\hat y) - (1 - y)\log(1 - s(\hat y)),\ s(h) = 1 / (1 + e^{-h}):\ \langle\ell\rangle < \log 2",
            (as_logit, float(np.log(2)), False),
        ),
        test=trains,
        wrong={
            "the output as the probability": (as_probability, float(np.log(2)), False),
            "the logit's sign in one term only": (
                lambda yhat: (as_logit(yhat)[0], as_logit(yhat)[0]),
                float(np.log(2)),
                False,
            ),
            "below 0.68 for both": (as_logit, 0.68, False),
            "localized": (as_logit, float(np.log(2)), True),
        },
        assumptions=(
            "the note does not say which of the two the output is",
            "trained: one ReLU unit, no biases; NLGP, gain 3, xi = (2, 1) and (1, 2); weights start at N(0, 1e-4)",
        ),
        oracle="the loss at outputs that a ReLU unit has; SGD, losses on new inputs, Student intervals over 20 networks, "
        "family-wise 1e-6",
        cost=5,
    ),
)
