"""Runs of SGD on a small problem that no weights fit, and the z-scores of their covariance."""

from __future__ import annotations

from typing import Any

import numpy as np

from papers import Context
from papers.ledger.intervals import standard_error
from sims.gdln import train
from theory.gdln.stochastic.fourth_moments import FourthMoments
from theory.validation import Array

BATCH = 2
GATES = ("general", "single", "redundant")


def problem(context: Context, gates: str) -> tuple[Any, Any, Any, FourthMoments]:
    """A support of 12 points in the plane that no weights fit, two gates of a kind, and its fourth moments."""
    rng = context.rng("stochastic problem")
    x, y = rng.normal(size=(12, 2)), rng.integers(0, 2, size=12).astype(float)
    first, second = rng.integers(0, 2, size=(2, 12))
    g = np.stack([first, {"general": second, "single": 1 - first, "redundant": first}[gates]], axis=1)
    return x, y, g, FourthMoments.from_samples(x, y, g)


def sgd_runs(
    support: tuple[Any, Any, Any], starts: Any, lr: float, steps: list[int], rng: Any, batch: int = BATCH
) -> Array:
    """Weights (len(steps), R, P) of runs from `starts` (R, K, n)."""
    x, y, g = support
    out = train(x, y, g, starts, lr=lr, steps=steps[-1], batch=batch, record=steps, rng=rng)
    return out.reshape(len(steps), len(starts), -1)


def all_at(w0: Any, count: int) -> Array:
    """So many runs that start at w0."""
    return np.tile(w0, (count, 1, 1))


def scores(centred: Array, stated: Array) -> Array:
    """|z| of every entry of the covariance of runs (R, P) around 0 against the stated one."""
    at = np.triu_indices(len(stated))
    products = centred[:, at[0]] * centred[:, at[1]]
    error = standard_error(products)
    return np.abs(products.mean(axis=0) - stated[at]) / np.where(error > 0, error, 1.0)
