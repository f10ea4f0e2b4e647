"""Good arguments of `theory.emn` that many of its names take, drawn at random."""

from typing import Any

import numpy as np

from papers.ensemble_mask_networks.rationals import rationals
from theory import emn

from .draws import moments

Rng = np.random.Generator
ALL_ONES = ((1,), (1, 1))
SHAPES = ((), (1,), (2,), (1, 1), (2, 2))


def net_and_params(rng: Rng, copies: tuple[tuple[int, ...], ...] = SHAPES) -> dict[str, Any]:
    net = emn.Architecture(int(rng.integers(1, 4)), copies[rng.integers(len(copies))])
    return {"net": net, "params": net.init(rng)}


def mask(rng: Rng, *shape: int) -> Any:
    """Binary, with a one in every row."""
    A = (rng.random(shape) < 0.6).astype(float)
    A[..., np.arange(shape[-1]), np.arange(shape[-1])] = 1
    return A


def size(rng: Rng, least: int = 1, most: int = 3) -> int:
    return int(rng.integers(least, most + 1))


def exact_net(rng: Rng) -> dict[str, Any]:
    net = emn.Architecture(2, SHAPES[rng.integers(len(SHAPES))])
    return {"net": net, "params": net.parameters([rationals(rng, *shape) for shape in net.shapes], exact=True)}


def trained(rng: Rng) -> dict[str, Any]:
    return {"lr": 0.05, "batch": 4, "batches": 2, "reduction": "mean"}


def data(rng: Rng) -> dict[str, Any]:
    D, n = 12, 3
    A, x = mask(rng, D, n, n), rng.normal(size=(D, n))
    return {"A": A, "x": x, "y": np.einsum("dij,dj->di", A, x) + 0.1 * rng.normal(size=(D, n))}


def series(rng: Rng) -> dict[str, Any]:
    """One graph, twelve times."""
    return {"A": mask(rng, 3, 3), "x": rng.normal(size=(12, 3))}


def shapes(rng: Rng) -> tuple[Any, list[Any]]:
    """Q (n, n) and the layers of one row."""
    n, c = size(rng), size(rng)
    return moments(rng, n), [rng.normal(size=(c, n)), rng.normal(size=(1, c))]


def message_passing(rng: Rng) -> dict[str, Any]:
    return {
        "graph": emn.mask_graph(mask(rng, 3, 3)),
        "states": {i: float(rng.normal()) for i in range(3)},
        "message": lambda u, v, x, e: e * x,
        "update": lambda x, total: x + total,
    }


def masked_pair(rng: Rng) -> dict[str, Any]:
    n = size(rng)
    return {
        "layers": emn.zero_loss_layers(rng.random((1, n)) + 0.5),
        "masks": mask(rng, 4, 2, n, n),
        "gram": moments(rng, n),
    }


def invertible(rng: Rng) -> dict[str, Any]:
    given = net_and_params(rng, ((1,), (2,), (1, 1), (2, 2)))
    n = given["net"].n
    return {**given, "G": [np.tile(np.eye(c), (n, 1, 1)) + 0.1 * rng.random((n, c, c)) for c in given["net"].copies]}


def with_masks(rng: Rng, copies: tuple[tuple[int, ...], ...]) -> dict[str, Any]:
    given = net_and_params(rng, copies)
    return {**given, "masks": mask(rng, 5, given["net"].n, given["net"].n)}


def with_inputs(rng: Rng) -> dict[str, Any]:
    given = net_and_params(rng)
    n = given["net"].n
    return {**given, "A": mask(rng, n, n), "x": rng.random((4, n))}


def sequence(rng: Rng) -> dict[str, Any]:
    n = size(rng)
    return {"masks": mask(rng, 3, n, n), **trained(rng), "start": rng.random((n, n)), "risk": (1 / 6, 1 / 16)}


def beta(rng: Rng) -> dict[str, Any]:
    n = size(rng)
    return {
        "beta": rng.random((n, n)),
        "mask_moments": np.array([moments(rng, n)] * n),
        "input_moments": moments(rng, n),
    }


def size_law(n: int) -> Any:
    return np.full(n + 1, 1 / (n + 1))


def floor(rng: Rng) -> dict[str, Any]:
    return {"c": rng.random(3) + 0.5, "steps": 100, "lr": 0.1, "dtype": np.float32, "reduction": "mean"}


def unsettled(rng: Rng) -> dict[str, Any]:
    given = net_and_params(rng, ((1,),))
    return {
        **given,
        "masks": np.array([3, 5]),
        "epochs": 1,
        "lr": 0.05,
        "batch": 4,
        "reduction": "mean",
        "risk": (0.2, 0.1),
    }
