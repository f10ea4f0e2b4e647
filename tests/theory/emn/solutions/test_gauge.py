"""The gauge: invisible in rationals, its orbits by exact ranks, its invariants against a search for G."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import emn, exact
from theory import strategies as sg
from theory.emn.network.architecture import row_blocks
from theory.emn.solutions.solution_set import later_product


def solution(net, params):
    assume(np.all(np.any(later_product(net, params) != 0, axis=1)))
    return emn.nearest_solution(net, params)


def rank(M):
    return exact.rank(M)


def invertible(rng, n, c):
    """n random rational matrices c x c that can be inverted: triangular with a unit diagonal, times the same turned."""
    L = np.vectorize(Fraction, otypes=[object])(np.tril(rng.integers(-2, 3, size=(n, c, c)), -1))
    U = np.vectorize(Fraction, otypes=[object])(np.triu(rng.integers(-2, 3, size=(n, c, c)), 1))
    scales = np.vectorize(lambda v: Fraction(int(v), 2), otypes=[object])(rng.choice([-3, -1, 1, 2], size=(n, c, 1)))
    return (L + np.eye(c, dtype=int)) @ ((U + np.eye(c, dtype=int)) * scales)


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a.layers, b.layers, strict=True))


@given(sg.exact_networks(), sg.rngs())
def test_invisible(drawn, rng):
    """Effective weights, and every masked first layer's image, are the same in rationals; the inverse leads back."""
    net, params = drawn
    G = [invertible(rng, net.n, c) for c in net.copies]
    moved = emn.gauge_transform(net, params, G)
    assert np.array_equal(emn.effective_weights(net, moved), emn.effective_weights(net, params))
    A = rng.integers(0, 3, size=(net.n, net.n))
    masked = [np.repeat(A, net.widths[0], axis=0) * p.layers[0] for p in (moved, params)]
    there = emn.gauge_transform(net, [masked[1], *params.layers[1:]], G)
    assert np.array_equal(there.layers[0], masked[0])
    inverse = [
        np.stack([exact.solve(g, np.eye(c, dtype=int) + 0 * g) for g in gs])
        for gs, c in zip(G, net.copies, strict=True)
    ]
    assert same(emn.gauge_transform(net, moved, inverse), params)
    assert emn.gauge_orbit_dimension(net, moved) == emn.gauge_orbit_dimension(net, params)
    assert emn.gauge_invariants(net, moved) == emn.gauge_invariants(net, params)


@given(sg.networks(dtype=np.float64), sg.rngs())
def test_floats(drawn, rng):
    """Orthogonal matrices: effective weights to rounding, the size of the row's weights as a whole exactly kept."""
    net, params = drawn
    G = [np.linalg.qr(rng.normal(size=(net.n, c, c)))[0] for c in net.copies]
    moved = emn.gauge_transform(net, params, G)
    bound = 100 * np.finfo(float).eps * 3**3
    assert np.max(np.abs(emn.effective_weights(net, moved) - emn.effective_weights(net, params))) <= bound
    for a, b in zip(row_blocks(net, moved), row_blocks(net, params), strict=True):
        assert np.max(np.abs((a**2).sum(axis=(1, 2)) - (b**2).sum(axis=(1, 2)))) <= bound * net.n


@given(st.data(), st.integers(1, 4), st.integers(1, 4))
def test_orbits_of_one_hidden_layer(data, n, c):
    """c + r (c - 1) a node at a solution, r the rank of its block, and (n - r) (c - 1) less than the solutions."""
    net, params = data.draw(sg.exact_networks(copies=(c,), max_n=1))
    net = emn.Architecture(n, (c,))
    rng = data.draw(sg.rngs())
    params = net.parameters(
        [np.vectorize(Fraction, otypes=[object])(rng.integers(-1, 2, size=s)) for s in net.shapes], exact=True
    )
    at = solution(net, params)
    ranks = [rank(block) for block in row_blocks(net, at)[0]]
    assert emn.gauge_orbit_dimension(net, at) == sum(c + r * (c - 1) for r in ranks)
    left = emn.solution_dimension(net) - emn.gauge_orbit_dimension(net, at)
    assert left == sum((n - r) * (c - 1) for r in ranks)


