"""The factors that two masked layers end at, against an independent solver of their flow."""

from itertools import product

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from theory import emn
from theory.emn.higher_order.layer_stability import layer_jacobian

EPS = np.finfo(float).eps


@pytest.mark.parametrize("seed", range(2))
def test_the_flow_ends_at_the_predicted_factors(seed):
    """Population flow over all symmetric masks n = 2 by an independent solver, relative tolerance 1e-10 over 1e3 time scales."""
    rng, n = np.random.default_rng(seed), 2
    start = rng.uniform(-1, 1, (2, n, n)) + np.array([np.eye(n), np.eye(n)])
    masks = np.array([[[a, b], [b, d]] for a, b, d in product((0, 1), repeat=3)], dtype=float)
    gram = np.eye(n) / 12 + 0.25

    def velocity(_, s):
        w = s.reshape(2, n, n)
        total = np.zeros_like(s)
        for A in masks:
            e = emn.masked_product(w, [A, A]) - A @ A
            total -= layer_jacobian(w, [A, A]).T @ (e @ gram).ravel()
        return total / len(masks)

    end = solve_ivp(velocity, (0, 1000), start.ravel(), method="LSODA", rtol=1e-10, atol=1e-12).y[:, -1]
    end = end.reshape(2, n, n)
    assert np.max(np.abs(end[0] ** 2 - emn.learned_gauge(start)[:, None])) <= 1e-6
    assert np.max(np.abs(end[0][:, 0] * end[1][0, :] - 1)) <= 1e-6


def test_no_cancellation_in_the_factors():
    """kappa = -1e18 and n = 1: g^2 = 1e-18 to rounding, where the naive root is 0."""
    g2 = emn.learned_gauge([[[0.0]], [[1e9]]])
    assert abs(g2[0] * 1e18 - 1) <= 4 * EPS


def test_refuses_other_than_two_layers():
    with pytest.raises(ValueError, match="layers must have shape"):
        emn.learned_gauge(np.ones((3, 2, 2)))
