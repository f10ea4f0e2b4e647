"""The note's experiments under names that a sweep can ask for."""

from __future__ import annotations

from typing import Any

import numpy as np

from sims.gdln import finite, gates_of, train_relu
from sims.sweep import experiment
from theory import gdln

from .networks.field_shape import neighbour_correlation
from .networks.relu_runs import law

PROBE = 1000  # inputs on which gates and the loss are read


@experiment("gdln_relu")
def relu(
    rng: np.random.Generator, setting: str, L: int, K: int, steps: int, lr: float, batch: int, init: float = 0.01
) -> dict[str, Any]:
    """Section 2: one network of Eq. (1) on L sites and a law such as "NLGP (2, 1), gain 3", from weights N(0, init^2).

    The weights (K, L) at the end and, of their fields, the mean inverse participation ratio and neighbour correlation; the
    loss <(yhat - y)^2> and the share of gates that have flipped since the start, on inputs of its own.
    """
    inputs = law(setting, L)
    x, y = inputs.sample(rng, PROBE)
    w0 = rng.normal(scale=init, size=(1, K, L))
    (run,) = finite(train_relu(w0, inputs, steps=steps, lr=lr, batch=batch, rngs=[rng], record=[0], probe=x))
    w = run.weights[-1]
    predicted = (gates_of(w, x) * (x @ w.T)).mean(axis=1)
    return {
        "weights": w,
        "loss": float(np.mean((predicted - y) ** 2)),
        "flipped": float(np.mean(run.gates[0] != run.gates[-1])),
        "participation": float(np.mean(gdln.inverse_participation_ratio(w))),
        "neighbours": float(np.mean(neighbour_correlation(w))),
    }
