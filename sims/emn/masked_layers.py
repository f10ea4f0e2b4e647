"""Training of several masked layers towards A_r ... A_1 x, with the gradient by hand."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from theory.emn import uniform_inputs
from theory.randomness import generator
from theory.validation import Array, float_array, mask_set, natural, real_number

from ..diverged import Diverged


def train_layers(
    layers: Any, masks: Any, *, passes: int, lr: float, gram: Any = None, vectors: int | None = None, rng: Any = None
) -> Array:
    """Train r masked layers (r, n, n) towards the product of their masks; returns the last layers.

    `masks` (D, r, n, n): the masks of all layers, for each datum; the target is A_r ... A_1 x. The loss is the squared
    error, without a half, averaged over the outputs. With `gram` (n, n), the second moment of the inputs: `passes` steps
    of full-batch descent on the exact mean over masks and inputs. Without: `passes` times through the masks in random
    order, one SGD step each on `vectors` (default 8 n) fresh inputs uniform on [0, 1]^n.

    Warns (`UserWarning`) where `lr` is above the predicted limit of stability (`layers_lr_above_limit`).
    Raises ValueError for bad shapes and `Diverged` where the weights leave the range of floats.

    Example:
    >>> import numpy as np
    >>> from sims.emn import train_layers
    >>> from theory import emn
    >>> masks = np.ones((1, 2, 1, 1))  # two layers, one node: w_2 w_1 -> 1
    >>> layers = train_layers([[[0.5]], [[2.5]]], masks, passes=300, lr=0.1, gram=np.eye(1))
    >>> emn.masked_product(layers, masks[0]).round(6).tolist()
    [[1.0]]
    """
    layers = float_array("layers", layers, (None, None, None))
    masks = mask_set("masks", masks, (None, *layers.shape)).astype(np.float64)
    n, passes = layers.shape[1], natural("passes", passes, least=0)
    lr = float(real_number("lr", lr, above=0))
    step = 2 * lr / n
    draw = generator(rng, "sims.higher_order.train_layers")
    k = natural("vectors", 8 * n if vectors is None else vectors)
    G = None if gram is None else float_array("gram", gram, (n, n))
    limit = layers_lr_above_limit(lr, masks, G)
    if limit is not None:
        message = f"lr = {lr:g} is above {limit:.3g}, the predicted limit of stability for these masks and inputs"
        warnings.warn(f"{message}; training may diverge. Lower it.", UserWarning, stacklevel=2)
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


def layers_lr_above_limit(lr: float, masks: Array, gram: Array | None) -> float | None:
    """The predicted limit of `train_layers` at the flattest zero-loss weights where `lr` is above it, else None.

    The weights are W_l = diag(g_l) 1 1^T diag(1/g_(l-1)), g_0 = g_r = 1. Full-batch descent settles there below 2 over the
    largest eigenvalue of the Hessian (`theory.emn.stable_layers_lr`), S H S with H the one at g = 1 and
    S_lik = g_(l-1)k / g_li. So for all u the eigenvalue is at least

        sum_lik S_lik^2 y_lik^2,    y = H u / sqrt(u^T H u),

    and its least value over g a bound for all of them, attained at the flattest where u = S v, v the eigenvector there.
    Without `gram`, one mask s a step, the mean square of a deviation grows at these weights if <(1 - lr h_s)^2> > 1 for any
    unit v, h_s = v^T S H_s S v: the limit is 2 <h_s> / <h_s^2>, the least that a power method from the v above finds.

    No warning is no promise: training may settle on a sharper solution, and the true limit of SGD is lower, since v is a
    single direction and fresh inputs add noise. Other solutions, which too few masks or one mask in three layers or more may
    leave, are not counted. `masks` (D, r, n, n), `gram` (n, n).
    Possible issues: right to a relative 1e-9 where the largest eigenvalue is simple.
    """
    r, n = masks.shape[1:3]
    G = uniform_inputs(n) if gram is None else gram
    curvatures, hessian = _unit_hessian(masks, G)
    u, squares, ones = np.ones((r, n, n)), np.ones((r + 1, n)), np.ones(len(masks))
    scale, least, bound = np.ones_like(u), 0.0, 0.0
    positive, most = bool(np.all(G >= 0)), len(masks) if gram is None else 1  # <h_s^2> <= D <h_s>^2
    with np.errstate(all="ignore"):  # what leaves the range of floats ends the search
        for _ in range(1000):
            y = hessian(u, ones)
            norm, before = float(np.sum(u * y)), bound
            if not (0 < norm < np.inf):  # empty masks, or beyond floats
                return None
            if positive and lr * most * np.max((scale * y)[u > 0] / u[u > 0]) <= 2:  # Collatz bounds the eigenvalue
                return None
            squares = _flattest_squares(y * y / norm, squares)
            scale = squares[:-1, None, :] / squares[1:, :, None]
            u = scale * y
            bound = float(np.sum(u * y)) / norm
            least = max(least, bound)
            u /= np.max(np.abs(u))
            if abs(bound - before) <= 1e-11 * bound:
                break
        for _ in range(100 if gram is None else 0):
            h, before = curvatures(u) / np.sum(u * u / scale), bound
            bound = float(np.mean(h**2) / np.mean(h))
            least = max(least, bound)
            u = scale * hessian(u, h)
            u /= np.max(np.abs(u))
            if abs(bound - before) <= 1e-6 * bound:
                break
    return 2 / least if lr * least > 2 else None


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


def _unit_hessian(masks: Array, G: Array) -> tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]:
    """u (r, n, n) -> u^T H_s u (D,), and u, c -> <c_s H_s> u, H_s the Hessian at unit weights of the loss under mask tuple s."""
    r, n = masks.shape[1:3]
    before, after = [np.broadcast_to(np.eye(n), masks[:, 0].shape)], [np.broadcast_to(np.eye(n), masks[:, 0].shape)]
    for l in range(r - 1):
        before.append(masks[:, l] @ before[-1])
        after.append(after[-1] @ masks[:, r - 1 - l])
    after.reverse()

    def moved(u: Array) -> Array:
        return sum((after[l] @ (masks[:, l] * u[l]) @ before[l] for l in range(r)), np.zeros((n, n)))

    def curvatures(u: Array) -> Array:
        by = moved(u)
        return np.asarray(np.sum((by @ G) * by, axis=(1, 2)) * (2 / n))

    def hessian(u: Array, weights: Array) -> Array:
        by = moved(u) @ (2 / n * G) * weights[:, None, None]
        return np.array([np.mean(masks[:, l] * (after[l].mT @ by @ before[l].mT), axis=0) for l in range(r)])

    return curvatures, hessian


def _flattest_squares(weights: Array, squares: Array) -> Array:
    """The g_l^2 (r + 1, n) of least sum_lik weights_lik g_(l-1)k^2 / g_li^2, from `squares`: each layer in turn, exactly."""
    squares = squares.copy()
    for _ in range(200):
        last = squares.copy()
        for l in range(1, len(weights)):
            into, out = weights[l - 1] @ squares[l - 1], (1 / squares[l + 1]) @ weights[l]
            seen = (into > 0) & (out > 0)  # other units carry nothing
            squares[l, seen] = np.sqrt(into[seen] / out[seen])
        if len(weights) <= 2 or np.max(np.abs(squares / last - 1)) <= 1e-14:
            break
    return squares
