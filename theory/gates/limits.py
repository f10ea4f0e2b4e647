"""What every solver is given beside the problem: when to stop, and its random draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import Any

import numpy as np

Rng = np.random.Generator


@dataclass(frozen=True, eq=False)
class Limits:
    """When to stop: `budget` counts work (nodes, candidates, restarts), `deadline` is a time on `perf_counter`.

    The same seed and budget give the same result on any machine; a deadline only stops earlier. `progress(work, objective,
    lower_bound)` is called now and then.

    Example:
    >>> from theory.gates import Limits
    >>> limits = Limits(budget=100)
    >>> limits.spent(99), limits.spent(100)
    (False, True)
    """

    budget: int | None = None
    deadline: float = inf
    progress: Callable[[int, float, float], Any] | None = None

    def spent(self, work: int) -> bool:
        return (self.budget is not None and work >= self.budget) or perf_counter() >= self.deadline
