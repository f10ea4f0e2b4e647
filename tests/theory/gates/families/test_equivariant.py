"""Equivariant gates: the regression on orbits against the dense one, and the solvers against all base gates."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from theory import GatedRegression
from theory.gates import GateProblem, optimize
from theory.gates.families.equivariant import FAMILY
from theory.gates.families.orbits import Orbits, after_flips, reduced_fits
from theory.gdln.ring.ring_moments import ring_samples_problem
from theory.inputs import Mixture, SinglePulse
from theory.strategies import rngs


def ring_data(rng, most=9):
    """A support closed under shifts on L <= 4 sites with orbits of any length, invariant targets and weights."""
    while True:
        L = int(rng.integers(1, 5))
        some = rng.integers(-1, 2, size=(int(rng.integers(1, 4)), L)).astype(float)
        if rng.random() < 0.3:
            some = rng.normal(size=some.shape)
        x = np.unique(np.concatenate([np.roll(some, s, axis=1) for s in range(L)]), axis=0)
        if len(x) <= most:
            break
    orbit = [min(np.roll(row, s).tobytes() for s in range(L)) for row in x]
    values = {key: rng.normal(size=2) for key in set(orbit)}
    order = rng.permutation(len(x))
    y = np.array([values[key][0] for key in orbit])
    weight = np.array([abs(values[key][1]) + 0.1 for key in orbit])
    return x[order], y[order], weight[order]


def dense_gates(x, base):
    """Gate a L + s at x is base gate a, a table on the rows of x, at T_s x: from the definition."""
    number = {row.tobytes(): u for u, row in enumerate(x)}
    L = x.shape[1]
    columns = [[g[number[np.roll(row, -s).tobytes()]] for row in x] for g in base for s in range(L)]
    return np.array(columns).T


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
