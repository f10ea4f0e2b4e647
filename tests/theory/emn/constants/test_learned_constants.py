"""The predicted constants against the flow itself, its conservation laws and exact rationals, at any depth."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from theory import emn
from theory import strategies as sg
from theory.emn.constants.learned_constants import log_balanced_root
from theory.emn.masks.row_risk import row_risk

EPS = 2.0**-52


def flow_row(Q, w, d):
    """One row of (1, ..., 1) under the population flow of 1/2 (D w - 1)^T Q (D w - 1), D = prod d, to its end."""
    m = len(d)

    def velocity(_, s):
        w, d = s[:-m], s[-m:]
        g = Q @ (1 - np.prod(d) * w)
        return np.append(np.prod(d) * g, [np.prod(np.delete(d, l)) * (w @ g) for l in range(m)])

    start = np.append(w, d)
    return solve_ivp(velocity, (0, 4000), start, method="LSODA", rtol=1e-11, atol=1e-12).y[:, -1]


@st.composite
def deep_rows(draw):
    """A network of one copy, one to three later layers, some of them far from balanced."""
    depth, stretch = draw(st.integers(1, 3)), 10.0 ** draw(st.integers(-3, 3))
    net, params = draw(sg.networks(copies=(1,) * depth, dtype=np.float64))
    which = draw(st.integers(0, depth))
    layers = [layer * stretch if l == which else layer for l, layer in enumerate(params.layers)]
    return net, net.parameters(layers)


@pytest.mark.parametrize(("n", "depth"), [(1, 1), (2, 1), (5, 1), (1, 2), (4, 2), (3, 3)])
def test_the_flow_ends_at_the_predicted_constants(n, depth):
    """Sizes to the solver's tolerance (1e-11 over 1e2 time scales); the sign in every row where it is certain."""
    net = emn.Architecture(n, (1,) * depth)
    Q = row_risk(n)
    sure = 0
    for seed in range(5):
        params = net.init(seed)
        c, certain = emn.learned_constants(net, params), emn.sign_is_certain(net, params)
        for i in range(n):
            end = flow_row(Q[i], params.layers[0][i], [layer[i, 0, 0] for layer in params.layers[1:]])
            assert abs(abs(c[i]) - abs(end[0])) <= 1e-7
            assert np.ptp(end[:n]) <= 1e-7
            sure += certain[i]
            assert not certain[i] or np.sign(end[0]) == np.sign(c[i])
    assert sure >= 4 * n


@given(deep_rows())
def test_the_polynomial_in_rationals(drawn):
    """u prod (u - kappa_l) changes from below n to above it around u = n c^2, kappa exact, within the rounding.

    Squares are right to (n + 2) eps of the largest. If all offsets are off by delta, the root moves by at most delta, and
    Newton's root is right to 16 eps |log v|; u^(m + 1) <= n + ... bounds no more than that, so both are taken twice.
    """
    net, params = drawn
    c = emn.learned_constants(net, params)
    for i in range(net.n):
        w2 = sum(Fraction(float(w)) ** 2 for w in params.layers[0][i])
        d2 = [Fraction(float(layer[i, 0, 0])) ** 2 for layer in params.layers[1:]]
        u = net.n * Fraction(float(c[i])) ** 2
        off = Fraction(EPS) * (4 * (net.n + 2) * max(w2, *d2) + 64 * (1 + abs(np.log(float(u))).item()) * u)
        below, above = (_polynomial(u + sign * off, w2, d2) for sign in (-1, 1))
        assert below <= net.n <= above


def _polynomial(u, w2, d2):
    """u prod (u - kappa_l), and 0 below the largest kappa, where the admissible branch begins."""
    factors = [u, *(u - (w2 - square) for square in d2)]
    return np.prod([max(f, Fraction(0)) for f in factors])


@given(deep_rows())
def test_the_exponent_of_n(drawn):
    """Exactly: n c^2 and the d_l^2 are within their greatest difference of n^(1/(m + 1)), so c^2 n^(m/(m+1)) -> 1."""
    net, params = drawn
    m = len(net.copies)
    squares = np.array([np.sum(params.layers[0] ** 2, axis=1), *(layer[:, 0, 0] ** 2 for layer in params.layers[1:])])
    spread = np.ptp(squares, axis=0)
    gap = np.abs(net.n * emn.learned_constants(net, params) ** 2 - net.n ** (1 / (m + 1)))
    assert np.all(gap <= spread + 64 * EPS * (net.n + 2) * (1 + squares.max(axis=0)))


@pytest.mark.parametrize("depth", [1, 2, 3, 7])
def test_balanced_starts(depth):
    """|w| = |d_1| = ... = |d_m|: c = n^(-m/(2 (m+1))) whatever the size, to a few eps."""
    n = 5
    net = emn.Architecture(n, (1,) * depth)
    params = net.parameters([np.eye(n) * 0.75, *[np.full((n, 1, 1), 0.75)] * depth])
    assert np.max(np.abs(emn.learned_constants(net, params) * n ** (depth / (2 * depth + 2)) - 1)) <= 16 * EPS


@given(sg.networks(copies=(1,), dtype=np.float64))
def test_the_quartic(drawn):
    """n c^4 - kappa c^2 - 1 = 0 at every predicted constant, relative to its largest term."""
    net, params = drawn
    c2 = emn.learned_constants(net, params) ** 2
    kappa = np.sum(params.layers[0] ** 2, axis=1) - params.layers[1][:, 0, 0] ** 2
    assert np.all(np.abs(net.n * c2**2 - kappa * c2 - 1) <= 1e-14 * (1 + net.n * c2**2 + np.abs(kappa) * c2))


