"""The litmus test against least squares on powers, exact ranks, and simulated rejection rates."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f as f_law
from scipy.stats import kstest, norm

from theory import emn
from theory import strategies as sg

PETERSEN = nx.to_numpy_array(nx.petersen_graph())


def design(A, x, R):
    """x, A x, ..., A^R x as columns."""
    columns = [x]
    for _ in range(R):
        columns.append(np.einsum("...ij,...j->...i", A, columns[-1]))
    return np.stack([c.ravel() for c in columns], axis=1)


@given(st.data(), st.integers(1, 5), st.integers(1, 8), st.booleans())
def test_p_values_are_those_of_least_squares(data, n, D, one_graph):
    """Textbook F from residual sums of lstsq, where the powers are well conditioned (below 1e4: p to 1e-6 of itself)."""
    rng, R = data.draw(sg.rngs()), 2
    A = rng.normal(size=(n, n)) if one_graph else rng.normal(size=(D, n, n))
    x, y = rng.normal(size=(D, n)), rng.normal(size=(D, n))
    X = design(A, x, R)
    if D * n <= R + 2 or np.linalg.cond(X / np.linalg.norm(X, axis=0)) > 1e4:
        return
    found = emn.litmus_test(A, x, y, R)
    rss = [
        np.sum((y.ravel() - X[:, : r + 1] @ np.linalg.lstsq(X[:, : r + 1], y.ravel())[0]) ** 2) for r in range(R + 1)
    ]
    free = D * n - R - 1
    for r in range(R):
        statistic = (rss[r] - rss[R]) / (R - r) / (rss[R] / free)
        expected = f_law.sf(statistic, R - r, free)
        assert abs(found.p_values[r] - expected) <= 1e-6 * expected + 1e-9
    theta = np.linalg.lstsq(X, y.ravel())[0]
    assert np.max(np.abs(np.array(found.theta) - theta) * np.linalg.norm(X, axis=0)) <= 1e-9 * np.linalg.norm(y)
    assert abs(found.unexplained - rss[R] / np.sum(y**2)) <= 1e-9


@given(st.data(), st.integers(2, 6), st.integers(0, 4))
def test_noiseless_data_give_their_order(data, n, order):
    """In floats and in rationals alike: the least order that spans y, by exact ranks of an independent elimination."""
    A = data.draw(sg.masks(n)).astype(int)
    rng = data.draw(sg.rngs())
    x, theta = rng.integers(1, 10, size=(3, n)), rng.integers(1, 4, size=order + 1)
    X = design(A, x, 5)
    y = (X[:, : order + 1] @ theta).reshape(x.shape)
    M, target = sp.Matrix(X), sp.Matrix(y.ravel())
    ranks = [M[:, : r + 1].rank() for r in range(6)]
    limit = ranks[-1] - 1
    least = next(r for r in range(6) if M[:, : r + 1].row_join(target).rank() == ranks[r])
    expected = least if least < limit else 5 if limit == 5 else None
    exact = emn.litmus_test(A.astype(object), x.astype(object), y.astype(object), 5)
    assert (exact.order, exact.identifiable_up_to, exact.noiseless) == (expected, limit, True)
    assert exact.p_values == tuple(None if r >= limit else float(r >= least) for r in range(5))
    floats = emn.litmus_test(A, x, y, 5)
    assert (floats.order, floats.identifiable_up_to, floats.noiseless) == (expected, limit, True)


@pytest.mark.parametrize(
    ("graph", "limit"),
    [
        (nx.complete_graph(7), 1),
        (nx.petersen_graph(), 2),
        (nx.grid_2d_graph(3, 3, periodic=True), 2),
        (nx.hypercube_graph(3), 3),
        (nx.cycle_graph(9), 4),
        (nx.path_graph(6), 5),
        (nx.empty_graph(4), 0),
        (nx.star_graph(5), 2),
    ],
)
def test_rank_is_lost_at_the_number_of_eigenvalues(graph, limit):
    """Known spectra; floats and rationals agree; the test says not identifiable from there."""
    A = nx.to_numpy_array(graph, dtype=int)
    x = np.random.default_rng(0).integers(-20, 20, size=(5, len(A)))
    assert emn.identifiable_up_to(A, x.astype(float), 8) == limit
    assert emn.identifiable_up_to(A.astype(object), x.astype(object), 8) == limit
    found = emn.litmus_test(A, x, design(A, x, limit)[:, limit].reshape(x.shape), 8)
    assert found.order is None
    assert not found.identifiable
    assert found.p_values[limit:] == (None,) * (8 - limit)


def test_different_graphs_tell_what_one_cannot():
    """Two graphs of three eigenvalues each, five together: order 4 instead of 2."""
    A = np.array([PETERSEN, nx.to_numpy_array(nx.complete_bipartite_graph(5, 5))])
    x = np.random.default_rng(0).random((2, 10))
    assert [emn.identifiable_up_to(A[d], x[d : d + 1], 8) for d in range(2)] == [2, 2]
    assert emn.identifiable_up_to(A, x, 8) == 5


def test_p_values_are_uniform_under_the_hypothesis():
    """400 data sets of true order 1, lower and the own order: Kolmogorov's distance at a family-wise level of 1e-6."""
    rng, A = np.random.default_rng(5), nx.to_numpy_array(nx.gnp_random_graph(9, 0.4, seed=2))
    p = []
    for _ in range(400):
        x = rng.random((5, 9))
        p.append(emn.litmus_test(A, x, x @ A.T + x + 0.3 * rng.normal(size=x.shape), 3).p_values)
    p = np.array(p)
    assert kstest(p[:, 1], "uniform").pvalue > 5e-7
    assert kstest(p[:, 2], "uniform").pvalue > 5e-7
    assert kstest(p[:, 0], "uniform").pvalue < 1e-12


