"""The power of the litmus test for memory: how small a lagged term it finds."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...validation import float_array, in_float_range, natural, probability, real_number
from .krylov import chain, krylov_basis, polynomial_image
from .litmus_memory import lagged
from .nested_f import rejection_probability


@in_float_range("A, x, theta, noise")
def litmus_memory_power(A: Any, x: Any, theta: Any, noise: float, memory: int, level: float = 0.05) -> float:
    """The probability that `litmus_memory_test` rejects "memory <= `memory`" for y_t = sum theta_ls A^l x_(t-s) + noise.

    The statistic is a noncentral F with the squared length of the mean outside the lower space, over the noise's
    variance. theta (R + 1, S + 1), entry [l, s], gives the largest family; noise > 0 is a standard deviation. Other shapes
    as in `litmus_memory_test`. Raises ValueError where the data cannot test that memory.

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> A, x = np.eye(4, k=1) + np.eye(4, k=-1), np.random.default_rng(0).normal(size=(20, 4))
    >>> loud, quiet = (emn.litmus_memory_power(A, x, [[1, 0.5], [1, 0]], noise, memory=0) for noise in (0.1, 100.0))
    >>> loud > 0.99, quiet < 0.06
    (True, True)
    """
    theta = float_array("theta", theta, (None, None))
    noise, level = float(real_number("noise", noise, above=0)), probability("level", level)
    if not theta.size:
        raise ValueError(f"theta must have a row for order 0 and a column for time t; got shape {theta.shape}.")
    A, lags = lagged(A, x, theta.shape[1] - 1)
    s = natural("memory", memory, least=0)
    Q, sizes = chain([krylov_basis(A, lag, len(theta) - 1)[0] for lag in lags])
    top, size = sizes[-1], lags[0].size
    if s >= len(sizes) or sizes[s] == top or size <= top:
        raise ValueError(f"memory must be one that x can test against theta's; got {s}. Ask for less, or add times.")
    mean = sum(polynomial_image(A, column, lag) for column, lag in zip(theta.T, lags, strict=True))
    shift = float(np.sum((Q[sizes[s] :] @ np.asarray(mean).reshape(-1)) ** 2)) / noise**2
    return rejection_probability(shift, top - sizes[s], size - top, level)
