"""Half-space gates: the proven optimum against a search of its own, and the heuristics against that."""

from itertools import combinations_with_replacement
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression
from theory.gates import GateProblem, optimize
from theory.gates.families.halfspace import FAMILY, ray_bound
from theory.gdln.objective.halfspace_bound import halfspace_bound
from theory.strategies import rngs


def instance(seed):
    """n <= 3, at most 7 points; half of them small integers, with x = 0, antipodes, collinear points and multiples."""
    rng = np.random.default_rng(seed)
    n, U, K = int(rng.integers(1, 4)), int(rng.integers(1, 8)), int(rng.integers(1, 3))
    if seed % 2:
        x = rng.normal(size=(U, n))
    else:
        x = rng.integers(-2, 3, size=(U, n)).astype(float)
        x[-1] = rng.choice([-1.0, 2.0, 0.0, 1.0]) * x[0]
    return x, rng.normal(size=U), K, rng.random(U) if seed % 3 == 0 else None


def all_halfspaces(x, rng):
    """Dichotomies without the arrangement: v orthogonal to each n - 1 points, turned a little towards every sign pattern."""
    n = x.shape[1]
    integer = np.array(np.meshgrid(*[np.arange(-8, 9)] * n)).reshape(n, -1).T.astype(float)
    directions = np.concatenate([integer[integer.any(axis=1)], rng.normal(size=(4000, n))])
    return np.unique((x @ directions.T >= 0).astype(np.int8), axis=1).T


def least(x, y, K, weight, columns):
    p = np.ones(len(x)) if weight is None else weight
    p = p / p.sum()
    best = np.inf
    for chosen in combinations_with_replacement(columns, K):
        F = np.concatenate([g[:, None] * x for g in chosen], axis=1) / K * np.sqrt(p)[:, None]
        w = np.linalg.lstsq(F, y * np.sqrt(p), rcond=None)[0]
        best = min(best, float(np.sum((y * np.sqrt(p) - F @ w) ** 2)))
    return best


def check(seed):
    """Exhaustive and branch and bound agree and are certified; whether each heuristic reached them."""
    x, y, K, weight = instance(seed)
    exact = optimize(x, y, K, "halfspace", method="exhaustive", sample_weight=weight)
    proven = optimize(x, y, K, "halfspace", method="branch and bound", sample_weight=weight)
    scale = np.average(y**2, weights=weight)
    assert exact.certified
    assert proven.certified
    assert abs(proven.loss - exact.loss) <= 1e-9 * scale
    reached = []
    for method in ("local search", "gradient"):
        found = optimize(x, y, K, "halfspace", method=method, sample_weight=weight, rng=seed, budget=6)
        assert found.loss >= exact.loss - 1e-9 * scale
        assert found.lower_bound <= exact.loss + 1e-12 * scale
        reached.append(found.loss <= exact.loss + 1e-9 * scale)
    for best in (exact, proven, found):
        assert GatedRegression.from_samples(x, y, best.gates, weight).minimum_loss == best.loss
        assert np.array_equal(best.assign(x), best.gates)
        assert np.array_equal(x @ best.directions.T >= 0, best.gates)
        assert np.all(best.directions.any(axis=1))
    return reached


def test_solvers_agree_on_small_instances_and_heuristics_reach_them():
    reached = np.array([check(seed) for seed in range(20)])
    assert np.all(reached.mean(axis=0) >= 0.9)


@pytest.mark.full
def test_solvers_agree_on_200_instances_and_heuristics_reach_them():
    reached = np.array([check(seed) for seed in range(200)])
    assert np.all(reached.mean(axis=0) >= 0.9)


