"""Test errors of a trained mask network, as Table 1 and Figure 3 of the paper measure them."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory import emn
from theory.randomness import generator
from theory.validation import Array, natural, real_number

ERRORS = ("mean square", "mean over inputs of the square norm", "mean absolute")


def evaluation_masks(n: int, active: float, weighted: bool, count: int, rng: Any) -> Array:
    """`count` unsymmetric masks (count, n, n) with round(active n^2) nonzero entries each, 1 or uniform on [0, 1].

    Example:
    >>> from sims.emn import evaluation_masks
    >>> masks = evaluation_masks(4, active=0.5, weighted=False, count=3, rng=0)
    >>> masks.shape, masks.sum(axis=(1, 2)).tolist()
    ((3, 4, 4), [8.0, 8.0, 8.0])
    """
    draw = generator(rng, "sims.evaluation.evaluation_masks")
    ones = round(float(real_number("active", active, least=0)) * n * n)
    if ones > n * n:
        raise ValueError(f"active must be a fraction of at most 1; got {active}.")
    rows = np.arange(n * n) < ones
    places = draw.permuted(np.tile(rows, (natural("count", count), 1)), axis=1).reshape(count, n, n)
    return places * draw.random((count, n, n)) if weighted else places.astype(float)


def evaluate(
    net: emn.Architecture,
    params: emn.Parameters,
    rng: Any,
    *,
    active: float = 0.5,
    weighted: bool = True,
    count: int = 100,
    vectors: int | None = None,
) -> dict[str, float]:
    """The `ERRORS` over `count` test masks with `vectors` inputs each (default 8 n), in the network's float type.

    The defaults are Table 1's: unsymmetric A in [0, 1], half of the entries zero. Inputs are uniform on [0, 1]^n; the
    target A x is computed in the network's float type too.

    Example:
    >>> import numpy as np
    >>> from sims.emn import evaluate
    >>> from theory import emn
    >>> net = emn.Architecture(2, ())
    >>> evaluate(net, net.parameters([np.ones((2, 2))]), rng=0)["mean square"]  # beta = 1: A x for every mask
    0.0
    """
    draw = generator(rng, "sims.evaluation.evaluate")
    square = absolute = 0.0
    for A in evaluation_masks(net.n, active, weighted, count, draw).astype(params.dtype):
        x = draw.random((8 * net.n if vectors is None else vectors, net.n)).astype(params.dtype)
        r = (emn.forward(net, params, A, x) - x @ A.T).astype(np.float64)
        square += float(np.mean(r**2)) / count
        absolute += float(np.mean(np.abs(r))) / count
    return dict(zip(ERRORS, (square, square * net.n, absolute), strict=True))