@pytest.mark.parametrize(
    "copies", [(), (1,), (2,), (4,), (1, 1), (2, 3), (3, 2), (4, 3), (5, 5, 1), (4, 3, 2), (3, 1, 2)]
)
@pytest.mark.parametrize("n", [1, 2, 4])
def test_generic_solutions(copies, n):
    """What the orbit of a random solution leaves, in rationals and in floats; less is left nowhere."""
    net, rng = emn.Architecture(n, copies), np.random.default_rng(1)
    layers = [np.vectorize(Fraction, otypes=[object])(rng.integers(-99, 100, size=s)) for s in net.shapes]
    at = emn.nearest_solution(net, layers)
    left = emn.solution_dimension(net) - emn.gauge_orbit_dimension(net, at)
    assert left == emn.quotient_dimension(net)
    floats = emn.nearest_solution(net, net.init(rng))
    assert emn.gauge_orbit_dimension(net, floats) == emn.gauge_orbit_dimension(net, at)


def test_where_one_orbit_fills_the_solutions():
    """One copy throughout, or a single node; with several copies only up to lower rank, where widths stay at n."""
    filled = {
        copies: emn.quotient_dimension(emn.Architecture(3, copies)) for copies in [(1,), (1, 1, 1), (3,), (5, 4, 1)]
    }
    assert set(filled.values()) == {0}
    assert emn.quotient_dimension(emn.Architecture(3, (2,))) == 3
    assert emn.quotient_dimension(emn.Architecture(1, (2, 3))) == 0
    assert emn.quotient_dimension(emn.Architecture(5, (3, 2))) == 5 * (2 * 2 + 1 * 1)


def joining(net, a, b, i, rng):
    """A random solution X of X_1 W = W', X_l V_l = V'_l X_l-1, V_m+1 = V'_m+1 X_m in node i, or None: is it invertible?"""
    blocks = [[block[i] for block in row_blocks(net, p)] for p in (a, b)]
    sizes = list(net.copies)
    places = np.cumsum([0, *(c * c for c in sizes)])
    equations, values = [], []
    for l, (V, U) in enumerate(zip(*blocks, strict=True)):
        for p in range(V.shape[0]):
            for q in range(V.shape[1]):
                row, value = np.full(places[-1] + 0, Fraction(0)), Fraction(0)
                if l < len(sizes):
                    for k in range(sizes[l]):
                        row[places[l] + p * sizes[l] + k] += V[k, q]
                else:
                    value += -V[p, q]
                if l > 0:
                    for k in range(sizes[l - 1]):
                        row[places[l - 1] + k * sizes[l - 1] + q] -= U[p, k]
                else:
                    value += U[p, q]
                equations.append(row)
                values.append(value)
    system = np.column_stack([np.array(equations), np.array(values)])
    reduced, pivots = exact.row_space(system)
    if places[-1] in pivots:
        return False
    free = [k for k in range(places[-1]) if k not in pivots]
    X = np.full(places[-1], Fraction(0))
    X[free] = [Fraction(int(v)) for v in rng.integers(-(10**6), 10**6, size=len(free))]
    for row, pivot in zip(reduced, pivots, strict=True):
        X[pivot] = row[-1] - row[free] @ X[free] if free else row[-1]
    return all(rank(X[places[l] : places[l + 1]].reshape(c, c)) == c for l, c in enumerate(sizes))


@given(st.data(), st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple), st.integers(1, 3), sg.rngs())
def test_invariants_decide(data, copies, n, rng):
    """Two solutions have the same invariants if and only if some G takes one to the other.

    The linear equations for G are solved in rationals with random free parameters of 10^6 values: if any solution is
    invertible, this one is but for a chance below 10^-5 (Schwartz and Zippel). Small entries make both answers common.
    """
    net = emn.Architecture(n, copies)

    def draw():
        layers = [np.vectorize(Fraction, otypes=[object])(rng.integers(-1, 2, size=s)) for s in net.shapes]
        return solution(net, net.parameters(layers, exact=True))

    first = draw()
    second = data.draw(st.sampled_from(["same orbit", "another", "same later layers"]))
    if second == "same orbit":
        other = emn.gauge_transform(net, first, [invertible(rng, n, c) for c in copies])
    elif second == "another":
        other = draw()
    else:
        moved = np.vectorize(Fraction, otypes=[object])(rng.integers(-1, 2, size=net.shapes[0]))
        other = emn.nearest_solution(net, [moved, *first.layers[1:]])
    one, two = emn.gauge_invariants(net, first), emn.gauge_invariants(net, other)
    for i in range(n):
        assert (one[i] == two[i]) == joining(net, first, other, i, rng)