@pytest.mark.parametrize("seed", range(0, 24, 2))
def test_the_optimum_is_that_of_a_dense_set_of_directions(seed):
    """On small integers every face has a small integer direction, so that the dense set is complete."""
    x, y, K, weight = instance(seed)
    columns = all_halfspaces(x, np.random.default_rng(seed))
    found = optimize(x, y, K, "halfspace", method="exhaustive", sample_weight=weight)
    problem = GateProblem.from_samples(x, y, K, weight)
    averaged = problem.target[problem.point_of]
    within = np.average((y - averaged) ** 2, weights=weight)
    expected = least(x, averaged, K, weight, columns) + within
    assert found.loss == pytest.approx(expected, rel=1e-9, abs=1e-9 * np.average(y**2, weights=weight))


def test_a_face_can_be_better_than_every_cell():
    """A cell opens one of x and -x; v orthogonal to both opens both, and then y = x_1 is fitted."""
    x = np.array([[1.0, 0.0], [-1.0, 0.0]])
    y = np.array([1.0, -1.0])
    best = optimize(x, y, 1, "halfspace")
    assert best.loss == pytest.approx(0, abs=1e-15)
    assert best.gates.tolist() == [[1], [1]]
    assert np.array_equal(x @ best.directions.T >= 0, best.gates)
    one_column = optimize(x[:, :1], y, 1, "halfspace")  # without a second column v = 0 alone would open both
    assert one_column.loss == pytest.approx(0.5)


@given(rngs(), st.integers(1, 3), st.sampled_from((0.0, 0.1)))
def test_the_ray_bound_is_below_everything(rng, K, ridge):
    x = rng.integers(-2, 3, size=(7, 2)).astype(float)
    problem = GateProblem.from_samples(x, rng.normal(size=7), K, rng.random(7), ridge)
    bound = ray_bound(problem)
    assert bound >= problem.bayes
    for gates in rng.permutation(list(FAMILY.candidates(problem)))[:20]:
        assert problem.objective(gates) >= bound - 1e-14


def test_the_ray_bound_is_reached_by_many_gates_and_below_the_bound_of_generic_directions():
    rng = np.random.default_rng(0)
    x = np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [0.0, 1.0], [0.0, 3.0], [1.0, 1.0]])
    y = rng.normal(size=6)
    problem = GateProblem.from_samples(x, y, 3)
    best = optimize(x, y, 3, "halfspace")
    assert ray_bound(problem) > 0.01
    assert best.loss == pytest.approx(ray_bound(problem), rel=1e-12)
    assert ray_bound(problem) <= halfspace_bound(x, y) + 1e-15


def test_a_ridge_is_part_of_the_objective_and_not_of_the_loss():
    x, y, _, _ = instance(5)
    exact = optimize(x, y, 2, "halfspace", method="exhaustive", ridge=0.3)
    proven = optimize(x, y, 2, "halfspace", method="branch and bound", ridge=0.3)
    local = optimize(x, y, 2, "halfspace", method="local search", ridge=0.3)
    gradient = optimize(x, y, 2, "halfspace", method="gradient", ridge=0.3)
    assert exact.certified
    assert proven.certified
    for best in (proven, local, gradient):
        assert best.objective == pytest.approx(exact.objective, rel=1e-9)
    assert exact.objective == pytest.approx(exact.loss + 0.3 * np.sum(exact.weights**2), rel=1e-12)


def test_unseen_inputs_are_assigned_by_their_halfspace():
    rng = np.random.default_rng(1)
    x, new = rng.normal(size=(12, 2)), rng.normal(size=(50, 2))
    best = optimize(x, rng.normal(size=12), 2, "halfspace")
    assert np.array_equal(best.assign(new), new @ best.directions.T >= 0)
    assert best.assign(np.zeros((1, 2))).tolist() == [[1, 1]]


def test_inputs_seen_before_keep_gates_that_no_direction_in_floats_gives():
    """v orthogonal to two points opens them and their antipodes; the products with the nearest floats are not 0."""
    two = np.random.default_rng(11).normal(size=(2, 3))
    x = np.concatenate([two, -two])
    best = optimize(x, x @ [1.0, 2.0, 3.0], 1, "halfspace")
    assert best.gates.all()
    assert not np.all(x @ best.directions.T >= 0)
    assert np.abs(x @ best.directions.T).max() < 1e-15 * np.linalg.norm(best.directions) * np.linalg.norm(x)
    assert np.array_equal(best.assign(x), best.gates)