@pytest.mark.parametrize("size", [1e9, 1e140])
def test_no_cancellation_for_a_large_last_layer(size):
    """c is 1/d to relative eps, where the naive root is 0; with two layers, the other one stays at 1."""
    net = emn.Architecture(2)
    params = net.parameters([np.zeros((2, 2)), np.full((2, 1, 1), size)])
    assert np.max(np.abs(emn.learned_constants(net, params) * size - 1)) <= 1e-13
    net = emn.Architecture(2, (1, 1))
    params = net.parameters([np.zeros((2, 2)), np.full((2, 1, 1), size), np.ones((2, 1, 1))])
    assert np.max(np.abs(emn.learned_constants(net, params) * size - 1)) <= 1e-13


@given(st.integers(1, 4), st.integers(1, 10**6), sg.rngs())
def test_the_root(m, count, rng):
    """Put back: prod (v + a_j) = count, to the rounding of m + 1 logarithms; offsets over 24 orders of magnitude."""
    offsets = 10 ** rng.uniform(-12, 12, (3, m + 1)) * rng.integers(0, 2, (3, m + 1))
    offsets[:, rng.integers(m + 1)] = 0
    v = np.exp(log_balanced_root(offsets, count))
    logs = np.log(v[:, None] + offsets)
    size = 1 + np.abs(np.log(v)) + np.abs(logs).sum(axis=1)
    assert np.all(np.abs(logs.sum(axis=1) - np.log(count)) <= 16 * EPS * (m + 1) * size)


def test_the_root_beyond_the_range_of_floats():
    """Two later weights of 1e100: v = 2e-400 is no float, c = 1e-200 is, to eps times its logarithm."""
    net = emn.Architecture(2, (1, 1))
    params = net.parameters([np.zeros((2, 2)), np.full((2, 1, 1), 1e100), np.full((2, 1, 1), -1e100)])
    assert np.max(np.abs(emn.learned_constants(net, params) * 1e200 + 1)) <= 1e3 * EPS


@given(deep_rows(), sg.rngs())
def test_flipping_signs(drawn, rng):
    """A sign moved from the later layers into w turns c; one moved between later layers leaves it."""
    net, params = drawn
    c = emn.learned_constants(net, params)
    signs = rng.choice([-1.0, 1.0], size=len(params.layers) - 1)
    moved = [params.layers[0] * np.prod(signs), *(layer * s for layer, s in zip(params.layers[1:], signs, strict=True))]
    assert np.array_equal(emn.learned_constants(net, net.parameters(moved)), np.prod(signs) * c)


@given(deep_rows(), sg.rngs())
def test_the_order_of_later_layers_does_not_matter(drawn, rng):
    """To the rounding of a sum and a product in another order."""
    net, params = drawn
    order = rng.permutation(len(params.layers) - 1)
    shuffled = net.parameters([params.layers[0], *(params.layers[1 + l] for l in order)])
    assert np.allclose(emn.learned_constants(net, shuffled), emn.learned_constants(net, params), rtol=1e-13, atol=0)


def test_an_array_of_masks_is_its_law():
    """Of all masks of n = 2, it is the paper's; without its second column, |w|^2 and n lose an entry."""
    every = np.array([[[a, b], [b, d]] for a in (0, 1) for b in (0, 1) for d in (0, 1)])
    net = emn.Architecture(2, (1, 1))
    params = net.init(0)
    assert np.array_equal(emn.learned_constants(net, params, masks=every), emn.learned_constants(net, params))
    alone = emn.Architecture(1, (1, 1))
    kept = alone.parameters([params.layers[0][:1, :1], *(layer[:1] for layer in params.layers[1:])])
    halved = every * [1, 0]
    halved[:, 1, 0] = 1
    gap = emn.learned_constants(net, params, masks=halved)[0] / emn.learned_constants(alone, kept)[0] - 1
    assert abs(gap) <= 8 * EPS  # the other row may ask for one more step of Newton's method


def test_float32_and_no_hidden_layer():
    """float32 parameters are computed with in float64; () has the constants 1."""
    net = emn.Architecture(3, (1, 1))
    params = net.init(0, np.float32)
    wide = net.parameters([layer.astype(np.float64) for layer in params.layers])
    assert np.array_equal(emn.learned_constants(net, params), emn.learned_constants(net, wide))
    net = emn.Architecture(3, ())
    assert emn.learned_constants(net, net.init(0)).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_derivation(depth):
    """Every step proved."""
    assert emn.learned_constants_derivation(depth).proved


@pytest.mark.parametrize("copies", [(2,), (1, 2), (3, 1)])
def test_refuses_more_copies_by_naming_what_holds(copies):
    """The product of all layers, the conserved matrices and the bracket."""
    net = emn.Architecture(3, copies)
    with pytest.raises(ValueError, match=r"effective weights 1.*conserved_quantities.*later_weight_bracket"):
        emn.learned_constants(net, net.init(0))


def test_refuses_unreachable_rows_and_overflow():
    """A row that is empty in every mask learns nothing; squares must be floats."""
    net = emn.Architecture(2)
    with pytest.raises(ValueError, match="row 1 is empty"):
        emn.learned_constants(net, net.init(0), masks=np.array([[[1, 1], [0, 0]]]))
    with pytest.raises(ValueError, match="params must have squares in the range"):
        emn.learned_constants(net, net.parameters([np.full((2, 2), 1e200), np.ones((2, 1, 1))]))