def test_solutions_of_two_copies_on_different_orbits():
    """Row spaces that both hold the ones, and differ: no G joins them, though both compute A x."""
    net = emn.Architecture(3, (2,))
    v = np.array([[[Fraction(1), Fraction(0)]]] * 3)
    one = np.array([[1, 1, 1], [1, 0, 0]] * 3).astype(object)
    two = np.array([[1, 1, 1], [0, 1, 0]] * 3).astype(object)
    points = [net.parameters([first, v], exact=True) for first in (one, two)]
    assert all(emn.is_zero_loss(net, p) for p in points)
    invariants = [emn.gauge_invariants(net, p) for p in points]
    assert all(a != b for a, b in zip(*invariants, strict=True))


ONES_AND = {k: [[1, 1, 1], [int(j == k) for j in range(3)]] for k in (0, 1)}
FIRST = [[1], [0], [0]]


@pytest.mark.parametrize(
    ("copies", "one", "two"),
    [
        ((3, 2), [np.eye(3, dtype=int), ONES_AND[0], [[1, 0]]], [np.eye(3, dtype=int), ONES_AND[1], [[1, 0]]]),
        ((2, 2), [FIRST[:2], np.diag([1, 0]), [[1, 0]]], [FIRST[:2], np.diag([1, 1]), [[1, 0]]]),
        (
            (3, 3, 3),
            [FIRST, np.diag([1, 1, 0]), np.diag([1, 1, 0]), [[1, 0, 0]]],
            [FIRST, np.diag([1, 1, 0]), np.diag([1, 0, 1]), [[1, 0, 0]]],
        ),
    ],
    ids=["a later row space", "the rank of a later layer", "the rank of a product of later layers"],
)
def test_each_invariant_is_needed(copies, one, two):
    """Two solutions that differ in one of them only, and no G between them, in any node."""
    n = np.shape(one[0])[1]
    net, points = emn.Architecture(n, copies), []
    for blocks in (one, two):
        layers = [np.array([np.vectorize(Fraction, otypes=[object])(block)] * n) for block in blocks]
        points.append(net.parameters([layers[0].reshape(-1, n), *layers[1:]], exact=True))
    assert all(emn.is_zero_loss(net, p) for p in points)
    for i, (a, b) in enumerate(zip(*(emn.gauge_invariants(net, p) for p in points), strict=True)):
        assert a != b
        assert not joining(net, *points, i, np.random.default_rng(i))
        assert joining(net, points[0], points[0], i, np.random.default_rng(i))


def test_one_copy_is_one_orbit():
    """(1): row scaling by c takes all ones to any solution, of either sign, exactly."""
    net = emn.Architecture(2)
    ones = net.parameters([np.full((2, 2), Fraction(1)), np.full((2, 1, 1), Fraction(1))], exact=True)
    c = np.array([Fraction(-3), Fraction(1, 7)])
    moved = emn.gauge_transform(net, ones, [c[:, None, None]])
    assert moved.layers[0].tolist() == [[-3, -3], [Fraction(1, 7), Fraction(1, 7)]]
    assert moved.layers[1].ravel().tolist() == [Fraction(-1, 3), 7]


def test_derivation():
    """Every step, none by sampling."""
    assert emn.gauge_derivation().proved


def test_refuses():
    """Too few matrices, wrong shapes, singular ones by their node, invariants of floats."""
    net = emn.Architecture(2, (2,))
    params = net.init(0)
    with pytest.raises(ValueError, match="G must hold 1 arrays"):
        emn.gauge_transform(net, params, [])
    with pytest.raises(ValueError, match=r"G\[0\] must have shape"):
        emn.gauge_transform(net, params, [np.eye(2)])
    with pytest.raises(ValueError, match="singular in node 1"):
        emn.gauge_transform(net, params, [np.array([np.eye(2), np.ones((2, 2))])])
    with pytest.raises(TypeError, match="params must be exact rationals"):
        emn.gauge_invariants(net, params)
    assert emn.gauge_invariants(emn.Architecture(1, ()), [np.array([[Fraction(1)]])]) == (((), ()),)
