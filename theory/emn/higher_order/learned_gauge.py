"""Which of their weights of zero loss two masked layers learn: the gauge that gradient flow ends at."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...validation import Array, check_shape, float_array, in_float_range


@in_float_range("layers")
def learned_gauge(layers: Any) -> Array:
    """g_k^2 (n,) that gradient flow of two masked layers ends at, from its start `layers` (2, n, n), if the loss reaches 0.

    Scaling hidden unit k by s and what it feeds by 1/s changes no output, whatever the masks, so the flow conserves
    kappa_k = sum_j w1_kj^2 - sum_i w2_ik^2. At zero loss kappa_k = n g_k^2 - n / g_k^2, hence n g^4 - kappa g^2 - n = 0:

        g_k^2 = (kappa_k + sqrt(kappa_k^2 + 4 n^2)) / (2 n).

    Assumes masks that reach every weight. Descent with step lr is off by O(lr). No cancellation for kappa << 0.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> emn.learned_gauge(np.ones((2, 3, 3))).tolist()
    [1.0, 1.0, 1.0]
    """
    layers = float_array("layers", layers, (2, None, None))
    n = layers.shape[1]
    check_shape("layers", layers, (2, n, n))
    kappa = np.sum(layers[0] ** 2, axis=1) - np.sum(layers[1] ** 2, axis=0)
    root = np.hypot(kappa, 2 * n)
    return np.where(kappa >= 0, (kappa + root) / (2 * n), 2 * n / (root - np.minimum(kappa, 0)))
