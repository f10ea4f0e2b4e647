"""What every solver returns."""

from __future__ import annotations

from dataclasses import dataclass

from ..validation import Array


@dataclass(frozen=True, eq=False)
class Found:
    """A solver's best gates (U, K) of the points, a true lower bound on the objective of the family, and its work.

    `directions` (K, n) where the family has them.

    Example:
    >>> import numpy as np
    >>> from theory.gates import Found
    >>> Found(np.ones((3, 1)), lower_bound=0.0, work=1).directions is None
    True
    """

    gates: Array
    lower_bound: float
    work: int
    directions: Array | None = None
