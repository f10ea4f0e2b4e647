"""Training of several masked layers towards A_r ... A_1 x, with the gradient by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.randomness import generator
from theory.validation import Array, float_array, natural, real_number

from .emn import Diverged


def train_layers(
    layers: Any, masks: Any, *, passes: int, lr: float, gram: Any = None, vectors: int | None = None, rng: Any = None
) -> Array:
    """Train r masked layers (r, n, n) towards the product of their masks; returns the last layers.

    `masks` (D, r, n, n): the masks of all layers, for each datum; the target is A_r ... A_1 x. The loss is the squared
    error, without a half, averaged over the outputs. With `gram` (n, n), the second moment of the inputs: `passes` steps
    of full-batch descent on the exact mean over masks and inputs. Without: `passes` times through the masks in random
    order, one SGD step each on `vectors` (default 8 n) fresh inputs uniform on [0, 1]^n.

    Raises ValueError for bad shapes and `Diverged` where the weights leave the range of floats.
    """
    layers = float_array("layers", layers, (None, None, None))
    masks = float_array("masks", masks, (None, *layers.shape))
    if len(masks) == 0 or len(layers) == 0 or layers.shape[1] != layers.shape[2]:
        raise ValueError(f"masks must be (D, r, n, n) with D, r, n >= 1; got {masks.shape}.")
    if np.any((masks < 0) | (masks > 1)):
        raise ValueError(
            f"masks must lie in [0, 1]; got entries from {masks.min():g} to {masks.max():g}. Rescale them."
        )
    n, passes = layers.shape[1], natural("passes", passes, least=0)
    step = 2 * float(real_number("lr", lr, above=0)) / n
    draw = generator(rng, "sims.higher_order.train_layers")
    k = natural("vectors", 8 * n if vectors is None else vectors)
    G = None if gram is None else float_array("gram", gram, (n, n))
    with np.errstate(over="ignore", invalid="ignore"):  # a divergence is reported once, below
        for number in range(1, passes + 1):
            if G is not None:
                layers = layers - step * _gradient(layers, masks, G)
            else:
                for datum in masks[draw.permutation(len(masks))]:
                    x = draw.random((k, n))
                    layers = layers - step * _gradient(layers, datum[None], x.T @ x / k)
            if not np.all(np.isfinite(layers)):
                raise Diverged(f"training diverged in pass {number} with lr = {lr:g}; lower it.")
    return layers


def layers_loss(layers: Any, masks: Any, gram: Any) -> float:
    """The loss of `train_layers` for inputs of second moment `gram`: tr(E gram E^T) / n averaged over masks."""
    error = _products(np.asarray(masks) * np.asarray(layers)) - _products(np.asarray(masks, dtype=np.float64))
    return float(np.einsum("dab,bc,dac->", error, np.asarray(gram), error) / error.shape[1] / len(error))


def _products(factors: Array) -> Array:
    """factors (D, r, n, n) multiplied, the last from the left: (D, n, n)."""
    out = factors[:, 0]
    for l in range(1, factors.shape[1]):
        out = factors[:, l] @ out
    return out


def _gradient(layers: Array, masks: Array, G: Array) -> Array:
    """Half of n times the gradient, averaged over masks: A_l * (after_l^T E G before_l^T), E the error of the product."""
    factors, r = masks * layers, layers.shape[0]
    before = [np.broadcast_to(np.eye(len(G)), factors[:, 0].shape)]
    for l in range(r):
        before.append(factors[:, l] @ before[-1])
    back = (before[-1] - _products(masks)) @ G
    out = np.empty_like(layers)
    for l in range(r - 1, -1, -1):
        out[l] = np.mean(masks[:, l] * (back @ before[l].mT), axis=0)
        back = factors[:, l].mT @ back
    return out
