"""Balls against shortest paths, and the randomization test's exactness and reach."""

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from theory import emn
from theory import strategies as sg
from theory.emn.higher_order.locality_test import _centered_distances, _covariances

CYCLE = nx.to_numpy_array(nx.cycle_graph(8))


@given(st.data(), st.integers(1, 6), st.integers(0, 4))
def test_balls_are_shortest_paths(data, n, radius):
    """Nodes from which the node is reached along edges j -> i within the radius, for one mask and for several."""
    A = np.array([data.draw(sg.masks(n)) for _ in range(2)])
    node = data.draw(st.integers(0, n - 1))
    for mask, inside in zip(A, emn.ball(A, node, radius), strict=True):
        near = nx.single_target_shortest_path_length(emn.mask_graph(mask), node, cutoff=radius)
        assert set(np.flatnonzero(inside)) == set(dict(near))
        assert np.array_equal(inside, emn.ball(mask, node, radius))


@given(st.data(), st.integers(1, 4), st.integers(1, 3))
def test_the_ball_is_what_layers_with_self_loops_see(data, n, radius):
    """radius masked layers with all self-loops depend on the ball and on nothing else."""
    A = data.draw(sg.masks(n))
    loops = emn.with_self_loops(A)
    map_ = emn.masked_product(np.ones((radius, n, n)), [loops] * radius)
    for node in range(n):
        assert np.array_equal(map_[node] != 0, emn.ball(A, node, radius))


def test_the_p_value_is_exact():
    """A target of the ball: P(p <= a) = a for a = k/20 without ties; counts of 1500 runs in 1 - 1e-6 / 4 intervals."""
    rng, p = np.random.default_rng(2), []
    for _ in range(1500):
        x = rng.random((8, 8))
        y = np.exp(x @ CYCLE.T) * rng.random(x.shape)
        p.append(emn.locality_test(CYCLE, x, y, 3, 1, resamples=19, rng=rng).p_value)
    for k in (1, 2, 5, 10):
        low, high = binom.interval(1 - 1e-6 / 4, 1500, k / 20)
        assert low <= np.sum(np.array(p) <= k / 20 + 1e-12) <= high


@pytest.mark.parametrize(
    "target",
    [
        lambda x: x[:, 2],
        lambda x: (x[:, 2] - 0.5) ** 2,
        lambda x: (x[:, 2] - 0.5) * (x[:, 0] - 0.5),  # no mean effect: only with x inside does it show
        lambda x: np.sign(x[:, 2] - 0.5) * np.sign(x[:, 3] - 0.5),
    ],
)
def test_what_lies_outside_is_found(target):
    """Linear, even, modulated and joint effects of nodes 2 and 3 on node 0 at radius 1; radius 3 is clean of all."""
    rng = np.random.default_rng(4)
    x = rng.random((500, 8))
    y = np.zeros_like(x)
    y[:, 0] = target(x) + 0.02 * rng.normal(size=500)
    assert emn.locality_test(CYCLE, x, y, 0, 1, resamples=99, rng=0).p_value == 0.01
    assert emn.locality_test(CYCLE, x, y, 0, 3, resamples=99, rng=0).p_value > 0.01


def test_a_law_with_dependent_inputs():
    """Neighbours in a chain of copies: x_out depends on x_in; the conditional law keeps the level, the plain one fails."""
    rng, A = np.random.default_rng(6), nx.to_numpy_array(nx.path_graph(3))
    x = rng.random((200, 3))
    x[:, 2] = (x[:, 1] + 0.3 * x[:, 2]) % 1
    y = np.zeros_like(x)
    y[:, 0] = x[:, 1] + 0.1 * rng.normal(size=200)

    def law(rng, x, outside):
        fresh = x.copy()
        fresh[:, 2] = (x[:, 1] + 0.3 * rng.random(len(x))) % 1
        return fresh

    assert emn.locality_test(A, x, y, 0, 1, law=law, resamples=99, rng=0).p_value > 0.01
    assert emn.locality_test(A, x, y, 0, 1, resamples=99, rng=0).p_value == 0.01


def test_ties_count_against_rejection():
    """A law that returns x itself, and a law of one point: p is 1."""
    x = np.random.default_rng(0).random((10, 8))
    found = emn.locality_test(CYCLE, x, x[:, ::-1], 0, 1, law=lambda rng, x, outside: x, resamples=19, rng=0)
    assert found.p_value == 1


def test_untestable():
    """The ball covers the graph from the eccentricity on, in every triple; one triple shows nothing."""
    x = np.random.default_rng(0).random((10, 8))
    found = emn.locality_test(CYCLE, x, x, 0, 4)
    assert (found.p_value, found.testable, found.outside, found.reason) == (None, False, 0, "the ball covers the graph")
    assert emn.locality_test(CYCLE, x, x, 0, 3, resamples=1).testable
    assert not emn.locality_test(CYCLE, x[:1], x[:1], 0, 1).testable
    assert not emn.locality_test([[0.0]], x[:, :1], x[:, :1], 0, 0).testable


def test_graphs_that_differ_by_triple():
    """A (D, n, n): node 2 is a neighbour of node 0 in half of the triples only."""
    rng = np.random.default_rng(0)
    A = np.zeros((120, 3, 3))
    A[:60, 0, 1] = A[60:, 0, 2] = 1
    x = rng.random((120, 3))
    near = np.einsum("dij,dj->di", A, x)
    assert emn.locality_test(A, x, near, 0, 0, resamples=99, rng=0).p_value == 0.01
    assert emn.locality_test(A, x, near, 0, 1, resamples=99, rng=0).p_value > 0.01


def test_the_statistic_is_the_distance_covariance():
    """Against its definition by four-fold sums on five points, and invariant to relabelling the triples."""
    rng = np.random.default_rng(0)
    z, x = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
    a = np.linalg.norm(z[:, None] - z[None], axis=2)
    b = np.linalg.norm(x[:, None] - x[None], axis=2)
    definition = np.mean(a * b) + a.mean() * b.mean() - 2 * np.mean(a.mean(axis=0) * b.mean(axis=0))
    found = _covariances(x[None], _centered_distances(z))[0]
    assert abs(found - definition) <= 1e-13
    for order in list(permutations(range(5)))[::40]:
        o = list(order)
        assert abs(_covariances(x[o][None], _centered_distances(z[o]))[0] - found) <= 1e-13


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda x: emn.locality_test(CYCLE, x, x, 8, 1), "node must be one of the 8 nodes"),
        (lambda x: emn.locality_test(CYCLE, x, x, 0, -1), "radius must be"),
        (lambda x: emn.locality_test(CYCLE, x, x[:, :2], 0, 1), "y must have shape"),
        (lambda x: emn.locality_test(CYCLE, x, x, 0, 1, resamples=0), "resamples must be"),
        (
            lambda x: emn.locality_test(CYCLE, x, x, 0, 1, law=lambda *_: x[:2]),
            r"law\(rng, x, outside\) must have shape",
        ),
    ],
)
def test_refuses(make, message):
    with pytest.raises(ValueError, match=message):
        make(np.ones((4, 8)))
