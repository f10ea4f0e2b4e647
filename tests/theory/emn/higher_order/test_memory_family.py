"""Dimensions of families and degrees of minimal polynomials against SymPy; what less memory misses against the population fit."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg


def degree(A):
    """Of the product of the characteristic polynomial's factors, each to the least power that still annihilates A."""
    t = sp.Symbol("t")
    M = sp.Matrix(A)
    factors = sp.factor_list(M.charpoly(t).as_expr(), t)[1]
    at = [evaluated(sp.Poly(f, t), M) for f, _ in factors]
    powers = [e for _, e in factors]
    for k in range(len(powers)):
        while powers[k] and annihilates(at, [e - (i == k) for i, e in enumerate(powers)]):
            powers[k] -= 1
    return sum(e * sp.degree(f, t) for e, (f, _) in zip(powers, factors, strict=True))


def evaluated(polynomial, M):
    out = sp.zeros(*M.shape)
    for c in polynomial.all_coeffs():
        out = out * M + c * sp.eye(M.rows)
    return out


def annihilates(matrices, powers):
    out = sp.eye(matrices[0].rows)
    for M, e in zip(matrices, powers, strict=True):
        out = out * M**e
    return out == sp.zeros(*out.shape)


def test_rounding_is_no_new_direction():
    """Eigenvalues 0, 0, 0 and 2 in blocks of size 1 and 2: A^3 = 2 A^2, at any scale."""
    A = np.array([[0, 0, 0, 0], [1, 1, 0, 1], [0, 1, 0, 1], [1, 1, 0, 1]])
    assert [emn.minimal_polynomial_degree(A * scale) for scale in (1, 1e-9, 1e9)] == [degree(A.tolist())] * 3 == [3] * 3


@given(st.data(), st.integers(1, 4), st.booleans())
@settings(max_examples=30)
def test_the_degree_is_that_of_the_minimal_polynomial(data, n, symmetric):
    A = data.draw(sg.masks(n, symmetric=symmetric)).astype(int)
    assert emn.minimal_polynomial_degree(A.astype(object)) == degree(A.tolist())
    assert emn.minimal_polynomial_degree(A) == degree(A.tolist())


@given(st.data(), st.integers(1, 3), st.integers(0, 4), st.integers(0, 2))
@settings(max_examples=30)
def test_the_dimension_is_a_rank_of_maps(data, n, r, m):
    """The matrices of all maps (x_t, ..., x_(t-m)) -> A^l x_(t-s), by SymPy's elimination."""
    A = sp.Matrix(data.draw(sg.masks(n)).astype(int).tolist())
    maps = [
        sp.zeros(n, s * n).row_join(A**l).row_join(sp.zeros(n, (m - s) * n)) for l in range(r + 1) for s in range(m + 1)
    ]
    assert emn.family_dimension(np.array(A.tolist(), dtype=object), r, m) == sp.Matrix([list(M) for M in maps]).rank()


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.complete_graph(6), 2),
        (nx.path_graph(9), 9),
        (nx.petersen_graph(), 3),
        (nx.star_graph(5), 3),
        (nx.empty_graph(4), 1),
        (nx.path_graph(6, create_using=nx.DiGraph), 6),  # nilpotent: one eigenvalue
        (nx.balanced_tree(2, 2, create_using=nx.DiGraph), 3),
        (nx.cycle_graph(7, create_using=nx.DiGraph), 7),
    ],
)
def test_known_degrees(graph, expected):
    A = nx.to_numpy_array(graph, dtype=int)
    assert emn.minimal_polynomial_degree(A) == expected
    assert emn.minimal_polynomial_degree(A.astype(object)) == expected
    found = [emn.family_dimension(A, r, 2) for r in range(expected + 2)]
    assert found == [3 * min(r + 1, expected) for r in range(expected + 2)]


def test_exact_and_floats_may_differ():
    """Two eigenvalues closer than floats tell apart."""
    A = np.array([[Fraction(1), 0], [0, 1 + Fraction(1, 10**12)]], dtype=object)
    assert emn.minimal_polynomial_degree(A) == 2
    assert emn.minimal_polynomial_degree(A.astype(float)) == 1


@given(st.data(), st.integers(1, 4), st.integers(1, 3), st.integers(1, 4), st.integers(0, 3))
def test_the_missed_covariance(data, n, orders, lags, memory):
    """By explicit powers, entry by entry; nothing is missed by the full memory."""
    rng = data.draw(sg.rngs())
    A, theta = rng.normal(size=(n, n)), rng.normal(size=(orders, lags))
    expected = np.zeros((n, n))
    for s in range(memory + 1, lags):
        B = sum(theta[l, s] * np.linalg.matrix_power(A, l) for l in range(orders))
        expected += np.einsum("ik,jk->ij", B, B)
    found = emn.missed_covariance(A, theta, memory)
    assert np.max(np.abs(found - expected)) <= 1e-12 * (1 + np.max(np.abs(expected)))
    assert np.any(found != 0) == (memory < lags - 1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.minimal_polynomial_degree(np.ones((2, 3))), "A must be square"),
        (lambda: emn.minimal_polynomial_degree(np.ones((0, 0))), "A must be square"),
        (lambda: emn.minimal_polynomial_degree([[np.nan]]), "A must be finite"),
        (lambda: emn.family_dimension(np.eye(2), -1, 0), "order must be"),
        (lambda: emn.family_dimension(np.eye(2), 0, 0.5), "memory must be"),
        (lambda: emn.missed_covariance(np.eye(2), [1.0], 0), "theta must be a matrix"),
    ],
)
def test_refuses(make, message):
    with pytest.raises(ValueError, match=message) as refused:
        make()
    assert "\n" not in str(refused.value)
