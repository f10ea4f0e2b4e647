"""Gates at an unseen input: those of the nearest input seen, the rule of `exclusive`, `table` and the base gates on a ring."""

from __future__ import annotations

import numpy as np

from ...validation import Array
from ..problem import GateProblem

AT_ONCE = 256  # new inputs whose distances are held


def nearest_gates(problem: GateProblem, gates: Array, x_new: Array) -> Array:
    """Gates (S, K) of the samples at new inputs (T, n), by Euclidean distance: (T, K).

    Among several as near, the gates that are the largest number when read from gate 1 on.

    Example:
    >>> import numpy as np
    >>> from theory.gates import GateProblem
    >>> from theory.gates.families.nearest_input import nearest_gates
    >>> problem = GateProblem.from_samples([[0], [2]], [1, 1], K=2)
    >>> nearest_gates(problem, np.array([[0, 1], [1, 0]]), np.array([[0.9], [1.0]])).tolist()
    [[0, 1], [1, 0]]
    """
    of_point = np.zeros((len(problem.points), gates.shape[1]), dtype=gates.dtype)
    of_point[problem.point_of] = gates
    order = np.lexsort(of_point.T[::-1])[::-1]  # argmin takes the first: a lower gate that is on comes first
    points, of_point = problem.points[order], of_point[order]
    out = np.zeros((len(x_new), gates.shape[1]), dtype=gates.dtype)
    for start in range(0, len(x_new), AT_ONCE):
        some = x_new[start : start + AT_ONCE]
        distance = ((some[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
        out[start : start + AT_ONCE] = of_point[np.argmin(distance, axis=1)]
    return out
