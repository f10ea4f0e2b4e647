"""Linear algebra in rationals against SymPy's own, and by what defines each result."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory import exact

ENTRIES = st.fractions(-3, 3, max_denominator=4)


def rational(draw, *shape):
    size = int(np.prod(shape))
    return np.array(draw(st.lists(ENTRIES, min_size=size, max_size=size)), dtype=object).reshape(shape)


def sympy(A):
    return sp.Matrix(*A.shape, lambda i, j: sp.Rational(A[i, j].numerator, A[i, j].denominator))


@st.composite
def matrices(draw):
    """Any rank: a product of two factors that may be narrow."""
    rows, columns, inner = (draw(st.integers(1, 4)) for _ in range(3))
    return rational(draw, rows, inner) @ rational(draw, inner, columns)


@st.composite
def symmetric(draw):
    """(A, v): F D F^T of any rank, with eigenvalues of either sign, and a vector."""
    size, inner = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    F = rational(draw, size, inner)
    return (F * rational(draw, inner)) @ F.T, rational(draw, size)


@given(matrices())
def test_the_row_space_is_that_of_sympy(A):
    F, pivots = exact.row_space(A)
    reduced, theirs = sympy(A).rref()
    assert pivots == theirs
    assert F.shape == (len(pivots), A.shape[1])
    assert sympy(F) == reduced[: len(pivots), :]
    assert exact.rank(A) == len(pivots) == sympy(A).rank()


@given(st.data(), st.integers(0, 4), st.integers(1, 3))
def test_solve_gives_the_right_side_back(data, size, columns):
    A, B = rational(data.draw, size, size), rational(data.draw, size, columns)
    if size and sympy(A).det() == 0:
        A = A + 100 * np.eye(size, dtype=int)  # diagonal dominance: entries are at most 3
    assert np.array_equal(A @ exact.solve(A, B), B)


@given(st.data(), st.integers(0, 4))
def test_determinant_and_inverse_are_those_of_sympy(data, size):
    A = rational(data.draw, size, size)
    value = exact.determinant(A)
    assert type(value) is Fraction
    assert value == sympy(A).det()
    if value:
        assert sympy(exact.inverse(A)) == sympy(A).inv()


@given(symmetric())
def test_the_pseudo_inverse_is_what_moore_and_penrose_say(drawn):
    A, _ = drawn
    P = exact.pseudo_inverse(A)
    assert np.array_equal(A @ P @ A, A)
    assert np.array_equal(P @ A @ P, P)
    assert np.array_equal(A @ P, (A @ P).T)
    assert np.array_equal(P @ A, (P @ A).T)


@given(symmetric())
def test_the_solution_of_least_norm(drawn):
    """It solves, and no direction that A annihilates is in it; there is none where the rank grows with b."""
    A, b = drawn
    w, null = exact.minimum_norm_solution(A, b), sympy(A).nullspace()
    if sympy(np.column_stack([A, b])).rank() > sympy(A).rank():
        assert w is None
    else:
        assert np.array_equal(A @ w, b)
        assert all((sympy(w[None]) * v)[0] == 0 for v in null)
    solvable = exact.minimum_norm_solution(A, A @ b)
    assert np.array_equal(A @ solvable, A @ b)
    assert all((sympy(solvable[None]) * v)[0] == 0 for v in null)


@given(symmetric())
def test_the_null_part_is_an_orthogonal_projection(drawn):
    """A annihilates it, and the rest of v is orthogonal to the null space."""
    A, v = drawn
    part = exact.null_part(A, v)
    assert not np.any(A @ part)
    assert all((sympy((v - part)[None]) * direction)[0] == 0 for direction in sympy(A).nullspace())


@given(symmetric())
def test_positive_semidefinite_is_what_all_principal_minors_say(drawn):
    A, _ = drawn
    rows = range(len(A))
    chosen = [[i for i in rows if subset >> i & 1] for subset in range(1, 2 ** len(A))]
    assert exact.is_positive_semidefinite(A) == all(sympy(A[np.ix_(c, c)]).det() >= 0 for c in chosen)
    assert exact.is_positive_semidefinite(A @ A)


def test_a_pivot_of_0_beside_another_entry_is_indefinite():
    zero, one = Fraction(0), Fraction(1)
    assert not exact.is_positive_semidefinite(np.array([[zero, one], [one, zero]]))
    assert exact.is_positive_semidefinite(np.array([[zero, zero], [zero, one]]))


@pytest.mark.parametrize("steps", [0, 1, 2, 7])
def test_powers_are_repeated_products(steps):
    M = np.array([[Fraction(1, 2), Fraction(-1)], [Fraction(2, 3), Fraction(5)]])
    expected = np.array([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]])
    for _ in range(steps):
        expected = expected @ M
    found = exact.matrix_power(M, steps)
    assert np.array_equal(found, expected)
    assert all(type(v) is Fraction for v in found.flat)


def test_a_dot_product_is_a_fraction_also_of_nothing():
    assert exact.fraction_dot([Fraction(1, 3), 2], [Fraction(3), Fraction(1, 2)]) == 2
    assert type(exact.fraction_dot([], [])) is Fraction
    with pytest.raises(ValueError, match="zip"):
        exact.fraction_dot([Fraction(1)], [])
