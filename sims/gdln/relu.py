"""The ReLU network of the note, Eq. (1) with W_2 = 1/K and no biases, trained by hand-written SGD with its gates recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from theory.randomness import own_generators
from theory.validation import Array, float_array, natural, one_line, real_array, real_number

from ..diverged import Diverged

DRAW_BYTES = 1 << 20  # samples drawn ahead by each run


@dataclass(frozen=True, eq=False)
class Recording:
    """What a training left behind: `steps` (T,), `weights` (T, K, L) after them, `gates` (T, S, K) on the probe inputs.

    `gates` are bools, and (T, 0, K) where no probe was given.

    Example:
    >>> import numpy as np
    >>> from sims.gdln import Recording
    >>> Recording(np.array([0, 5]), np.zeros((2, 3, 4)), np.zeros((2, 0, 3), bool)).weights.shape
    (2, 3, 4)
    """

    steps: Array
    weights: Array
    gates: Array


def train_relu(
    w0: Any,
    law: Any,
    *,
    steps: int,
    lr: float,
    batch: int,
    rngs: Sequence[Any],
    record: Iterable[int] = (),
    probe: Any = None,
) -> list[Recording | Diverged]:
    """Train R networks yhat = (1/K) sum_k ReLU(w_k . x) from w0 (R, K, L), side by side, in the float type of w0.

    A step draws `batch` samples (x, y) for each run, from its own generator in `rngs`, by `law.sample(rng, size)` -> x
    (size, L), y (size,), and takes lr times the gradient of 1/2 mean (yhat - y)^2. Weights are recorded after the steps in
    `record` and after the last; gates 1[w_k . x >= 0] at the same steps, on the inputs `probe` (S, L).

    A run that diverges is returned as its `Diverged` error; the others go on. Raises ValueError or TypeError for bad
    input, in one line.

    Example:
    >>> import numpy as np
    >>> from sims.gdln import train_relu
    >>> from theory.inputs import Gaussian, Mixture
    >>> law = Mixture(Gaussian(np.diag([4.0, 1.0])), Gaussian(np.eye(2)))
    >>> (run,) = train_relu(np.full((1, 3, 2), 0.1), law, steps=20, lr=0.1, batch=10, rngs=[0], record=[0, 10])
    >>> run.steps.tolist(), run.weights.shape
    ([0, 10, 20], (3, 3, 2))
    """
    w = _weights(w0)
    R, _, L = w.shape
    steps, batch = natural("steps", steps), natural("batch", batch)
    lr = float(real_number("lr", lr, above=0))
    kept = sorted({natural("every entry of record", s, 0) for s in record} | {steps})
    if kept[-1] > steps:
        raise ValueError(f"record must be at most steps = {steps}; got {kept[-1]}.")
    probe = np.empty((0, L)) if probe is None else real_array("probe", probe, (None, L)).astype(w.dtype)
    draws = own_generators(rngs, "sims.relu.train_relu", R)
    ahead = max(1, DRAW_BYTES // (batch * L * w.dtype.itemsize))
    weights: list[Array] = [w] if kept[0] == 0 else []
    failed: dict[int, int] = {}
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps):
            if step % ahead == 0:
                x, y = _draw(law, draws, ahead, batch, w)  # never fewer: a longer training begins alike
            w = sgd_step(w, x[:, step % ahead], y[:, step % ahead], w.dtype.type(lr))
            if step + 1 in kept:
                weights.append(w)
                for r in map(int, np.flatnonzero(~np.isfinite(w).reshape(R, -1).all(axis=1))):
                    failed.setdefault(r, step + 1)
    runs = np.stack(weights, axis=1)
    return [
        Diverged(f"training diverged by step {failed[r]} with lr = {lr:g}; lower it.")
        if r in failed
        else Recording(np.array(kept), runs[r], gates_of(runs[r], probe))
        for r in range(R)
    ]


def sgd_step(w: Any, x: Any, y: Any, lr: Any) -> Any:
    """One step of w (R, K, L) on a minibatch x (R, B, L), y (R, B): w - lr d/dw of 1/2 mean (yhat - y)^2."""
    K, B = w.shape[1], x.shape[1]
    hidden = x @ w.mT
    gates = hidden >= 0
    residual = (hidden * gates).sum(axis=-1) / K - y
    return w - (lr / (K * B)) * ((gates * residual[..., None]).mT @ x)


def gates_of(w: Any, x: Any) -> Any:
    """1[w_k . x >= 0] as bools, w (..., K, L) and x (S, L) -> (..., S, K).

    Example:
    >>> import numpy as np
    >>> from sims.gdln import gates_of
    >>> gates_of(np.array([[1.0, -1.0]]), np.array([[2.0, 1.0], [0.0, 3.0]])).tolist()
    [[True], [False]]
    """
    return x @ w.mT >= 0


def _weights(w0: Any) -> Array:
    w = np.asarray(w0)
    if w.dtype != np.float32:
        w = float_array("w0", w, (None, None, None))
    if w.ndim != 3 or 0 in w.shape or not np.all(np.isfinite(w)):
        raise ValueError(f"w0 must be finite, of shape (R, K, L) with none of them 0; got shape {w.shape}.")
    return w


def _draw(law: Any, draws: list[np.random.Generator], count: int, batch: int, w: Array) -> tuple[Array, Array]:
    """The next `count` minibatches of every run, (R, count, batch, L) and (R, count, batch)."""
    L = w.shape[2]
    pairs = [law.sample(draw, count * batch) for draw in draws]
    if any(np.shape(x) != (count * batch, L) or np.shape(y) != (count * batch,) for x, y in pairs):
        shapes = one_line(tuple(map(np.shape, pairs[0])))
        raise ValueError(f"law must sample x (size, {L}) and y (size,) for weights of L = {L}; got {shapes}.")
    x = np.stack([x for x, _ in pairs]).astype(w.dtype, copy=False).reshape(len(draws), count, batch, L)
    return x, np.stack([y for _, y in pairs]).astype(w.dtype).reshape(len(draws), count, batch)
