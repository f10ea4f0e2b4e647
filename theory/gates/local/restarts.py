"""Restarts and kicks of local search; on samples of the points where there are many."""

from __future__ import annotations

import numpy as np

from ...validation import Array
from ..limits import Limits
from .local_search import CHAIN_POINTS, GAIN, LocalSearch

COARSE = 4000  # points beyond which restarts run on a sample of the points
SAMPLED = 10  # restarts on one sample
STALLED = 4  # turns without gain on many points, after which the best is worth flips; or one that comes to about
AGAIN = 1e-3  # of the least value: there again
RESTARTS = 20  # without a budget or a deadline
CLOSE = 0.01  # of the least value: close


def restarts(
    local: LocalSearch, annealed: bool = False, patience: float = np.inf, flips: bool = True
) -> tuple[Array, int]:
    """The best gates of restarts and kicks, and how many there were; `patience` of these may gain nothing in a row.

    Without `flips` the local search of each is alternating refits alone.
    """
    if len(local.rows.c) > COARSE:
        return _on_samples(local, annealed)
    budget = _budget(local.limits)
    best, work, stale = local.refit(local.all_in_one()), 0, 0
    least = local.value(best)
    try:
        while not local.stop() and work < budget and least > GAIN and stale < patience:
            fresh = work < 4 or (work % 2 == 0 and stale > 3)
            gates = local.start() if fresh else local.kick(best)
            if annealed:
                gates = local.anneal(gates)
            elif flips and (len(gates) <= CHAIN_POINTS or local.value(gates) < least * (1 + CLOSE)):
                gates = local.improve(gates)
            work += 1
            value = local.value(gates)
            stale = 0 if value < least - GAIN else stale + 1
            if value < least:
                best, least = gates, value
                if local.limits.progress:
                    local.limits.progress(work, least, 0.0)
    except KeyboardInterrupt:
        local.interrupted = True
    return best, max(work, 1)


def _budget(limits: Limits) -> float:
    """How many restarts: as many as asked for, else until the deadline, else a few."""
    if limits.budget is not None:
        return limits.budget
    return RESTARTS if limits.deadline == np.inf else np.inf


def _on_samples(local: LocalSearch, annealed: bool) -> tuple[Array, int]:
    """In turn: a restart; a kick; restarts on a sample of the points, the best refitted on all. Flips once these stall."""
    U, budget = len(local.rows.c), _budget(local.limits)
    best, work, turn, stale = local.refit(local.all_in_one()), 0, 0, 0
    least, flipped = local.value(best), False
    try:
        while not local.stop() and work < budget:
            done = 1
            if turn % 3 == 2:
                some = np.sort(local.rng.choice(U, COARSE, replace=False))
                inner = Limits(int(min(SAMPLED, budget - work)), local.limits.deadline)
                part = LocalSearch(local.rows.take(some), local.moves, 1, local.rng, inner)
                sampled, done = restarts(part, annealed, flips=False)
                if part.interrupted:
                    raise KeyboardInterrupt
                sampled = min(sampled, part.refit(best[some]), key=part.value)
                gates = local.refit(local.for_weights(part.weights(sampled), np.zeros_like(best)))
            else:
                gates = local.start() if turn % 3 == 0 else local.kick(best)
            work, turn = work + done, turn + 1
            value = local.value(gates)
            again = least - GAIN <= value < least * (1 + AGAIN)
            stale = 0 if value < least - GAIN else stale + 1
            if value < least:
                best, least, flipped = gates, value, False
            if not flipped and (work >= budget or again or stale >= STALLED):
                best, flipped = local.improve(best), True
                least = local.value(best)
            if local.limits.progress:
                local.limits.progress(work, least, 0.0)
    except KeyboardInterrupt:
        local.interrupted = True
    return best, max(work, 1)
