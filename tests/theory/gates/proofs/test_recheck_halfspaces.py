"""The check of half-space gates in rationals: its sign vectors, certified optima, and what it refuses."""

from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression
from theory.gates import GateProblem, optimize
from theory.gates.families.halfspace import FAMILY
from theory.gates.proofs.rational_points import RationalPoints
from theory.gates.proofs.recheck import recheck
from theory.gates.proofs.recheck_halfspaces import RecheckedHalfspaces, face_bound, halfspaces
from theory.strategies import rngs


def integer_points(rng, U, n):
    """Small integers; x = 0, equal inputs, x and -x, and multiples are common."""
    x = rng.integers(-2, 3, size=(U, n))
    x[-1] = rng.choice([-1, -2, 0, 1, 2]) * x[0]
    return x


def from_directions(x):
    """All gates on points in {-2..2}^n, n <= 2: their normals are such points too, and between two of them lies a sum."""
    v = np.array([v for v in product(range(-4, 5), repeat=x.shape[1]) if any(v)])
    return {tuple(column) for column in (x @ v.T >= 0).T.astype(int).tolist()}


def instance(seed):
    """Half of them on small integers, some with weights or a ridge: x, y, K, weight, ridge."""
    rng = np.random.default_rng(seed)
    n, U, K = int(rng.integers(1, 4)), int(rng.integers(1, 8)), int(rng.integers(1, 3))
    x = rng.normal(size=(U, n)) if seed % 2 else integer_points(rng, U, n).astype(float)
    weight = rng.random(U) if seed % 3 == 0 else None
    return x, rng.normal(size=U), K, weight, 0.125 * (seed % 4 == 0)


@given(rngs(), st.integers(1, 6), st.integers(1, 2))
def test_halfspaces_are_those_of_a_dense_set_of_directions(rng, U, n):
    x = integer_points(rng, U, n)
    assert halfspaces(x.tolist()) == from_directions(x)


@given(rngs(), st.integers(1, 7), st.integers(3, 4))
def test_no_direction_finds_another_one(rng, U, n):
    x = integer_points(rng, U, n)
    v = rng.integers(-3, 4, size=(300, n))
    gates = (x @ v[v.any(axis=1)].T >= 0).T.astype(int)
    assert {tuple(column) for column in gates.tolist()} <= halfspaces(x.tolist())


@pytest.mark.parametrize(("U", "n"), [(1, 1), (6, 2), (7, 3), (6, 4), (3, 5)])
def test_they_are_as_many_as_cover_counts(U, n):
    """Cover (1965) for general position, where a face opens what one of its cells opens: points of the moment curve."""
    x = [tuple(t**i for i in range(n)) for t in range(1, U + 1)]
    assert len(halfspaces(x)) == 2 * sum(comb(U - 1, i) for i in range(n))


@pytest.mark.parametrize("U", range(3, 9))
def test_faces_are_bounded_as_in_the_plane_and_in_space(U):
    """U lines are U double cells and U double rays, and 0; U planes are circles on the sphere, by Euler's formula, and 0."""
    vertices, edges = U * (U - 1), 2 * U * (U - 1)
    assert face_bound(U, 1) == 3
    assert face_bound(U, 2) == 4 * U + 1
    assert face_bound(U, 3) == vertices + edges + (2 + edges - vertices) + 1


@given(rngs(), st.integers(1, 3))
def test_each_multiset_of_halfspaces_is_chosen_once(rng, K):
    x = integer_points(rng, int(rng.integers(1, 4)), 2)
    family = RecheckedHalfspaces(RationalPoints.of(x, x[:, 0], np.ones(len(x)), K, Fraction(0)), K, False, 1000)
    made = [[]]
    for _ in family.groups:
        made = [[*some, pattern] for some in made for pattern in family.choices(some)]
    chosen = sorted(tuple(sorted(zip(*patterns, strict=True))) for patterns in made)
    assert chosen == sorted(combinations_with_replacement(sorted(family.columns), K))
    assert all(family.holds(patterns) for patterns in made)


@pytest.mark.parametrize("seed", range(16))
def test_certified_optima_are_optimal_in_rationals(seed):
    x, y, K, weight, ridge = instance(seed)
    for method in ("exhaustive", "branch and bound"):
        best = optimize(x, y, K, "halfspace", sample_weight=weight, ridge=ridge, method=method)
        checked = recheck(x, y, K, "halfspace", best.gates, weight, ridge)
        y2 = float(np.average(y**2, weights=weight))
        assert best.certified
        assert 0 <= checked.excess <= 1e-9 * y2
        assert best.lower_bound <= checked.optimum
        assert abs(float(checked.objective) - best.objective) <= 1e-10 * y2


