"""The masks of all layers from the one mask of a graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from theory.emn import with_self_loops

Lift = Callable[[Any], Any]  # one symmetric mask to the masks of all layers (r, n, n)


def twice(A: Any) -> Any:
    """One mask in both layers."""
    return np.array([A, A])


def thrice(A: Any) -> Any:
    """One mask in three layers."""
    return np.array([A, A, A])


def with_loops(A: Any) -> Any:
    """Self-loops on in the second layer."""
    return np.array([A, with_self_loops(A)])
