"""The output of a network layer by layer, on numbers of any type."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from theory import emn
from theory.validation import Array


def layered_output(net: emn.Architecture, layers: Sequence[Array], A: Array, x: Array) -> Array:
    """Of the nodes, (n,) for x (n,); for the columns of x (n, m), (n, m).

    Example:
    >>> import numpy as np
    >>> from papers.ensemble_mask_networks.layered_output import layered_output
    >>> from theory import emn
    >>> net, A = emn.Architecture(2, (1,)), np.array([[1, 0], [1, 1]])
    >>> layered_output(net, [np.array([[1, 2], [3, 4]]), np.array([[[10]], [[100]]])], A, np.array([1, 5])).tolist()
    [10, 2300]
    """
    h = ((np.repeat(A, net.widths[0], axis=0) * layers[0]) @ x).reshape(net.n, -1, *x.shape[1:])
    for layer in layers[1:]:
        h = np.array([block @ units for block, units in zip(layer, h, strict=True)])
    return np.asarray(h[:, 0])
