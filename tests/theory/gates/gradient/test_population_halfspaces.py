"""Half-spaces of Gaussian laws: gradients against differences, the best one against a scan of the plane."""

import numpy as np
import pytest

from theory.gates.gradient.population_halfspaces import best_halfspaces, derivation, objective_gradient
from theory.gdln.halfspaces.halfspace_moments import halfspace_problem
from theory.inputs import Gaussian, Mixture

from .differences import order


def law(rng, n, rank=None):
    """Two Gaussian laws; `rank` below n makes the first one singular."""
    first, second = rng.normal(size=(n, rank or n)), rng.normal(size=(n, n))
    return Mixture(Gaussian(first @ first.T), Gaussian(second @ second.T), 0.3)


@pytest.mark.parametrize(("n", "K", "rank"), [(2, 1, None), (3, 2, None), (3, 3, 2)])
def test_the_population_gradient_is_met_by_differences_at_second_order(n, K, rank):
    rng = np.random.default_rng(n + K)
    mixture = law(rng, n, rank)
    v = rng.normal(size=(K, n))
    value, slope = objective_gradient(mixture, v)
    assert value == halfspace_problem(mixture, v).minimum_loss
    assert order(lambda u: objective_gradient(mixture, u)[0], slope, v) == pytest.approx(2, abs=0.1)
    assert np.abs(np.sum(slope * v, axis=1)).max() < 1e-12  # lengths do not matter


def test_the_best_halfspace_in_the_plane_is_that_of_a_scan():
    mixture = law(np.random.default_rng(3), 2)
    angles = np.linspace(0, np.pi, 721)
    scan = [halfspace_problem(mixture, [[np.cos(a), np.sin(a)]]).minimum_loss for a in angles]
    v, value = best_halfspaces(mixture, 1, rng=0, starts=4)
    assert value <= min(scan)
    # a quadratic minimum between two angles of the scan is at most a quarter of their second difference lower
    assert value >= min(scan) - np.abs(np.diff(scan, 2)).max()
    assert np.linalg.norm(v) == pytest.approx(1)


def test_more_starts_and_more_gates_are_no_worse_and_gradients_vanish_there():
    mixture = law(np.random.default_rng(4), 3)
    few, many = (best_halfspaces(mixture, 2, rng=1, starts=s) for s in (1, 4))
    assert many[1] <= few[1]
    assert best_halfspaces(mixture, 1, rng=1, starts=4)[1] >= many[1]
    value, slope = objective_gradient(mixture, many[0])
    assert np.abs(slope).max() < 1e-6 * value  # it stops where a step gains 1e-14: gradients of the order of 1e-7
    again = best_halfspaces(mixture, 2, rng=1, starts=4)
    assert np.array_equal(again[0], many[0])


def test_other_laws_are_refused():
    with pytest.raises(TypeError, match="law must be a Mixture"):
        best_halfspaces(Gaussian(np.eye(2)), 1)
    with pytest.raises(ValueError, match="starts must be"):
        best_halfspaces(law(np.random.default_rng(0), 2), 1, starts=0)


def test_the_derivation_holds():
    assert derivation().proved
