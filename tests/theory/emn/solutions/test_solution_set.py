"""The set of zero-loss parameters: its dimension from exact ranks, its pieces by paths, the nearest point."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import emn, exact
from theory import strategies as sg
from theory.emn.network.architecture import row_blocks
from theory.emn.network.gradient import jacobian
from theory.emn.solutions.solution_set import later_product


def solution(net, params):
    """A zero-loss point in rationals, or no example where the later layers multiply to 0."""
    assume(np.all(np.any(later_product(net, params) != 0, axis=1)))
    return emn.nearest_solution(net, params)


@given(st.data(), sg.exact_networks(max_n=3))
def test_codimension_is_the_rank_of_the_equations(data, drawn):
    """At random solutions: n^2 independent equations; for a part of the entries, as many as are reached."""
    net, params = drawn
    at = solution(net, params)
    reached = data.draw(sg.masks(net.n)).astype(bool)
    J = jacobian(net, at)
    for kept in (np.ones_like(reached), reached):
        rank = sum(exact.rank(j[k]) for j, k in zip(J, kept, strict=True))
        assert net.parameter_count - rank == emn.solution_dimension(net, kept)
    assert emn.solution_dimension(net) == emn.solution_dimension(net, np.ones_like(reached))


@pytest.mark.parametrize(
    ("copies", "dimension"), [((), 0), ((1,), 4), ((1, 1), 8), ((3,), 4 * (3 + 4 * 2)), ((2, 3), 4 * (8 + 6 + 3 - 4))]
)
def test_dimensions_of_figure_4(copies, dimension):
    """n = 4: a point, a constant a row, two numbers a row; then by counting parameters."""
    assert emn.solution_dimension(emn.Architecture(4, copies)) == dimension


@given(st.data(), sg.exact_networks())
def test_nearest_solution(data, drawn):
    """Zero loss exactly, later layers kept, its own nearest; the way to it is orthogonal to the way to any other one."""
    net, params = drawn
    at = solution(net, params)
    assert emn.is_zero_loss(net, at)
    assert np.all(emn.effective_weights(net, at) == 1)
    again = emn.nearest_solution(net, at)
    assert all(np.array_equal(a, b) for a, b in zip(at.layers, again.layers, strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(at.layers[1:], params.layers[1:], strict=True))
    shift = data.draw(st.fractions(-3, 3, max_denominator=4))
    other = emn.nearest_solution(net, [params.layers[0] ** 2 + shift, *params.layers[1:]])
    way, along = at.layers[0] - params.layers[0], other.layers[0] - at.layers[0]
    assert (way * along).sum() == 0


@given(sg.networks())
def test_nearest_solution_in_floats(drawn):
    """Against least squares column by column; zero loss to rounding, and not so before."""
    net, params = drawn
    P = later_product(net, params).astype(float)
    assume(np.linalg.norm(P, axis=1).min() > 1e-2)
    at = emn.nearest_solution(net, params)
    assert emn.is_zero_loss(net, at)
    assert not emn.is_zero_loss(net, params)
    assert at.dtype == params.dtype
    first, found = (row_blocks(net, p)[0].astype(float) for p in (params, at))
    for i in range(net.n):
        least = first[i] + np.linalg.lstsq(P[i : i + 1], 1 - P[i : i + 1] @ first[i], rcond=None)[0]
        assert np.max(np.abs(least - found[i])) <= 100 * np.finfo(params.dtype).eps * (1 + 1 / np.abs(P[i]).max())


@given(sg.exact_networks())
def test_zero_loss_is_zero_gradient_and_only_there_zero_risk(drawn):
    """At a solution the gradient of any risk vanishes; off by one entry the risk is positive."""
    net, params = drawn
    at = solution(net, params)
    Q = np.tile(np.where(np.eye(net.n, dtype=bool), Fraction(1, 6), Fraction(1, 16)), (net.n, 1, 1))
    assert all(np.all(layer == 0) for layer in emn.gradient(net, at, Q).layers)
    moved = [layer.copy() for layer in at.layers]
    moved[0].reshape(net.n, -1, net.n)[-1, :, 0] += later_product(net, at)[-1]
    assert not emn.is_zero_loss(net, moved)
    reached = np.ones((net.n, net.n), dtype=bool)
    reached[-1, 0] = False
    assert emn.is_zero_loss(net, moved, reached)


def partial_products(net, params):
    """u_l = V_m+1 ... V_l+1 for l = m, ..., 1, each (n, c_l)."""
    rows, out = None, []
    for layer in params.layers[:0:-1]:
        rows = layer if rows is None else rows @ layer
        out.append(rows[:, 0, :])
    return out


def path(net, start, end, times):
    """Solutions from `start` to `end`: the partial products go straight, each layer after them as near as it can."""
    u0, u1 = partial_products(net, start), partial_products(net, end)
    for t in times:
        u = [(1 - t) * a + t * b for a, b in zip(u0, u1, strict=True)]
        later, above = [], np.full((net.n, 1), Fraction(1))
        for l, goal in enumerate(u):
            V = (1 - t) * start.layers[-1 - l] + t * end.layers[-1 - l]
            gap = (goal - (above[:, None, :] @ V)[:, 0, :]) / (above * above).sum(axis=1, keepdims=True)
            later.insert(0, V + above[:, :, None] * gap[:, None, :])
            above = goal
        first = (1 - t) * start.layers[0] + t * end.layers[0]
        yield net.parameters([first, *later], exact=True)


@given(st.data(), sg.exact_networks(max_n=2))
def test_pieces_are_told_apart_by_signs(data, drawn):
    """Two solutions are joined by a path of solutions if their partial products of one copy have the same signs.

    Where a straight line of partial products meets 0 in a layer of several copies, the example is left out.
    """
    net, params = drawn
    start = solution(net, params)
    rng, layers = data.draw(sg.rngs()), []
    for shape in net.shapes:
        layers.append(np.vectorize(Fraction, otypes=[object])(rng.integers(-3, 4, size=shape)))
    end = solution(net, net.parameters(layers, exact=True))
    times = [Fraction(k, 12) for k in range(13)]
    u0, u1 = partial_products(net, start), partial_products(net, end)
    single = [(a[:, 0], b[:, 0]) for a, b in zip(u0, u1, strict=True) if a.shape[1] == 1]
    if any(np.any(np.sign(a) != np.sign(b)) for a, b in single):
        return  # another piece: a continuous nonzero number keeps its sign
    assume(all(np.all(np.any((1 - t) * a + t * b != 0, axis=1)) for t in times for a, b in zip(u0, u1, strict=True)))
    way = [emn.nearest_solution(net, p) for p in path(net, start, end, times)]
    assert all(emn.is_zero_loss(net, p) for p in way)
    for reached, given_point in ((way[0], start), (way[-1], end)):
        assert all(np.array_equal(a, b) for a, b in zip(reached.layers, given_point.layers, strict=True))
    for a, b in zip(partial_products(net, way[6]), u0, strict=True):
        if a.shape[1] == 1:
            assert np.array_equal(np.sign(a), np.sign(b))


@pytest.mark.parametrize("copies", [(), (1,), (2,), (1, 1), (2, 1), (3, 2), (1, 2, 1)])
def test_number_of_pieces(copies):
    """n = 2: the sign patterns that occur among random solutions are all there are."""
    net, rng = emn.Architecture(2, copies), np.random.default_rng(0)
    patterns = set()
    for _ in range(400):
        at = emn.nearest_solution(net, net.init(rng))
        signs = [np.sign(u[:, 0]) for u in partial_products(net, at) if u.shape[1] == 1]
        patterns.add(tuple(np.concatenate([*signs, []])))
    assert len(patterns) == emn.solution_components(net)


def test_rows_that_no_mask_reaches_are_free():
    """(1, 1) on two nodes, one of them never reached: its four parameters are free, and in one piece."""
    net, reached = emn.Architecture(2, (1, 1)), [[1, 1], [0, 0]]
    assert emn.solution_dimension(net, reached) == 2 + 4
    assert emn.solution_components(net, reached) == 4
    params = net.parameters([np.array([[1.0, 1], [0, 0]]), *[np.array([[[1.0]], [[0.0]]])] * 2])
    assert emn.is_zero_loss(net, params, reached)
    assert not emn.is_zero_loss(net, params)


def test_derivation():
    """Every step, none by sampling."""
    assert emn.solution_set_derivation().proved


def test_refuses():
    """A row whose later layers multiply to 0, and a wrong `reached`."""
    net = emn.Architecture(2, (2,))
    params = net.parameters([np.ones((4, 2)), np.array([[[1.0, 2.0]], [[0.0, 0.0]]])])
    with pytest.raises(ValueError, match="got 0 in row 1"):
        emn.nearest_solution(net, params)
    with pytest.raises(ValueError, match="reached must have shape"):
        emn.solution_dimension(net, np.ones(2))
    with pytest.raises(ValueError, match="reached must be 0 or 1"):
        emn.solution_components(net, np.full((2, 2), 0.5))
