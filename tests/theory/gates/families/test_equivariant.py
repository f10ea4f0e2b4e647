"""Equivariant gates: the regression on orbits against the dense one, and the solvers against all base gates."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from theory import GatedRegression
from theory.gates import GateProblem, optimize
from theory.gates.families.equivariant import FAMILY
from theory.strategies import rngs

from ..ring_data import dense_gates, ring_data


def brute_force(x, y, m, weight):
    """The least loss over all 2^(m U) base gates, nothing reduced."""
    problem = GateProblem.from_samples(x, y, m * x.shape[1], weight)
    order = [int(np.flatnonzero((problem.points == row).all(axis=1))[0]) for row in x]
    best = np.inf
    for bits in product((0, 1), repeat=m * len(x)):
        gates = dense_gates(x, np.array(bits).reshape(m, -1))
        of_point = np.empty_like(gates)
        of_point[order] = gates
        best = min(best, problem.objective(of_point))
    return best


def check(seed):
    rng = np.random.default_rng(seed)
    x, y, weight = ring_data(rng)
    m = 1 if len(x) > 6 else int(rng.integers(1, 3))
    K, y2 = m * x.shape[1], np.average(y**2, weights=weight)
    exact = optimize(x, y, K, "equivariant", sample_weight=weight, method="exhaustive")
    assert exact.certified
    assert exact.work == FAMILY.count(GateProblem.from_samples(x, y, K, weight))
    if m * len(x) <= 9:
        assert abs(exact.loss - brute_force(x, y, m, weight)) <= 1e-9 * y2
    found = optimize(x, y, K, "equivariant", sample_weight=weight, method="local search", rng=seed)
    assert found.loss >= exact.loss - 1e-9 * y2
    assert found.lower_bound <= exact.loss + 1e-12 * y2
    for best in (exact, found):
        assert GatedRegression.from_samples(x, y, best.gates, weight).minimum_loss == best.loss
        assert np.array_equal(best.assign(x), best.gates)
        base = best.gates[:, :: x.shape[1]].T
        assert np.array_equal(dense_gates(x, base), best.gates)
    return found.loss <= exact.loss + 1e-9 * y2


def test_exhaustive_is_the_optimum_and_local_search_reaches_it():
    assert np.mean([check(seed) for seed in range(40)]) >= 0.9


@pytest.mark.full
def test_200_instances():
    assert np.mean([check(seed) for seed in range(200)]) >= 0.9


@settings(max_examples=20)
@given(rngs())
def test_candidates_are_counted_and_are_all_up_to_symmetry(rng):
    """As many as the classes of base gates under shifts, found by walking along them."""
    x, y, weight = ring_data(rng, 7)
    L = x.shape[1]
    problem = GateProblem.from_samples(x, y, L, weight)
    listed = {gates.tobytes() for gates in FAMILY.candidates(problem)}
    assert len(listed) == FAMILY.count(problem)
    classes = set()
    for bits in product((0, 1), repeat=len(x)):
        gates = dense_gates(problem.points, [bits]).astype(np.int8)
        shifts = {np.roll(gates, s, axis=1).tobytes() for s in range(L)}
        assert len(listed & shifts) == 1
        classes.add(frozenset(shifts))
    assert len(classes) == len(listed)


def test_unseen_inputs_follow_the_nearest_up_to_a_shift_and_equivariantly():
    rng = np.random.default_rng(0)
    x = np.array(list(product((0.0, 1.0), repeat=4)))
    y = (x.sum(axis=1) == 2).astype(float) + 0.1 * x.sum(axis=1)
    best = optimize(x, y, 4, "equivariant", method="local search")
    new = np.vstack([rng.normal(size=(20, 4)), np.full((1, 4), 0.5)])  # the last is as near to all points
    gates = best.assign(new)
    for s in range(4):
        shifted = best.assign(np.roll(new, -s, axis=1))  # gate r at T_s x is gate r + s at x
        assert np.array_equal(shifted, np.roll(gates, -s, axis=1))
    near = best.assign(x + 0.2 * (rng.random(x.shape) - 0.5))
    assert np.array_equal(near, best.gates)


def test_a_larger_ring_improves_on_one_gate_that_is_always_on():
    x = np.array(list(product((0.0, 1.0), repeat=7)))
    y = np.array([max(np.sum(np.roll(row, s)[:3]) == 3 for s in range(7)) for row in x], dtype=float)
    best = optimize(x, y, 7, "equivariant", budget=3, rng=0)
    assert best.method == "local search"
    linear = GatedRegression.from_samples(x, y, np.ones((len(x), 1))).minimum_loss
    assert best.loss < 0.5 * linear


@pytest.mark.parametrize(
    ("x", "y", "K", "weight", "match"),
    [
        (np.array([[1.0, 0.0]]), [1.0], 2, None, r"\[1.0, 0.0\] shifted by 1 is missing"),
        (np.eye(2), [1.0, 2.0], 2, None, "same mean target"),
        (np.eye(2), [1.0, 1.0], 2, [1.0, 2.0], "same weight"),
        (np.eye(2), [1.0, 1.0], 3, None, "multiple of the 2 columns"),
    ],
)
def test_refusals_are_one_line(x, y, K, weight, match):
    for method in ("auto", "exhaustive", "local search"):
        with pytest.raises(ValueError, match=match) as refusal:
            optimize(x, y, K, "equivariant", sample_weight=weight, method=method)
        assert "\n" not in str(refusal.value)


def test_too_many_base_gates_and_min_points_are_refused():
    x = np.array(list(product((0.0, 1.0), repeat=5)))
    with pytest.raises(ValueError, match="at most 20 points"):
        optimize(x, x.sum(axis=1), 5, "equivariant", method="exhaustive", seconds=1)
    with pytest.raises(ValueError, match="min_points is for exclusive"):
        optimize(np.eye(2), [1, 1], 2, "equivariant", min_points=2)


@pytest.mark.parametrize("x", [np.zeros((1, 3)), np.ones((2, 1)), np.ones((2, 3))])
@pytest.mark.parametrize("method", ["exhaustive", "local search"])
def test_edge_cases(x, method):
    y = np.full(len(x), 2.0)
    best = optimize(x, y, x.shape[1], "equivariant", method=method)
    assert best.loss == pytest.approx(0.0 if x.any() else 4.0, abs=1e-12)
