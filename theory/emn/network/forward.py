"""What an ensemble mask network computes: layer by layer, and as (A * beta) x with effective weights beta."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...validation import Array, check_finite, check_shape, check_unit_interval, float_array, in_float_range, real_array
from .architecture import Architecture, Parameters, check_parameters, row_blocks


@in_float_range("params")
def effective_weights(net: Architecture, params: Parameters) -> Array:
    """The product of all layers with the mask removed, beta (n, n): the network computes (A * beta) x for every A.

    The mask A_ij multiplies the weight from input j to every copy of node i, and no later layer leaves node i, so A_ij
    factors out of row i (Luntzel 2023, section 3, y = W_n ... W_2 (A * W_1) x). Zero loss is beta = 1 wherever masks reach.
    Layers of exact rationals (object arrays of `Fraction`) give exact rationals.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = net.parameters([[[1, 1], [2, 4]], [[[1]], [[0.5]]]])
    >>> emn.effective_weights(net, params).tolist()
    [[1.0, 1.0], [1.0, 2.0]]
    """
    rows, *later = row_blocks(net, check_parameters(net, params, exact=True))
    for layer in later:
        rows = layer @ rows
    return rows[:, 0, :]


@in_float_range("params, x")
def forward(net: Architecture, params: Parameters, A: Any, x: Any) -> Array:
    """The network's outputs for the mask A (n, n) and inputs x (k, n), one output row (n,) each: (k, n).

    Computed layer by layer in the float type of the parameters. Raises ValueError where A leaves [0, 1].

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, ())
    >>> params = net.parameters([[[1.0, 1.0], [1.0, 1.0]]])
    >>> emn.forward(net, params, [[0, 1], [1, 1]], [[2.0, 3.0]]).tolist()
    [[3.0, 5.0]]
    """
    params = check_parameters(net, params)
    A, x = mask_matrix(A, net.n).astype(params.dtype), real_array("x", x, (None, net.n))
    with np.errstate(over="ignore"):
        x = x.astype(params.dtype)
    check_finite("x", x)
    hidden = (np.repeat(A, net.widths[0], axis=0) * params.layers[0]) @ x.T
    hidden = hidden.reshape(net.n, net.widths[0], len(x))
    for layer in params.layers[1:]:
        hidden = layer @ hidden
    return hidden[:, 0, :].T


def mask_matrix(A: Any, n: int | None = None) -> Array:
    """A as a mask: shape (n, n), of any n if None, entries in [0, 1], in float64."""
    A = float_array("A", A, (n, n))
    check_shape("A", A, (len(A), len(A)))
    check_unit_interval("A", A)
    return A
