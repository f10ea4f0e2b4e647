"""Regressions reduced to orbits against dense ones, the regression on a ring, and refits."""

import numpy as np
import pytest
from hypothesis import given

from theory.gates import GateProblem
from theory.gates.families.orbits import Orbits, after_flips, reduced_fits
from theory.gdln.ring.ring_moments import ring_samples_problem
from theory.inputs import Mixture, SinglePulse
from theory.strategies import rngs

from ..ring_data import dense_gates, ring_data


@given(rngs())
def test_the_reduced_objective_is_that_of_the_dense_regression(rng):
    x, y, weight = ring_data(rng)
    m, ridge = int(rng.integers(1, 3)), float(rng.choice([0.0, 0.2]))
    problem = GateProblem.from_samples(x, y, m * x.shape[1], weight, ridge)
    orbits = Orbits.of(problem)
    base = rng.integers(2, size=(3, m, len(x)))
    values, bounds = reduced_fits(problem, orbits, base)
    for gates, value, bound in zip(base, values, bounds, strict=True):
        dense = dense_gates(problem.points, gates)
        assert np.array_equal(orbits.gates(gates), dense)
        # both solvers are backward stable; 1e-9 y2 is what counts as certified
        assert abs(value - problem.objective(dense)) <= 1e-9 * problem.y2
        assert bound <= value


def test_it_is_the_ring_regression_of_pulses():
    """The same minimum as `RingRegression`, which averages the features over shifts in another way."""
    points, y, p = Mixture(SinglePulse(5, 1, 2), SinglePulse(5, 3, 4)).support
    x, y, p = points.astype(float), y.astype(float), p.astype(float)
    problem = GateProblem.from_samples(x, y, 5, p)

    def gate(some):
        return (some[:, :1] + some[:, 1:2] >= 1).astype(int)

    value = reduced_fits(problem, Orbits.of(problem), gate(problem.points).T[None])[0][0]
    assert value == pytest.approx(ring_samples_problem(x, y, gate, p).minimum_loss, rel=1e-9)


@given(rngs())
def test_flips_without_refits_predict_the_objective_up_to_their_own_ridge(rng):
    """The faint ridge of the update only raises the objective, by at most lambda |w|^2 for any weights w."""
    x, y, weight = ring_data(rng)
    m = int(rng.integers(1, 3))
    problem = GateProblem.from_samples(x, y, m * x.shape[1], weight, 0.5)
    orbits, base = Orbits.of(problem), rng.integers(2, size=(m, len(x)))
    predicted = after_flips(problem, orbits, base)
    for a, u in np.ndindex(predicted.shape):
        flipped = base.copy()
        flipped[a, u] ^= 1
        value = reduced_fits(problem, orbits, flipped[None])[0][0] - problem.bayes
        # with the ridge 0.5 the least objective, at most y2, bounds |w|^2 by 2 y2 / L: 1e-6 of the features' size on that
        size = np.sum(problem.points**2) * m
        assert abs(predicted[a, u] - value) <= 1e-5 * problem.y2 * (1 + size)
