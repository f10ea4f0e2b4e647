"""Good arguments that names of more than one package take, drawn at random."""

from typing import Any

import numpy as np

from theory import GatedRegression

Rng = np.random.Generator


def moments(rng: Rng, n: int) -> Any:
    """Symmetric and positive definite."""
    x = rng.normal(size=(2 * n, n))
    Q = x.T @ x / len(x)
    return (Q + Q.T) / 2


def samples(rng: Rng) -> dict[str, Any]:
    return {"x": rng.normal(size=(8, 2)), "y": rng.normal(size=8), "gates": rng.integers(0, 2, (8, 2))}


def problem(rng: Rng) -> GatedRegression:
    return GatedRegression.from_samples(**samples(rng))