@pytest.mark.parametrize("seed", range(0, 16, 2))
def test_from_any_gates_it_finds_the_least_loss_exactly(seed):
    """Against every multiset of the gates of a dense set of directions, each fitted in rationals."""
    rng = np.random.default_rng(seed)
    x, K = integer_points(rng, int(rng.integers(2, 5)), int(rng.integers(1, 3))), 1 + seed % 4 // 2
    y = [Fraction(int(v), 4) for v in rng.integers(-8, 9, len(x))]
    columns = sorted(from_directions(x))
    exact = np.array([[Fraction(int(v)) for v in row] for row in x])
    targets = np.array(
        [np.mean([t for t, other in zip(y, x.tolist(), strict=True) if other == row]) for row in x.tolist()]
    )
    within = sum((t - m) ** 2 for t, m in zip(y, targets, strict=True)) / len(y)
    losses = {
        chosen: GatedRegression.from_samples(exact, targets, np.array(chosen).T).minimum_loss + within
        for chosen in combinations_with_replacement(columns, K)
    }
    worst = max(losses, key=losses.__getitem__)
    checked = recheck(exact, y, K, "halfspace", np.array(worst).T)
    assert checked.objective == losses[worst]
    assert checked.optimum == min(losses.values())
    assert losses[tuple(sorted(tuple(c) for c in checked.gates.T.tolist()))] == checked.optimum


def test_every_spoilt_optimum_is_refuted():
    """All other choices of the family have exactly the excess that their loss has."""
    x, y = np.array([[1.0, 0.0], [0.5, 1.0], [-1.0, 0.75], [-1.0, -2.0], [2.0, -1.0]]), np.array([1.0, 2, -3, 1, 5])
    best = optimize(x, y, 1, "halfspace")
    problem, refuted = GateProblem.from_samples(x, y, 1), 0
    for gates in FAMILY.candidates(problem):
        checked = recheck(x, y, 1, "halfspace", gates[problem.point_of])
        worse = GatedRegression.from_samples(x, y, gates[problem.point_of]).minimum_loss - best.loss
        assert abs(float(checked.excess) - worse) <= 1e-12 * problem.y2
        refuted += checked.excess > 0
    assert refuted == FAMILY.count(problem) - 1


def test_a_face_counts_and_zero_is_always_on():
    """y = x_1 needs x and -x open at once: v orthogonal to both. The cells alone would leave half."""
    x, y = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]]), np.array([1.0, -1.0, 0.0])
    cell = recheck(x, y, 1, "halfspace", [[1], [0], [1]])
    assert (cell.objective, cell.optimum) == (Fraction(1, 3), 0)
    assert cell.gates.tolist() == [[1], [1], [1]]
    for wrong in ([[1], [1], [0]], [[0], [0], [1]]):
        with pytest.raises(ValueError, match="belong to the family"):
            recheck(x, y, 1, "halfspace", wrong)
    with pytest.raises(ValueError, match="belong to the family"):
        recheck(x[:, :1], y, 1, "halfspace", [[1], [1], [1]])  # on a line no v but 0 is orthogonal to both


@pytest.mark.parametrize(
    ("U", "n", "K", "budget", "match"),
    [
        (400, 3, 1, 200_000, "in up to 638403 ways, more than budget = 200000"),
        (9, 2, 2, 50, "more than budget = 50 nodes"),
        (5, 13, 5, 200_000, "K n must be at most 64"),
    ],
)
def test_what_is_too_large_is_refused_in_one_line(U, n, K, budget, match):
    x = np.abs(np.random.default_rng(0).normal(size=(U, n)))  # so that all gates on are half-spaces
    with pytest.raises(ValueError, match=match) as refusal:
        recheck(x, x[:, 0] ** 2, K, "halfspace", np.ones((U, K), dtype=int), budget=budget)
    assert "\n" not in str(refusal.value)


def test_more_gates_than_one_must_be_halfspaces_each():
    x = np.array([[1.0], [2.0], [-1.0]])
    for wrong in ([[1, 1], [1, 0], [0, 0]], [[1, 1], [1, 1], [1, 0]]):
        with pytest.raises(ValueError, match="belong to the family"):
            recheck(x, [1, 2, 3], 2, "halfspace", wrong)
