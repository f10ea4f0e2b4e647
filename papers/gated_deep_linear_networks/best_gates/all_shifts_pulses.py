"""Section 3.3: all shifts of a half-space on the ring, for single pulses: with a gate a site no gates are better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.words import tuples
from theory import gdln
from theory.gates import optimize
from theory.inputs import SinglePulse
from theory.validation import Array

from .all_shifts_plot import plot_curves
from .pulse_halfspaces import all_shifts, halfspaces, pair
from .small_supports import Support, pulses

LARGEST = 12  # ring on which the weights of the derivation are put in


def symmetric(L: int) -> Array:
    """1[x_i >= the mean of the others] at each site i."""
    return all_shifts([L - 1, *[-1] * (L - 1)])


def pulse_laws(largest: int) -> Iterator[Support]:
    """Pulses of all pairs of length ranges on 2 and 3 sites, of some on more; full rings and equal lengths among them."""
    for L in range(2, largest + 1):
        ranges = [(lo, hi) for lo in range(1, L + 1) for hi in range(lo, L + 1)]
        if L > 3:
            ranges = [(1, 1), (1, L - 1), (2, L)]
        for positive, negative in product(ranges, ranges):
            if positive != negative:
                yield pulses(L, positive, negative)


def reaches_the_floor(says: Callable[[int], Array], context: Context) -> Outcome:
    """Half-spaces with directions says(L) must leave <var(y|x)>, exactly, for every mixture of single pulses tried.

    Proved for every ring where they are the gates of the derivation, as they are if its weights fit every length with them.
    """
    effective = 0
    for support in pulse_laws(5 if context.full else 4):
        L = support.x.shape[1]
        floor = gdln.bayes_bound(support.x, support.y, support.p)
        loss = support.loss(halfspaces(support, says(L)))
        effective += 1
        if loss > floor:
            found = f"{support.words}: directions {tuples(says(L))} leave {loss}, no gates go below {floor}"
            return Outcome(
                False,
                Evidence.CERTIFIED,
                effective,
                float(loss - floor),
                counterexample=found,
                level="loss above the least",
            )
    rings = [L for L in range(2, LARGEST + 1) if fits_every_length(says(L))]
    proved = len(rings) == LARGEST - 1 and gdln.pulse_gates_derivation().proved
    detail = "exact moments of all pulses" + (f"; derived for every L, weights put in up to L = {LARGEST}" * proved)
    evidence = Evidence.PROVED if proved else Evidence.CERTIFIED
    return Outcome(True, evidence, effective, deviation=0.0, detail=detail, data=pulse_curves())


def fits_every_length(directions: Array) -> bool:
    """Whether `gdln.pulse_fields` with these half-spaces gives 1 at one length and 0 at the others, in integers, for each."""
    L = directions.shape[1]
    x = SinglePulse(L, 1, L).support[0].astype(int)
    gates = (x @ directions.T >= 0).astype(int)
    if len(directions) != L:
        return False
    weights = [np.array(gdln.pulse_fields(target)).astype(int) for target in np.eye(L, dtype=int)]
    sums = np.array([(gates * (x @ w.T)).sum(axis=1) for w in weights])  # K = L times the prediction
    return bool(np.array_equal(sums, L * (x.sum(axis=1) == np.arange(1, L + 1)[:, None])))


def pulse_curves() -> dict[str, Any]:
    """Certified best half-spaces for K = 1, 2, 3 and all shifts of one."""
    support = pulses(4, (1, 3), (2, 4))
    x, y, p = (a.astype(float) for a in (support.x, support.y, support.p))
    best = [optimize(x, y, K, "halfspace", sample_weight=p) for K in (1, 2, 3)]
    shifts = float(support.loss(halfspaces(support, pair(4))))
    return {"words": support.words, "K": [1, 2, 3], "free": [b.loss for b in best], "L": 4, "shifts": shifts}


def plot_pulses(data: Mapping[str, Any]) -> Any:
    return plot_curves(
        data["K"], data["free"], [data["L"]], [data["shifts"]], data["words"].replace(", lengths", ",\nlengths")
    )


CLAIMS = (
    Claim(
        id="all-shifts-for-pulses",
        locator="Sec. 3.3, all shifts",
        origin=Origin.OWN,
        statement="For single pulses the best K = L half-spaces are shifts of one another, and live on two sites: all "
        "1[x_i >= x_(i+1)] leave <var(y|x)>, whatever the two laws of lengths, and no gates leave less. Each is off for one "
        "pulse of each length only, the one that begins at i + 1, so one field, shifted, gives any function of the length: on "
        "every ring. With fewer gates it is otherwise.",
        printed=Statement(
            r"\min_w \mathcal L\bigl(g_i = 1[x_i \ge x_{i+1}],\ i = 1, \dots, L\bigr) = \langle\mathrm{var}(y|x)\rangle",
            pair,
        ),
        test=reaches_the_floor,
        wrong={
            "all shifts but one": lambda L: pair(L)[:-1],
            "all shifts of a symmetric half-space": symmetric,
            "K = L times the same": lambda L: np.repeat(pair(L)[:1], L, axis=0),
        },
        assumptions=("gates 1[v . x >= 0]", "single pulses of any lengths where y = 1 and where y = 0"),
        oracle="symbolic derivation for every L; exact moments of all pulses on small rings",
        cost=4,
        plot=plot_pulses,
    ),
)
