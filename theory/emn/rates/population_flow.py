"""Gradient flow of the population risk, integrated numerically for any architecture."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from ...validation import Array, in_float_range, real_number
from ..masks.row_risk import row_risk
from ..network.architecture import Architecture, Parameters, check_parameters
from ..network.gradient import gradient

MOST_EVALUATIONS = 50_000  # of the velocity: some ten seconds
FINEST = 1e-13  # relative tolerance that the integrator takes


@in_float_range("params, t")
def population_flow(
    net: Architecture, params: Parameters, t: float, masks: Any = None, rtol: float = 1e-10
) -> Parameters:
    """The parameters at time t >= 0 of the flow of 1/2 sum_i (beta_i - 1)^T Q_i (beta_i - 1) from `params`, in float64.

    Q_i is `row_risk(net.n, masks)`; rows do not interact. Integrated by an explicit Runge-Kutta method of order 8 with
    relative tolerance `rtol`, because there is no closed form but from special starts. Near zero loss, the slowest
    direction of a row decays at the rate lambda / c^2 or faster, lambda the least eigenvalue of Q_i; it is 5/48 for the
    paper's law.

    Raises ValueError for t < 0 or so large that it takes 50000 evaluations, RuntimeError where the integration fails.
    Possible issues: the error is some hundred times rtol; from starts much larger than the minimum it is stiff and takes long.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = net.parameters([[[0.5, 0.1], [0.2, 0.3]], [[[0.5]], [[0.4]]]])
    >>> emn.effective_weights(net, emn.population_flow(net, params, 200.0)).round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    params = check_parameters(net, params)
    end = float(real_number("t", t, least=0))
    rtol = float(real_number("rtol", rtol, least=FINEST))
    Q, evaluations = row_risk(net.n, masks), 0
    sizes = np.cumsum([layer.size for layer in params.layers])[:-1]

    def layers(state: Array) -> Parameters:
        return Parameters(tuple(p.reshape(s) for p, s in zip(np.split(state, sizes), net.shapes, strict=True)))

    def velocity(_: float, state: Array) -> Array:
        nonlocal evaluations
        evaluations += 1
        if evaluations > MOST_EVALUATIONS:
            raise ValueError(
                f"t must be reached in {MOST_EVALUATIONS} evaluations of the flow; got t = {end:g}. Lower it."
            )
        return -0.5 * np.concatenate([g.ravel() for g in gradient(net, layers(state), Q).layers])

    start = np.concatenate([layer.ravel().astype(np.float64) for layer in params.layers])
    solved = solve_ivp(velocity, (0, end), start, method="DOP853", rtol=rtol, atol=rtol / 100)
    if not solved.success:
        raise RuntimeError(f"the flow could not be integrated to t = {end:g}: {solved.message}")
    return net.parameters(layers(solved.y[:, -1]))
