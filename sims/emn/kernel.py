"""SGD on a batch of mask networks through the Gram matrices of their inputs, for any array library.

A network computes (A * beta) x, so on a batch of inputs the gradient in beta is A * ((A * (beta - 1)) G), with G the mean of
x x^T: the inputs enter through G alone, which all epochs on a datum share. The batch axis R runs over independent networks.
Arrays decide the library (array-api-compat); only NumPy writes into buffers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from array_api_compat import array_namespace, is_numpy_namespace

WIDE = 32  # columns of inputs from which the product with the own transpose is the faster one
Layers = list[Any]  # layers[0] (R, n, c_1, n), later ones (R, n, c_out, c_in), the last with c_out = 1


def grams(x: Any, batch: int, scale: Any) -> list[Any]:
    """scale times the mean of x x^T over each batch of x (R, k, n): a list of (R, n, n); the last batch may be short.

    `scale` (R, 1, 1) is 2 lr over the number of outputs that the loss averages over.

    Example:
    >>> import numpy as np
    >>> from sims.emn import grams
    >>> x = np.array([[[1.0, 0.0], [0.0, 2.0], [2.0, 0.0]]])
    >>> [G[0].tolist() for G in grams(x, batch=2, scale=np.array([[[1.0]]]))]
    [[[0.5, 0.0], [0.0, 2.0]], [[4.0, 0.0], [0.0, 0.0]]]
    """
    whole = x.shape[1] - x.shape[1] % batch
    out = []
    if whole:
        shape = (x.shape[0], whole // batch, batch, x.shape[2])
        together = _square(array_namespace(x).reshape(x[:, :whole, :], shape)) * (scale / batch)[:, None, ...]
        out = [together[:, i, :, :] for i in range(shape[1])]
    if whole < x.shape[1]:
        out.append(_square(x[:, whole:, :]) * (scale / (x.shape[1] - whole)))
    return out


def _square(parts: Any) -> Any:
    """parts^T parts. NumPy takes half the flops for a matrix and its own transpose, which pays for wide ones only."""
    transposed = parts.mT
    if isinstance(parts, np.ndarray) and parts.shape[-1] < WIDE:
        transposed = np.ascontiguousarray(transposed)
    return transposed @ parts


def train_on_masks(layers: Layers, A: Any, G: list[Any], epochs: int) -> Layers:
    """`epochs` passes over the batches G of one datum a network, masks A (R, n, n); NumPy layers change in place.

    Entries with A = 0 keep their weights bit for bit, their gradient is 0: to train and merge is this.

    Example:
    >>> import numpy as np
    >>> from sims.emn import train_on_masks
    >>> layers = [np.zeros((1, 1, 1, 1))]
    >>> G = [np.array([[[0.5]]])]
    >>> train_on_masks(layers, np.array([[[1.0]]]), G, epochs=2)[0].item()
    0.75
    """
    ops = _operations(layers[0])
    mask = A[:, :, None, :]
    for _ in range(epochs):
        for gram in G:
            layers = _step(layers, mask, gram, ops)
    return layers


def _step(layers: Layers, mask: Any, gram: Any, ops: _Operations) -> Layers:
    hidden = [layers[0]]
    for i, layer in enumerate(layers[1:]):
        hidden.append(ops.through(layer, hidden[-1], f"hidden {i}"))
    error = ops.subtract(hidden[-1], 1.0, "error")
    error = ops.multiply(error, mask, "error")
    back = ops.matmul(error[:, :, 0, :], gram, "back")[:, :, None, :]
    back = ops.multiply(back, mask, "back 4")
    out = list(layers)
    for i in range(len(layers) - 1, 0, -1):
        gradient = ops.outer(back, hidden[i - 1])
        back = ops.through(layers[i].mT, back, f"back {i}")
        out[i] = ops.decrease(layers[i], gradient)
    out[0] = ops.decrease(layers[0], back)
    return out


class _Operations:
    """The operations of a step, in the arrays' own library."""

    def __init__(self, xp: Any) -> None:
        self.xp = xp

    def multiply(self, a: Any, b: Any, name: str) -> Any:
        return a * b

    def subtract(self, a: Any, b: Any, name: str) -> Any:
        return a - b

    def matmul(self, a: Any, b: Any, name: str) -> Any:
        return a @ b

    def decrease(self, a: Any, b: Any) -> Any:
        return a - b

    def through(self, layer: Any, hidden: Any, name: str) -> Any:
        """layer (R, n, c_out, c_in) @ hidden (R, n, c_in, n); one copy is a product with a number, no matrix product."""
        return self.multiply(layer, hidden, name) if layer.shape[-1] == 1 else self.matmul(layer, hidden, name)

    def outer(self, back: Any, hidden: Any) -> Any:
        """back (R, n, c_out, n) @ hidden^T: the gradient of a later layer; one copy is n inner products."""
        if back.shape[2] == hidden.shape[2] == 1:
            return self.inner(back, hidden)[..., None]
        return back @ hidden.mT

    def inner(self, a: Any, b: Any) -> Any:
        return self.xp.vecdot(a, b)


class _InPlace(_Operations):
    """NumPy, writing into buffers that live as long as the training on one datum."""

    def __init__(self, xp: Any) -> None:
        super().__init__(xp)
        self._buffers: dict[str, Any] = {}

    def _write(self, operation: Callable[..., Any], a: Any, b: Any, name: str) -> Any:
        self._buffers[name] = operation(a, b, out=self._buffers.get(name))
        return self._buffers[name]

    def multiply(self, a: Any, b: Any, name: str) -> Any:
        return self._write(np.multiply, a, b, name)

    def subtract(self, a: Any, b: Any, name: str) -> Any:
        return self._write(np.subtract, a, b, name)

    def matmul(self, a: Any, b: Any, name: str) -> Any:
        return self._write(np.matmul, a, b, name)

    def decrease(self, a: Any, b: Any) -> Any:
        return np.subtract(a, b, out=a)

    def inner(self, a: Any, b: Any) -> Any:
        return np.einsum("...i,...i->...", a, b)  # vecdot calls BLAS for each row, which costs more for short ones


def _operations(array: Any) -> _Operations:
    xp = array_namespace(array)
    return _InPlace(xp) if is_numpy_namespace(xp) else _Operations(xp)
