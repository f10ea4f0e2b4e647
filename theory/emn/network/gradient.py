"""The derivatives of an ensemble mask network by hand: of its effective weights, and of its risk."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...validation import Array, any_exact, in_float_range, real_array
from .architecture import Architecture, Parameters, check_parameters, row_blocks
from .forward import effective_weights


@in_float_range("params, Q")
def gradient(net: Architecture, params: Parameters, Q: Any) -> Parameters:
    """The gradient of sum_i (beta_i - 1)^T Q_i (beta_i - 1) in every layer, in the shape and type of `params`.

    Q (n, n, n), each Q_i symmetric, decides which loss: `row_risk(n)` the population's; for one mask A and inputs with
    mean x x^T = G, Q_i = (a_i a_i^T) * G, so that one step of SGD (squared error, averaged over the n outputs) is
    -lr / n times this. (Luntzel 2023, section 3: y = W_m ... W_2 (A * W_1) x is (A * beta) x.)

    With delta = beta - 1 the gradient in beta_i is 2 Q_i delta_i; backwards through the row's layers V_m+1 ... V_2 W_i it
    is pulled back layer by layer. Exact rationals stay exact. Raises ValueError or TypeError for other shapes.

    Possible issues: near zero loss beta - 1 cancels; its digits are those of beta's last ones.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> net = emn.Architecture(2, ())
    >>> params = net.parameters([[[2.0, 1.0], [1.0, 1.0]]])
    >>> emn.gradient(net, params, np.array([np.eye(2)] * 2)).layers[0].tolist()
    [[2.0, 0.0], [0.0, 0.0]]
    """
    params = check_parameters(net, params, exact=True)
    exact = any_exact(params=params.layers[0])
    risk = real_array("Q", Q, (net.n, net.n, net.n), exact)
    risk = risk if exact else risk.astype(params.dtype)
    delta = effective_weights(net, params) - 1
    return pull_back(net, params, 2 * (risk @ delta[:, :, None])[:, :, 0])


def pull_back(net: Architecture, params: Parameters, back: Array) -> Parameters:
    """sum_ij back_ij d beta_ij / d params for back (n, n): the transposed Jacobian of beta times `back`."""
    blocks = row_blocks(net, params)
    hidden = [blocks[0]]
    for layer in blocks[1:-1]:
        hidden.append(layer @ hidden[-1])
    gradients = []
    rows = back[:, None, :]
    for layer, below in zip(blocks[:0:-1], hidden[::-1], strict=False):
        gradients.append(rows @ below.swapaxes(1, 2))
        rows = layer.swapaxes(1, 2) @ rows
    return Parameters((rows.reshape(-1, net.n), *gradients[::-1]))


@in_float_range("params")
def jacobian(net: Architecture, params: Parameters) -> Array:
    """d beta_ij / d (parameters of node i), (n, n, p): node, input j, and the p = parameter_count / n of its row.

    A node's parameters are its blocks one after the other, each raveled: (c_1, n), then (c_out, c_in). No parameter of
    another node matters. Exact rationals stay exact.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(1, (1,))
    >>> emn.jacobian(net, net.parameters([[[2.0]], [[[3.0]]]])).tolist()  # beta = 3 * 2
    [[[3.0, 2.0]]]
    """
    params = check_parameters(net, params, exact=True)
    rows = []
    for j in range(net.n):
        back = np.tile(np.arange(net.n) == j, (net.n, 1))
        unit = real_array("back", back, back.shape, any_exact(params=params.layers[0]))
        pulled = row_blocks(net, pull_back(net, params, unit))
        rows.append(np.concatenate([block.reshape(net.n, -1) for block in pulled], axis=1))
    return np.stack(rows, axis=1)
