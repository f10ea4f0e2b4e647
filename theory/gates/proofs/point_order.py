"""The order in which branch and bound takes the points: those that cost most come first."""

from __future__ import annotations

import numpy as np

from ...validation import Array
from ..fits.moves import Moves
from ..fits.rows import Rows
from ..local.refits import exclusive_weights, joint_weights


def settled_first(rows: Rows, moves: Moves, gates: Array, own: float) -> Array:
    """Indices (U,): by falling sum of the squared residual of a point's second best pattern and `own` times that of its best.

    With own = 0, a point whose second pattern costs much is settled as soon as it is met. With a large one, the points
    that fit worst come first and the residual grows early; the suffixes hold those that fit well.
    """
    labels = np.argmax(gates, axis=1)
    w = exclusive_weights(rows, labels, moves.K) if moves.exclusive else joint_weights(rows, gates)
    if len(moves.patterns) < 2:
        return np.arange(len(rows.c))
    squares = np.sort((rows.c[:, None] - rows.z @ w.T @ moves.patterns.T) ** 2, axis=1)
    order: Array = np.argsort(-(squares[:, 1] + own * squares[:, 0]), kind="stable")
    return order