def test_branch_and_bound_stopped_early_keeps_a_true_bound():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(25, 2)), rng.normal(size=25)
    full = optimize(x, y, 2, "halfspace", method="branch and bound")
    assert full.certified
    bounds = [
        optimize(x, y, 2, "halfspace", method="branch and bound", budget=budget).lower_bound
        for budget in (1, 50, 500, 5000)
    ]
    assert all(bound <= full.loss for bound in bounds)
    assert max(bounds) > 0
    short = optimize(x, y, 2, "halfspace", method="exhaustive", budget=10)
    assert short.work == 10
    assert not short.certified


def test_an_interrupt_gives_the_best_so_far():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(25, 2)), rng.normal(size=25)

    def stop(work, objective, bound):
        raise KeyboardInterrupt

    least_loss = optimize(x, y, 2, "halfspace", method="branch and bound").loss
    for method in FAMILY.solvers:
        best = optimize(x, y, 2, "halfspace", method=method, progress=stop)
        assert best.lower_bound <= least_loss <= best.loss + 1e-12


@pytest.mark.parametrize("method", ["local search", "gradient"])
def test_the_same_seed_and_budget_give_the_same_gates(method):
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(40, 3)), rng.normal(size=40)
    first, second = (optimize(x, y, 2, "halfspace", method=method, rng=7, budget=2) for _ in range(2))
    assert np.array_equal(first.gates, second.gates)
    assert first.work == second.work == 2


def test_auto_picks_by_size():
    rng = np.random.default_rng(5)
    y = rng.normal(size=300)
    assert optimize(rng.normal(size=(8, 2)), y[:8], 1, "halfspace").method == "exhaustive"
    wide = GateProblem.from_samples(rng.normal(size=(300, 10)), y, 2)
    assert FAMILY.choose(wide) == "gradient"
    assert FAMILY.choose(GateProblem.from_samples(rng.normal(size=(30, 2)), y[:30], 2)) == "branch and bound"
    assert FAMILY.choose(GateProblem.from_samples(rng.normal(size=(60, 3)), y[:60], 4)) == "local search"


@pytest.mark.parametrize("method", ["exhaustive", "local search", "branch and bound"])
def test_what_cannot_be_listed_is_refused_at_once(method):
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(3000, 30)), rng.normal(size=3000)
    start = perf_counter()
    with pytest.raises(ValueError, match="too many to list") as refusal:
        optimize(x, y, 2, "halfspace", method=method)
    assert "\n" not in str(refusal.value)
    assert perf_counter() - start < 10


def test_other_refusals_are_one_line():
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=(40, 2)), rng.normal(size=40)
    with pytest.raises(ValueError, match="min_points is for exclusive"):
        optimize(x, y, 2, "halfspace", min_points=2)
    with pytest.raises(ValueError, match="choices of 5 out of 80 gates"):
        optimize(x, y, 5, "halfspace", method="exhaustive")
    with pytest.raises(ValueError, match="K must be at most 8"):
        optimize(x, y, 9, "halfspace", method="branch and bound", seconds=1)


@pytest.mark.parametrize("x", [np.zeros((3, 2)), np.ones((3, 1)), np.array([[1.0], [-1.0], [0.0]])])
@pytest.mark.parametrize("method", list(FAMILY.solvers))
def test_edge_cases(x, method):
    y = np.array([1.0, 2.0, 3.0])
    best = optimize(x, y, 2, "halfspace", method=method)
    assert best.loss == pytest.approx(least(x, y, 2, None, all_halfspaces(x, np.random.default_rng(0))), abs=1e-12)
