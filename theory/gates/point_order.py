"""The order in which branch and bound takes the points: those whose gates are in doubt come last."""

from __future__ import annotations

import numpy as np

from ..validation import Array
from .moves import Moves
from .refits import exclusive_weights, joint_weights
from .rows import Rows


def doubt_last(rows: Rows, moves: Moves, gates: Array) -> Array:
    """Indices (U,): by falling difference of the squared residual between a point's best two patterns at `gates`.

    A point whose second pattern costs much is settled when met early; the suffixes hold the points whose own optimum is
    hard won, and large.
    """
    labels = np.argmax(gates, axis=1)
    w = exclusive_weights(rows, labels, moves.K) if moves.exclusive else joint_weights(rows, gates)
    if len(moves.patterns) < 2:
        return np.arange(len(rows.c))
    squares = np.sort((rows.c[:, None] - rows.z @ w.T @ moves.patterns.T) ** 2, axis=1)
    order: Array = np.argsort(squares[:, 0] - squares[:, 1], kind="stable")
    return order
