"""Algorithm 1 on many networks at once: the same numbers as `sims.emn.train` run by run, up to rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import numpy as np

from theory.emn import Architecture, Parameters
from theory.randomness import own_generators
from theory.validation import Array, one_line, real_number

from ..diverged import Diverged
from .kernel import Layers, grams, train_on_masks
from .settings import settings, warn_of_lr
from .training import Training, training_sets

DRAW_BYTES = 1 << 22  # inputs drawn ahead, for all runs together


def train_batch(
    net: Architecture,
    params: Sequence[Parameters],
    *,
    rngs: Sequence[Any],
    masks: Any = None,
    condition: str | Sequence[str] = "control",
    epochs: int = 1,
    meta_epochs: int = 1,
    lr: float | Sequence[float] = 0.1,
    vectors: int | None = None,
    batch: int | None = None,
    reduction: str = "mean",
    snapshots: Iterable[int] = (),
) -> list[Training | Diverged]:
    """Train R networks side by side: `params`, `rngs` and, if sequences, `condition` and `lr` give one entry a run.

    Arguments as in `sims.emn.train`, which is the oracle: each run draws from its own generator in the same order, so
    run r equals train(net, params[r], rng=rngs[r], ...) to rounding. All runs share the architecture, the float type
    and the size of the training set. A run that diverges is returned as its `Diverged` error; the others go on. The
    warning of an lr above the limit comes once, for the largest.

    Raises ValueError or TypeError for bad input, lengths that differ, mixed float types, training sets of unequal size.

    Example:
    >>> import numpy as np
    >>> from sims.emn import train_batch
    >>> from theory import emn
    >>> net = emn.Architecture(2, ())
    >>> runs = train_batch(net, [net.init(0), net.init(1)], rngs=[0, 1], masks=np.ones((300, 2, 2)), lr=0.5)
    >>> [emn.effective_weights(net, run.params).round(3).tolist() for run in runs]
    [[[1.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]]
    """
    if not isinstance(params, list | tuple) or not params:
        raise ValueError("params must hold at least one network's parameters, in a list; got none.")
    R = len(params)
    conditions = _each("condition", condition, R, str)
    rates = [float(real_number("lr", v, above=0)) for v in _each("lr", lr, R, float)]
    draws = own_generators(rngs, "sims.emn.train", R)
    given = [
        settings(net, p, c, epochs, meta_epochs, vectors, batch, reduction, snapshots, masks)
        for p, c in zip(params, conditions, strict=True)
    ]
    first = given[0]
    dtype = first.params.dtype
    if any(g.params.dtype != dtype for g in given):
        raise TypeError("params must all be float32 or all float64 in one batch; got a mixture.")
    layers = _stacked(net, [g.params for g in given])
    outputs = net.n if reduction == "mean" else 1
    with np.errstate(over="ignore"):
        scale = np.array([2 * rate / outputs for rate in rates]).astype(dtype)[:, None, None]
    sets = [training_sets(net.n, masks, c, meta_epochs, d) for c, d in zip(conditions, draws, strict=True)]
    failed: dict[int, Diverged] = {}
    kept: list[dict[int, Parameters]] = [{} for _ in range(R)]
    steps = 0
    for meta_epoch in range(1, meta_epochs + 1):
        A = _same_size([next(s) for s in sets])
        if meta_epoch == 1:
            warn_of_lr(net, rates, A[0], first, reduction, masks)
        with np.errstate(over="ignore", invalid="ignore"):
            layers = _meta_epoch(net, layers, A, draws, first.vectors, first.batch, epochs, scale)
        steps += len(A[0]) * epochs * -(-first.vectors // first.batch)
        finite = np.all([np.isfinite(layer).reshape(R, -1).all(axis=1) for layer in layers], axis=0)
        for r in map(int, np.flatnonzero(~finite)):
            failed.setdefault(
                r, Diverged(f"training diverged in meta-epoch {meta_epoch} with lr = {rates[r]:g}; lower it.")
            )
        if meta_epoch in first.snapshots:
            for r in map(int, np.flatnonzero(finite)):
                kept[r][meta_epoch] = _unstacked(net, layers, r)
    return [failed[r] if r in failed else Training(_unstacked(net, layers, r), steps, kept[r]) for r in range(R)]


def _meta_epoch(
    net: Architecture,
    layers: Layers,
    A: list[Array],
    draws: list[np.random.Generator],
    vectors: int,
    batch: int,
    epochs: int,
    scale: Array,
) -> Layers:
    """All data of the training sets A, one (D, n, n) a run; inputs are drawn some masks ahead, run by run."""
    dtype, n = layers[0].dtype, net.n
    ahead = max(1, DRAW_BYTES // (len(A) * vectors * n * dtype.itemsize))
    for start in range(0, len(A[0]), ahead):
        masks = np.stack([a[start : start + ahead] for a in A], axis=1).astype(dtype)
        x = np.empty((len(A), len(masks), vectors, n), dtype=dtype)
        for inputs, draw in zip(x, draws, strict=True):
            draw.random(dtype=dtype, out=inputs)
        for i, mask in enumerate(masks):
            layers = train_on_masks(layers, mask, grams(x[:, i], batch, scale), epochs)
    return layers


def _stacked(net: Architecture, params: list[Parameters]) -> Layers:
    stacked = [np.stack(same) for same in zip(*(p.layers for p in params), strict=True)]
    stacked[0] = stacked[0].reshape(len(params), net.n, net.widths[0], net.n)
    return stacked


def _unstacked(net: Architecture, layers: Layers, r: int) -> Parameters:
    return net.parameters([layers[0][r].reshape(-1, net.n), *(layer[r] for layer in layers[1:])])


def _same_size(sets: list[Array]) -> list[Array]:
    if len({len(s) for s in sets}) > 1:
        raise ValueError(f"masks must give training sets of one size in a batch; got {[len(s) for s in sets]}.")
    return sets


def _each(argument: str, value: Any, R: int, one: Any) -> list[Any]:
    """One value a run: a sequence of R, or a single value of type `one` for all."""
    if isinstance(value, str if one is str else Real):
        return [value] * R
    if not isinstance(value, Iterable) or isinstance(value, str):
        raise TypeError(f"{argument} must be a sequence with one entry for each network; got {one_line(value)}.")
    values = list(value)
    if len(values) != R:
        raise ValueError(f"{argument} must have one entry for each of the {R} networks; got {len(values)}.")
    return values
