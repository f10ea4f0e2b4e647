"""Masks of independent fair bits: their law, and the error of a network over them and uniform inputs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from theory import emn
from theory.validation import Array


def fair_bits(n: int, count: int) -> Callable[[np.random.Generator], Array]:
    """A law of `count` masks of independent fair bits."""
    return lambda rng: rng.random((count, n, n)) < 0.5


def error_over_fair_masks(e: Array) -> Array:
    """The mean square error per output over fair masks and uniform inputs, of effective weights that are off by e (..., n, n)."""
    diagonal, off = (float(v) for v in emn.risk_entries())
    rows: Array = (diagonal - off) * np.sum(e**2, axis=-1) + off * np.sum(e, axis=-1) ** 2
    return rows.mean(axis=-1)


def population_risk(net: emn.Architecture, params: emn.Parameters) -> float:
    """The same of a network."""
    return float(error_over_fair_masks(emn.effective_weights(net, params).astype(np.float64) - 1))
