"""The dichotomies of half-spaces against linear programs for every sign pattern, and against Cover's count."""

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from theory.gates.families.dichotomies import dichotomies, face_bound
from theory.strategies import rngs


@st.composite
def degenerate_points(draw, max_points=5):
    """Small integers: x = 0, antipodal pairs, collinear and coplanar points and multiples are common."""
    rng, n = draw(rngs()), draw(st.integers(1, 3))
    x = rng.integers(-2, 3, size=(draw(st.integers(1, max_points)), n)).astype(float)
    if draw(st.booleans()):
        x[-1] = draw(st.sampled_from((-1.0, 2.0, -2.0, 0.0))) * x[0]
    if draw(st.booleans()):
        x[:, -1] = x[:, 0]
    return x


def by_linear_programs(points):
    """The gates of every sign pattern in {-, 0, +}^U that some v realizes: signs +-1 as v . x >= 1, up to the length of v."""
    U, n = points.shape
    found = set()
    for signs in product((-1, 0, 1), repeat=U):
        s = np.array(signs)
        if not s.any():
            feasible = np.linalg.matrix_rank(points) < n
        else:
            zero = points[s == 0]
            feasible = (
                linprog(
                    np.zeros(n),
                    A_ub=-(s[:, None] * points)[s != 0],
                    b_ub=-np.ones(np.count_nonzero(s)),
                    A_eq=zero if len(zero) else None,
                    b_eq=np.zeros(len(zero)) if len(zero) else None,
                    bounds=[(None, None)] * n,
                ).status
                == 0
            )
        if feasible:
            found.add(tuple((s >= 0).astype(int)))
    return found


@settings(max_examples=20)
@given(degenerate_points(4))
def test_they_are_those_that_linear_programs_find(points):
    found = dichotomies(points)
    as_set = {tuple(row) for row in found.gates.tolist()}
    assert len(as_set) == len(found.gates) <= face_bound(points)
    assert as_set == by_linear_programs(points)


@given(degenerate_points(7), rngs())
def test_no_direction_finds_another_one(points, rng):
    found = {row.tobytes() for row in dichotomies(points).gates}
    n = points.shape[1]
    random = rng.normal(size=(200, n))
    integer = rng.integers(-3, 4, size=(200, n)).astype(float)
    for v in np.concatenate([random, integer[integer.any(axis=1)]]):
        assert (points @ v >= 0).astype(np.int8).tobytes() in found


@given(degenerate_points(7))
def test_directions_give_the_gates_back_where_floats_are_exact(points):
    """Small integers: the products with an integer direction are exact, on boundaries too."""
    found = dichotomies(points)
    assert np.all(found.directions.any(axis=1))
    assert np.array_equal((points @ found.directions.T >= 0).T, found.gates)


@pytest.mark.parametrize(("n", "U"), [(1, 5), (2, 30), (3, 12), (4, 8), (5, 7)])
def test_in_general_position_there_are_as_many_as_cover_counts(n, U):
    """2 sum_{i < n} C(U - 1, i) cells (Cover 1965), and no face adds one: its zeros can all be moved to the open side."""
    points = np.random.default_rng(n).normal(size=(U, n))
    found = dichotomies(points)
    assert len(found.gates) == 2 * sum(comb(U - 1, i) for i in range(n))
    assert np.array_equal((points @ found.directions.T >= 0).T, found.gates)


def test_boundaries_open_both_of_an_antipodal_pair_and_three_points_around_the_origin():
    pair = dichotomies(np.array([[1.0, 2.0], [-1.0, -2.0]]))
    assert sorted(map(tuple, pair.gates.tolist())) == [(0, 1), (1, 0), (1, 1)]
    three = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-1.0, -1.0, 0.0]])
    assert (1, 1, 1) in set(map(tuple, dichotomies(three).gates.tolist()))
    assert (1, 1, 1) not in set(map(tuple, dichotomies(three[:, :2]).gates.tolist()))  # there only v = 0 is orthogonal


def test_floats_are_taken_at_their_word():
    """3 * 0.1 is above 0.3 by one rounding, so these two points are not on a line, and a half-space parts them."""
    x = np.array([[0.1, 0.1], [0.3, 3 * 0.1]])
    assert {(0, 1), (1, 0)} <= set(map(tuple, dichotomies(x).gates.tolist()))
    same = np.array([[0.1, 0.1], [0.2, 0.2]])
    assert set(map(tuple, dichotomies(same).gates.tolist())) == {(0, 0), (1, 1)}


def test_the_zero_input_is_always_on_and_never_makes_a_direction():
    assert dichotomies(np.zeros((1, 2))).gates.tolist() == [[1]]
    gates = dichotomies(np.array([[0.0], [2.0], [-1e-300]])).gates.tolist()
    assert sorted(gates) == [[1, 0, 1], [1, 1, 0]]


def test_too_many_are_refused_in_one_line():
    with pytest.raises(ValueError, match="use method='gradient'") as refusal:
        dichotomies(np.random.default_rng(0).normal(size=(5000, 400)))
    assert "\n" not in str(refusal.value)
    with pytest.raises(ValueError, match="points must be a matrix"):
        dichotomies(np.zeros(3))
