"""What a rounding floor is here, and whether errors are at it: within a factor 3."""

from __future__ import annotations

from collections.abc import Callable
from math import log10
from typing import Any

FACTOR = 3.0
STEPS = 4  # batches a mask
Floor = Callable[[Any, int, str], float]  # constants of the rows, steps, float type -> the error


def within(off: float, bar: float) -> bool | None:
    """Whether `off` decades are at most a factor 3, None where the bar reaches across it."""
    allowed = log10(FACTOR)
    return None if abs(abs(off) - allowed) <= bar else abs(off) < allowed
