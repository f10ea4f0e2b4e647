"""The litmus test for order and memory against F tests by QR, exact ranks, and simulated rejection rates."""

import networkx as nx
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f as f_law
from scipy.stats import kstest

from theory import emn
from theory import strategies as sg

from .memory_terms import PATH, family, left_by, terms

DIRECTED = nx.to_numpy_array(nx.path_graph(5, create_using=nx.DiGraph))


@given(st.data(), st.integers(2, 5), st.integers(0, 2), st.integers(0, 2), st.integers(4, 9))
def test_p_values_are_those_of_least_squares(data, n, R, S, T):
    """Textbook F from residual sums by QR, where the terms are well conditioned (below 1e4: p to 1e-6 of itself)."""
    rng = data.draw(sg.rngs())
    A, x, y = rng.normal(size=(n, n)), rng.normal(size=(T, n)), rng.normal(size=(T, n))
    X, Y = terms(A, x, R, S), y[S:].ravel()
    full = family(X, R, S)
    q, N = full.shape[1], len(Y)
    if q + 1 > N or np.linalg.cond(full / np.linalg.norm(full, axis=0)) > 1e4:
        return
    found = emn.litmus_memory_test(A, x, y, R, S)
    rss = left_by(full, Y)
    assert found.dimension == q
    assert found.identifiable
    assert abs(found.unexplained - rss / np.sum(Y**2)) <= 1e-9
    for p_values, of in ((found.p_order, lambda k: (k, S)), (found.p_memory, lambda k: (R, k))):
        for k, p in enumerate(p_values):
            lower = family(X, *of(k))
            above = q - lower.shape[1]
            expected = f_law.sf((left_by(lower, Y) - rss) / above / (rss / (N - q)), above, N - q)
            assert abs(p - expected) <= 1e-6 * expected + 1e-9
    assert (len(found.p_order), len(found.p_memory)) == (R, S)


@given(st.data(), st.integers(2, 4), st.integers(0, 2), st.integers(0, 2))
@settings(max_examples=20)
def test_noiseless_data_give_their_pair(data, n, order, memory):
    """The least order and the least memory whose families span y, by exact ranks in SymPy; R = S = 2."""
    A, rng = data.draw(sg.masks(n)).astype(int), data.draw(sg.rngs())
    x = rng.integers(-9, 10, size=(9, n))
    if not np.any(x):
        return
    X = terms(A, x, 2, 2)
    theta = rng.integers(1, 4, size=(order + 1, memory + 1))
    Y = sum(theta[l, s] * X[l, s] for l in range(order + 1) for s in range(memory + 1))

    def rank(r, s, *more):
        return sp.Matrix(np.column_stack([family(X, r, s), *more]).astype(int).tolist()).rank()

    def least(of):
        ranks, spans = [rank(*of(k)) for k in range(3)], [rank(*of(k), Y) == rank(*of(k)) for k in range(3)]
        limit = ranks.index(ranks[2])
        first = spans.index(True)
        return (first if first < limit else 2 if limit == 2 else None), limit

    found = emn.litmus_memory_test(A, x, np.vstack([np.zeros((2, n)), Y.reshape(-1, n)]), 2, 2)
    assert found.noiseless
    assert found.dimension == rank(2, 2)
    assert (found.order, found.identifiable_order) == least(lambda k: (k, 2))
    assert (found.memory, found.identifiable_memory) == least(lambda k: (2, k))


@pytest.mark.parametrize("size", [1.0, 1e-40, 1e40])
def test_a_small_term_without_noise_is_seen(size):
    """A millionth of the last input, and of A^2 x_t, at any scale; a part below rounding is not."""
    x = size * np.random.default_rng(4).normal(size=(9, 5))
    last, second = np.vstack([0 * x[:1], x[:-1]]), x @ PATH.T @ PATH.T
    for y, pair in (
        (x + 1e-6 * last, (0, 1)),
        (x + 1e-6 * second, (2, 0)),
        (x + 1e-6 * (last + second), (2, 1)),
        (x + 1e-18 * (last + second), (0, 0)),
    ):
        found = emn.litmus_memory_test(PATH, x, y, 3, 2)
        assert ((found.order, found.memory), found.noiseless) == (pair, True)


