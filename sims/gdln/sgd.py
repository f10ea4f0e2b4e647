"""Training of a gated deep linear network with given gates, in plain NumPy: full-batch descent and minibatch SGD."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from theory.moments import sample_weights
from theory.randomness import generator
from theory.validation import Array, check_unit_interval, float_array, natural, real_number

from ..diverged import Diverged

Gates = Array | Callable[[int], Array]


def train(
    x: Any,
    y: Any,
    gates: Gates,
    w0: Any,
    *,
    lr: float,
    steps: int,
    batch: int | None = None,
    sample_weight: Any = None,
    record: Iterable[int] | None = None,
    rng: Any = None,
) -> Array:
    """Weights after the steps in `record` (default: the last) of descent on 1/2 <(yhat - y)^2>, (len(record), *w0.shape).

    yhat(x) = (1/K) sum_k g_k(x) w_k . x (the note, Eq. (3)) on the support x (S, n), y (S,), with probabilities
    `sample_weight` (S,), equal by default. `gates` is (S, K), or a callable step -> (S, K) for gates that vary in time;
    step s, from 0, leads from time s lr to (s + 1) lr of the flow with tau = 1. Any gates in [0, 1] are taken.

    w0 is (K, n) for one run or (R, K, n) for R side by side. `batch` None descends on the whole support; a number draws
    that many points with replacement, afresh for each step and run, from `rng`.

    Raises ValueError or TypeError for bad input and `Diverged` where weights leave the range of floats.

    Example:
    >>> from sims.gdln import train
    >>> x, y, gates = [[1.0], [2.0]], [1.0, 4.0], [[1, 0], [0, 1]]  # each gate has a sample of its own
    >>> train(x, y, gates, [[0.0], [0.0]], lr=0.5, steps=400).round(6).tolist()
    [[[2.0], [4.0]]]
    """
    x = float_array("x", x, (None, None))
    if len(x) == 0:
        raise ValueError("x must hold at least one sample; got none.")
    y, lr = float_array("y", y, (len(x),)), float(real_number("lr", lr, above=0))
    weight = sample_weights(sample_weight, len(x), exact=False)
    p = np.full(len(x), 1 / len(x)) if weight is None else weight / weight.sum()
    runs = np.asarray(w0, dtype=object).ndim == 3
    start = float_array("w0", w0, (None, None, x.shape[1]) if runs else (None, x.shape[1]))
    K, steps = natural("the number of gates in w0", start.shape[-2]), natural("steps", steps, least=0)
    recorded: dict[int, list[int]] = {}
    for i, s in enumerate((steps,) if record is None else record):
        recorded.setdefault(natural("every entry of record", s, least=0), []).append(i)
    if recorded and max(recorded) > steps:
        raise ValueError(f"record must be at most steps = {steps}; got {max(recorded)}.")
    if batch is not None:
        batch, draw = natural("batch", batch), generator(rng, "sims.gdln.train")
    fixed = None if callable(gates) else _checked(gates, len(x), K)
    w, out = start.reshape(-1, K, x.shape[1]), np.empty((sum(map(len, recorded.values())), *start.shape))
    for step in range(steps + 1):
        if step in recorded:
            out[recorded[step]] = w.reshape(start.shape)
        if step == steps:
            break
        g = _checked(gates(step), len(x), K) if callable(gates) else fixed
        points: Any = slice(None)
        share = p
        if batch is not None:
            points, share = draw.choice(len(x), size=(len(w), batch), p=p), np.full(batch, 1 / batch)
        with np.errstate(over="ignore", invalid="ignore"):
            w = w - lr * _gradient(w, x[points], y[points], np.asarray(g)[points], share)
        if not np.all(np.isfinite(w)):
            raise Diverged(f"training diverged in step {step + 1} with lr = {lr:g}; lower it.")
    return out


def _gradient(w: Array, x: Array, y: Array, g: Array, share: Array) -> Array:
    """d/dw of 1/2 sum_s share_s (yhat_s - y_s)^2, (R, K, n); x (S, n) or (R, S, n), g and y likewise."""
    K = w.shape[1]
    prediction = np.sum(g * (x @ np.swapaxes(w, 1, 2)), axis=-1) / K
    error = share * (prediction - y) / K
    return np.swapaxes(g * error[..., None], -1, -2) @ x


def _checked(gates: Any, size: int, K: int) -> Array:
    g = float_array("gates", gates, (size, K))
    check_unit_interval("gates", g)
    return g
