"""How far the steps of several masked layers may go: the Hessians of the loss at zero-loss weights, and two limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...validation import Array, as_array, check_memory, check_shape, float_array, in_float_range, mask_set


def layer_jacobian(layers: Any, masks: Any) -> Array:
    """d(masked_product)_ab / d(weight l, i, k), (n n, r n n): (product after l)_ai (A_l)_ik (product before l)_kb."""
    layers = float_array("layers", layers, (None, None, None))
    masks = float_array("masks", masks, layers.shape)
    r, n = layers.shape[:2]
    masked = masks * layers
    before, after = [np.eye(n)], [np.eye(n)]
    for l in range(r - 1):
        before.append(masked[l] @ before[-1])
        after.append(after[-1] @ masked[r - 1 - l])
    blocks = [np.einsum("ai,ik,kb->abik", after[r - 1 - l], masks[l], before[l]) for l in range(r)]
    return np.stack(blocks, axis=2).reshape(n * n, r * n * n)


def loss_hessians(layers: Any, masks: Any, gram: Any) -> Iterator[Array]:
    """The Hessian at zero-loss `layers` (r, n, n) for each mask tuple of `masks` (D, r, n, n): (P, P), P = r n^2.

    Masks lie in [0, 1]. The loss is the squared error, without a half, averaged over the n outputs and over inputs of second
    moment `gram` (n, n). The residual is 0, so H_s = (2/n) J_s^T (I x gram) J_s, J_s the Jacobian of the linear map.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> ones = np.ones((1, 2, 2))
    >>> (H,) = emn.loss_hessians(ones, ones[None], np.eye(2))
    >>> np.diag(H).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    layers = float_array("layers", layers, (None, None, None))
    r, n = layers.shape[:2]
    check_shape("layers", layers, (r, n, n))
    if layers.size == 0:
        raise ValueError(f"layers must hold at least one matrix; got shape {layers.shape}.")
    masks = mask_set("masks", masks, (None, *layers.shape)).astype(np.float64)
    gram = float_array("gram", gram, (n, n))
    for tuple_ in masks:
        with in_float_range("layers, masks, gram"):
            J = layer_jacobian(layers, tuple_).reshape(n, n, layers.size)
            weighted = np.einsum("bc,acq->abq", gram, J)
            hessian = np.tensordot(J, weighted, axes=([0, 1], [0, 1])) * (2 / n)
        yield hessian


@in_float_range("layers, masks, gram")
def stable_layers_lr(layers: Any, masks: Any, gram: Any) -> tuple[float, float]:
    """(limit in mean, limit in mean square) of the step size at zero-loss `layers` (r, n, n), H_s of `loss_hessians`.

    Full-batch descent converges to the zero-loss set below 2 / max eigenvalue of H = <H_s> and leaves its neighbourhood
    above. With one random tuple a step, the mean deviation has that limit, and its mean square falls each step from
    every start below the second figure, 2 / max of v^T <H_s^2> v / v^T H v, which is no larger. Both are infinite
    where all masks are empty.

    Possible issues: memory (r n^2)^2. The limit in mean square is sufficient, not necessary, and leaves out the noise of
    a minibatch of inputs.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> ones = np.ones((1, 2, 2))
    >>> emn.stable_layers_lr(ones, ones[None], np.eye(2))
    (2.0, 2.0)
    """
    size, D = as_array("layers", layers).size, max(1, *as_array("masks", masks).shape[:1], 1)
    check_memory("layers", size, size)
    mean, square = np.zeros((size, size)), np.zeros((size, size))
    for H in loss_hessians(layers, masks, gram):
        mean, square = mean + H / D, square + H @ H / D
    values, vectors = np.linalg.eigh(mean)
    seen = values > 1e-12 * values[-1]
    if not values[-1] > 0:
        return float("inf"), float("inf")
    whiten = vectors[:, seen] / np.sqrt(values[seen])
    return float(2 / values[-1]), float(2 / np.linalg.eigvalsh(whiten.T @ square @ whiten)[-1])