@pytest.mark.parametrize("theta", [(1.0, 0.5, 0.15), (0.5, 0.0, 0.0, 0.08), (1.0,) * 2])
def test_power(theta):
    """Rejections of order 0 in 600 runs of one design, against the noncentral F; z at 1e-6 / 3, refutes 0.11 off."""
    rng, A = np.random.default_rng(7), nx.to_numpy_array(nx.watts_strogatz_graph(8, 4, 0.3, seed=1))
    x, noise = rng.random((4, 8)), 4.0 if len(theta) != 4 else 6.0
    mean = (design(A, x, len(theta) - 1) @ theta).reshape(x.shape)
    runs = [
        emn.litmus_test(A, x, mean + noise * rng.normal(size=x.shape), len(theta) - 1).p_values[0] <= 0.05
        for _ in range(600)
    ]
    p = emn.litmus_power(A, x, theta, noise, 0)
    assert 0.1 < p < 0.98
    assert abs(np.mean(runs) - p) <= norm.isf(1e-6 / 6) * np.sqrt(p * (1 - p) / 600)


def test_power_without_signal_is_the_level():
    A, x = PETERSEN, np.random.default_rng(0).random((3, 10))
    assert abs(emn.litmus_power(A, x, (1.0, 0.0, 0.0), 1.0, 0, level=0.01) - 0.01) <= 1e-9
    assert abs(emn.litmus_power(A, x, (1.0, 2.0, 0.0), 1.0, 1, level=0.2) - 0.2) <= 1e-9


def test_edge_cases():
    """n = 1, order 0 alone, zero y, and nothing explained."""
    one = emn.litmus_test([[1]], [[1.0], [2.0]], [[2.0], [4.0]], 2)
    assert (one.order, one.identifiable_up_to, one.theta) == (None, 0, (2.0,))
    only = emn.litmus_test(PETERSEN, np.ones((1, 10)) + np.eye(10)[:1], np.arange(10.0)[None], 0)
    assert (only.order, only.p_values, only.identifiable) == (0, (), True)
    zero = emn.litmus_test(np.eye(3)[::-1] * [1, 2, 3], np.arange(6.0).reshape(2, 3), np.zeros((2, 3)), 2)
    assert (zero.order, zero.noiseless, zero.unexplained) == (0, True, 0.0)
    rng = np.random.default_rng(1)
    far = emn.litmus_test(PETERSEN, rng.normal(size=(40, 10)), rng.normal(size=(40, 10)), 1)
    assert far.unexplained > 0.98
    half = emn.litmus_test([[Fraction(1, 2)]], [[Fraction(1, 3)], [1]], [[Fraction(1)], [3]], 1)
    assert (half.order, half.noiseless) == (None, True)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.litmus_test(PETERSEN, np.ones((2, 9)), np.ones((2, 9)), 1), "A must have shape"),
        (lambda: emn.litmus_test(PETERSEN, np.ones((2, 10)), np.ones((3, 10)), 1), "y must have shape"),
        (lambda: emn.litmus_test(PETERSEN, np.zeros((2, 10)), np.ones((2, 10)), 1), "x must not be 0 throughout"),
        (lambda: emn.litmus_test(np.eye(2)[::-1], [[1.0, 0.0]], [[1.0, 2.0]], 1), "Add triples"),
        (lambda: emn.litmus_test(PETERSEN, np.ones((2, 10)), np.ones((2, 10)), -1), "max_order must be"),
        (lambda: emn.litmus_test(PETERSEN, np.full((2, 10), np.nan), np.ones((2, 10)), 1), "x must be finite"),
        (lambda: emn.litmus_power(PETERSEN, np.eye(10), (1.0, 1.0), 1.0, 1), "order must be below 1"),
        (lambda: emn.litmus_power(PETERSEN, np.eye(10), (1.0, 1.0), 0.0, 0), "noise must be"),
    ],
)
def test_refuses(make, message):
    with pytest.raises(ValueError, match=message):
        make()
