"""The rounding floor of (1) for other test masks than those of Table 1."""

from __future__ import annotations

from functools import cache

import numpy as np

from theory.emn.rates.rounding_floor import INPUT_MOMENTS, evaluation_variance, stalled_spread
from theory.validation import Array

from .at_the_floor import Floor

MASKS = {  # <a>, <a^2>, fraction of nonzero entries
    "half zero, the others uniform": (1 / 4, 1 / 6, 1 / 2),
    "binary, half ones": (1 / 2, 1 / 2, 1 / 2),
    "all uniform": (1 / 2, 1 / 3, 1.0),
}
STATED, BINARY, UNIFORM = MASKS


@cache
def _parts(c: tuple[float, ...], steps: int, dtype: str) -> tuple[Array, Array]:
    return stalled_spread(c, steps, dtype=dtype), evaluation_variance(c, dtype)


def floor_of(masks: str, stalled: float = 1.0, test: float = 1.0) -> Floor:
    """The floor for test masks of `MASKS`, as says(c, steps, dtype); `stalled` and `test` scale its two parts.

    `rounding_floor` is that of the first. At twice the mean entry all partial sums of the test are twice as large, and
    with them the spacings of floats, exactly; each nonzero entry adds one rounding.
    """
    a1, a2, nonzero = MASKS[masks]
    x1, x2 = INPUT_MOMENTS

    def floor(c: Array, steps: int, dtype: str) -> float:
        s, V = _parts(tuple(map(float, c)), steps, dtype)
        weights = len(c) * s**2 * (a2 * x2 - (a1 * x1) ** 2)
        return float(np.mean(stalled * weights + test * (4 * a1) ** 2 * 2 * nonzero * V))

    return floor