def test_p_values_are_uniform_under_the_hypothesis():
    """400 short series of order 1 and memory 1: Kolmogorov's distance at a family-wise level of 1e-6; not so below them."""
    rng, p = np.random.default_rng(3), []
    for _ in range(400):
        x = rng.normal(size=(6, 5))
        y = x + rng.normal(size=x.shape)
        y[1:] += 3 * x[:-1] @ DIRECTED.T
        found = emn.litmus_memory_test(DIRECTED, x, y, 2, 2)
        p.append((found.p_order[1], found.p_memory[1], found.p_order[0], found.p_memory[0]))
    order, memory, low_order, low_memory = np.array(p).T
    assert kstest(order, "uniform").pvalue > 5e-7
    assert kstest(memory, "uniform").pvalue > 5e-7
    assert kstest(low_order, "uniform").pvalue < 1e-12
    assert kstest(low_memory, "uniform").pvalue < 1e-12


def test_rank_is_lost_with_the_minimal_polynomial():
    """Orders beyond it are not identifiable, and are said so; memory is, at every step."""
    A, rng = nx.to_numpy_array(nx.complete_graph(5)), np.random.default_rng(0)
    x = rng.normal(size=(12, 5))
    y = np.vstack([x[:1], x[:-1]]) @ A @ A + 0.01 * rng.normal(size=x.shape)
    found = emn.litmus_memory_test(A, x, y, 3, 2, level=1e-6)
    assert (found.order, found.identifiable_order, found.p_order[1:]) == (None, 1, (None, None))
    assert (found.memory, found.identifiable_memory) == (1, 2)
    assert found.dimension == emn.family_dimension(A, 3, 2) == 6
    assert not found.identifiable


def test_without_memory_it_is_the_litmus_test():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 7, 5))
    found, other = emn.litmus_memory_test(PATH, x, y, 3, 0), emn.litmus_test(PATH, x, y, 3)
    assert np.max(np.abs(np.array(found.p_order) - other.p_values)) <= 1e-9
    assert (found.order, found.memory, found.p_memory) == (other.order, 0, ())
    assert abs(found.unexplained - other.unexplained) <= 1e-12


def test_edge_cases():
    """y = 0; inputs that are the same at all times; inputs that end; one node; noise alone."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(9, 5))
    zero = emn.litmus_memory_test(PATH, x, 0 * x, 2, 2)
    assert (zero.order, zero.memory, zero.noiseless, zero.unexplained) == (0, 0, True, 0.0)
    constant = emn.litmus_memory_test(PATH, np.tile(x[:1], (9, 1)), x, 2, 2)
    assert (constant.identifiable_memory, constant.memory, constant.dimension) == (0, None, 3)
    ends = emn.litmus_memory_test(PATH, np.vstack([x[:2], 0 * x[2:]]), x, 0, 2)
    assert (ends.dimension, ends.identifiable) == (2, False)
    one = emn.litmus_memory_test([[2.0]], x[:, :1], np.roll(x[:, :1], 1), 2, 1)
    assert (one.order, one.memory, one.identifiable_order) == (None, 1, 0)
    assert emn.litmus_memory_test(PATH, rng.normal(size=(200, 5)), rng.normal(size=(200, 5)), 1, 1).unexplained > 0.95


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda x: emn.litmus_memory_test(np.eye(4), x, x, 1, 1), "A must have shape"),
        (lambda x: emn.litmus_memory_test(PATH, x, x[1:], 1, 1), "y must have shape"),
        (lambda x: emn.litmus_memory_test(PATH, 0 * x, x, 1, 1), "x must not be 0 throughout"),
        (
            lambda x: emn.litmus_memory_test(PATH, x, x, 1, 6),
            "x must hold more times than the largest memory, 6; got 6",
        ),
        (lambda x: emn.litmus_memory_test(PATH, x[:4], x[:4], 1, 3), "x and y must hold more than 5 numbers .* got 5"),
        (lambda x: emn.litmus_memory_test(PATH, x, x * np.nan, 1, 1), "y must be finite"),
        (lambda x: emn.litmus_memory_test(PATH, x, x, -1, 1), "max_order must be"),
        (lambda x: emn.litmus_memory_test(PATH, x, x, 1, 1.5), "max_memory must be"),
        (lambda x: emn.litmus_memory_test(PATH, x, x, 1, 1, level=1), "level must be a probability"),
    ],
)
def test_refuses(make, message):
    with pytest.raises(ValueError, match=message) as refused:
        make(np.random.default_rng(0).normal(size=(6, 5)))
    assert "\n" not in str(refused.value)
