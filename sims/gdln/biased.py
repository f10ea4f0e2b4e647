"""The network of the note's Eq. (1) with biases and any of its activations, W_2 = 1/K, trained by hand-written SGD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import erf, expit

from theory.randomness import own_generators
from theory.validation import Array, float_array, natural, real_array, real_number

from ..diverged import Diverged

ACTIVATIONS = ("erf", "sigmoid", "ReLU")


@dataclass(frozen=True, eq=False)
class Biased:
    """R networks: first-layer weights `w` (R, K, L) and biases `b1` (R, K), and the output's bias `b2` (R,).

    Example:
    >>> import numpy as np
    >>> from sims.gdln import Biased
    >>> Biased(np.zeros((1, 3, 2)), np.zeros((1, 3)), np.zeros(1)).b2.shape
    (1,)
    """

    w: Array
    b1: Array
    b2: Array


def activation(name: str, h: Any) -> tuple[Any, Any]:
    """sigma(h) and its derivative: "erf" is erf(h / sqrt 2), "sigmoid" 1 / (1 + e^-h), "ReLU" max(h, 0) with slope 1 at 0."""
    if name == "erf":
        return erf(h / np.sqrt(2)), np.sqrt(2 / np.pi) * np.exp(-(h**2) / 2)
    if name == "sigmoid":
        value = expit(h)
        return value, value * expit(-h)
    if name == "ReLU":
        return np.maximum(h, 0), (h >= 0).astype(float)
    raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}; got {name!r}.")


def minus_gradient(net: Biased, name: str, x: Any, y: Any) -> Biased:
    """-d/d(w, b1, b2) of 1/2 mean (yhat - y)^2 over minibatches x (R, B, L), y (R, B); yhat = mean_k sigma(w_k . x + b1_k) + b2."""
    K, B = net.w.shape[1], x.shape[1]
    value, slope = activation(name, x @ net.w.mT + net.b1[:, None])
    residual = y - value.mean(axis=-1) - net.b2[:, None]
    back = slope * residual[..., None] / (K * B)
    return Biased(back.mT @ x, back.sum(axis=1), residual.mean(axis=1))


def train_biased(
    start: Biased, name: str, law: Any, *, steps: int, lr: tuple[float, float, float], batch: int, rngs: Sequence[Any]
) -> Biased:
    """The networks after `steps` of SGD from `start`, side by side, in float64.

    A step draws `batch` samples for each network, from its own generator in `rngs`, by `law.sample(rng, size)`, and takes
    `lr`, a step each for w, b1 and b2, times minus the gradient; 0 holds a parameter where it started.

    Raises ValueError or TypeError for bad input, in one line, and `Diverged` where a network does.

    Example:
    >>> import numpy as np
    >>> from sims.gdln import Biased, train_biased
    >>> from theory.inputs import Gaussian, Mixture
    >>> law = Mixture(Gaussian(np.diag([4.0, 1.0])), Gaussian(np.eye(2)))
    >>> start = Biased(np.full((1, 3, 2), 0.1), np.zeros((1, 3)), np.zeros(1))
    >>> net = train_biased(start, "erf", law, steps=20, lr=(0.1, 0.1, 0.0), batch=10, rngs=[0])
    >>> net.w.shape, net.b2.tolist()  # a step of 0 holds b2
    ((1, 3, 2), [0.0])
    """
    w = float_array("start.w", start.w, (None, None, None))
    R, K, L = w.shape
    net = Biased(
        w,
        float_array("start.b1", start.b1, (R, K)),
        float_array("start.b2", start.b2, (R,)),
    )
    activation(name, w)  # refuses an unknown name before the first draw
    steps, batch = natural("steps", steps), natural("batch", batch)
    if len(lr) != 3:
        raise ValueError(f"lr must be 3 steps, for w, b1 and b2; got {len(lr)}.")
    rates = [float(real_number("every lr", rate)) for rate in lr]
    if min(rates) < 0:
        raise ValueError(f"every lr must be at least 0; got {min(rates):g}.")
    draws = own_generators(rngs, "sims.biased.train_biased", R)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps):
            pairs = [law.sample(draw, batch) for draw in draws]
            x = real_array("the inputs of law", np.stack([x for x, _ in pairs]), (R, batch, L))
            change = minus_gradient(net, name, x, np.stack([y for _, y in pairs]))
            net = Biased(net.w + rates[0] * change.w, net.b1 + rates[1] * change.b1, net.b2 + rates[2] * change.b2)
            if not np.all(np.isfinite(net.w)) or not np.all(np.isfinite(net.b2)):
                raise Diverged(f"training diverged by step {step + 1} with lr = {lr}; lower it.")
    return net
