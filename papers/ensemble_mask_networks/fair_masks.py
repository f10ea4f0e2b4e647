"""Masks of independent fair bits: their law, and the error of a network over them and uniform inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from theory import emn
from theory.validation import Array


def fair_bits(n: int, count: int) -> Callable[[np.random.Generator], Array]:
    """A law of `count` masks of independent fair bits."""
    return lambda rng: rng.random((count, n, n)) < 0.5


def error_over_fair_masks(beta: Array) -> Any:
    """The mean square error per output over fair masks and uniform inputs, of effective weights beta (..., n, n)."""
    return emn.test_error(beta, emn.SparseMasks(beta.shape[-1], independent=True).row_second_moments())


def population_risk(net: emn.Architecture, params: emn.Parameters) -> float:
    """The same of a network."""
    return float(error_over_fair_masks(emn.effective_weights(net, params)))
