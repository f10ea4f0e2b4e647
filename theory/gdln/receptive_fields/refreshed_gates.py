"""The flow of a ReLU network with gates that are refreshed every so often: frozen gates in between, closed form a piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...flow import gradient_flow
from ...regression import GatedRegression
from ...validation import (
    REPEATS,
    Array,
    check_memory,
    float_array,
    function,
    in_float_range,
    natural,
    one_line,
    real_array,
    real_number,
)


@in_float_range("w0, duration, tau")
def refreshed_gates(
    w0: Any, moments: Callable[[Array], GatedRegression], duration: float, refreshes: int, tau: float = 1.0
) -> Array:
    """The weights at the refresh times of a flow whose gates are held still in between, (refreshes + 1, K, L).

    `refreshes` times, h = duration / refreshes apart, the gates are taken from the weights w (K, L): `moments(w)` is the
    problem of the gates 1[w_k . x >= 0], `sample_moments(x, y)` for a sample, `halfspace_problem` with its law for Gaussian
    inputs. In between the flow runs exactly, by `gradient_flow`.

    It tends to the flow of the ReLU network at first order in h: within a piece A and b are off by what they change in a
    time h, which is O(h) for inputs with a density, and so is the velocity. No simulation enters: w0 and the law suffice.
    Raises ValueError or TypeError for bad input.

    Example:
    >>> from theory.gdln import refreshed_gates, sample_moments
    >>> path = refreshed_gates([[0.1]], sample_moments([[1.0], [-1.0]], [1.0, 0.0]), duration=50.0, refreshes=5)
    >>> path[-1].round(6).tolist()  # the gate of w > 0 sees the first sample alone
    [[1.0]]
    """
    w = float_array("w0", w0, (None, None))
    natural("the number of gates in w0", len(w))
    duration = float(real_number("duration", duration, least=0))
    refreshes = natural("refreshes", refreshes, most=REPEATS)
    function("moments", moments)
    check_memory("refreshes", refreshes, w.size)
    path = [w]
    for _ in range(refreshes):
        problem = moments(w)
        if not isinstance(problem, GatedRegression):
            raise TypeError(f"moments must return a GatedRegression; got {one_line(problem)}.")
        w = gradient_flow(problem, w, duration / refreshes, tau)
        path.append(w)
    return np.array(path)


def sample_moments(x: Any, y: Any) -> Callable[[Array], GatedRegression]:
    """w (K, L) -> the problem of its gates 1[w_k . x >= 0] on the sample x (S, L), y (S,).

    Example:
    >>> import numpy as np
    >>> from theory.gdln import sample_moments
    >>> problem = sample_moments([[1.0], [-1.0]], [1.0, 0.0])(np.array([[0.5]]))
    >>> problem.A.tolist(), problem.b.tolist()
    ([[0.5]], [0.5])
    """
    x = real_array("x", x, (None, None))
    y = real_array("y", y, (len(x),))

    def problem(w: Array) -> GatedRegression:
        w = float_array("w0", w, (None, x.shape[1]))
        return GatedRegression.from_samples(x, y, x @ w.T >= 0)

    return problem
