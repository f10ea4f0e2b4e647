"""Where the effective weights of a training in 64-bit floats come to rest: at the error that rounding leaves."""

from __future__ import annotations

import numpy as np

from theory import emn
from theory.validation import Array


def end_of_training_bound(step: float, least: float = 5 / 48, scale: float = 10) -> float:
    """2 eps / (step lambda): a step below half a unit in the last place changes nothing, in the slowest mode either.

    lambda is the least eigenvalue of Q, 5/48 for the paper's law. `scale` is 10 for constants c up to 3 and 1/c, whose units in
    the last place and Hessians they scale; 1 where there are none.

    Example:
    >>> from papers.ensemble_mask_networks.end_of_training import end_of_training_bound
    >>> f"{end_of_training_bound(0.1 * 2 / 5):.1e}"
    '1.1e-12'
    """
    return scale * 2 * float(np.finfo(np.float64).eps) / (step * least)


def least_rate(n: int, masks: Array) -> float:
    """The least eigenvalue of Q_i over all rows i, for training on masks (D, n, n) and uniform inputs: the slowest mode's rate.

    Example:
    >>> import numpy as np
    >>> from papers.ensemble_mask_networks.end_of_training import least_rate
    >>> round(12 * least_rate(2, np.ones((1, 2, 2))), 9)  # 1/3 - 1/4
    1.0
    """
    return float(np.linalg.eigvalsh(emn.row_risk(n, masks)).min())
