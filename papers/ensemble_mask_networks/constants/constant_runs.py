"""Networks (1) after training: the constants of their rows, and what the conservation law makes of the initialization."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sims.emn import finite, train_batch
from theory import emn

SIZES = (5, 10, 20, 40)
NETWORKS = 12  # of each size


def trained(net: emn.Architecture, rngs: Sequence[np.random.Generator], **options: Any) -> tuple[Any, Any]:
    """Networks initialized and trained from each generator: the starts, and the constants their rows learn (R, n)."""
    starts = [net.init(rng) for rng in rngs]
    runs = finite(train_batch(net, starts, rngs=rngs, **options))
    return starts, np.array([run.params.layers[0].mean(axis=1) for run in runs])


def positive_root(kappa: Any, n: int) -> Any:
    """c^2 of the conservation law n c^4 - kappa c^2 - 1 = 0."""
    return (kappa + np.sqrt(kappa**2 + 4 * n)) / (2 * n)


def explained(row: Mapping[str, Any]) -> Any:
    """How far the step size can move each square."""
    lost = 0.1 * (row["n"] / 16 + 5 / 48)  # lr times 1.Q 1 / n, Q = 1/16 + (5/48) I
    return 4 * row["learned"] ** 2 * lost / np.sqrt(row["kappa"] ** 2 + 4 * row["n"])


def relative_error(row: Mapping[str, Any], square: Callable[[Any, int], Any]) -> float:
    """The largest error of the predicted squares, over what the step size explains."""
    return float(np.max(np.abs(square(row["kappa"], row["n"]) - row["learned"] ** 2) / explained(row)))
