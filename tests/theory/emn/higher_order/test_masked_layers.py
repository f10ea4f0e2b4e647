"""Several masked layers: what they compute, and the gauge."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg
from theory.emn.higher_order.masked_layers import derivation

EPS = np.finfo(float).eps


@given(st.data(), st.integers(1, 5), st.integers(1, 4))
def test_unit_weights_multiply_the_masks(data, n, r):
    """A_r ... A_1 in this order, exactly for small integers; one mask gives its power and the walks of its graph."""
    masks = np.array([data.draw(sg.masks(n)) for _ in range(r)]).astype(int)
    expected = masks[0]
    for A in masks[1:]:
        expected = A @ expected
    assert np.array_equal(emn.masked_product(np.ones((r, n, n)), masks), expected)
    if n <= 3:
        one = emn.masked_product(np.ones((r, n, n)), [masks[0]] * r)
        assert np.array_equal(one, emn.count_walks(emn.mask_graph(masks[0]), r))


@given(st.data(), st.integers(1, 4), st.integers(1, 4))
def test_the_gauge_orbit_has_zero_loss_exactly(data, n, r):
    """In rationals: any factors g, any rational masks, in any layer."""
    rng = data.draw(sg.rngs())

    def rationals(*shape):
        numbers = rng.choice([-1, 1], shape) * rng.integers(1, 6, shape)
        return np.vectorize(Fraction, otypes=[object])(numbers, rng.integers(1, 6, shape)).reshape(shape)

    gauge = rationals(r - 1, n) if r > 1 else np.empty((0, n), dtype=object)
    layers, masks = emn.zero_loss_layers(gauge), rationals(r, n, n)
    ones = emn.zero_loss_layers(np.ones((r - 1, n))).astype(int).astype(object)
    assert np.array_equal(emn.masked_product(layers, masks), emn.masked_product(ones, masks))
    if r > 1:
        assert np.array_equal(layers[0], np.tile(gauge[0][:, None], (1, n)))


@given(st.data(), st.integers(2, 4))
def test_off_the_orbit_two_layers_have_loss(data, n):
    """A weight that is off by 1 % shows under a mask of two edges: the orbit is all there is."""
    rng = data.draw(sg.rngs())
    layers = emn.zero_loss_layers(rng.uniform(0.5, 2, (1, n)))
    l, i, k = data.draw(st.tuples(st.integers(0, 1), st.integers(0, n - 1), st.integers(0, n - 1)))
    layers[l, i, k] *= 1.01
    other = (i if l == 0 else k, int(rng.integers(n)))
    masks = np.zeros((2, n, n))
    masks[l, i, k] = 1
    masks[1 - l][(other[1], other[0]) if l == 0 else other] = 1
    assert abs(np.max(emn.masked_product(layers, masks)) - 1.01) <= 4 * EPS


@given(st.data(), st.integers(1, 5))
def test_self_loops_in_the_second_layer(data, n):
    """max(A, I) A = A^2 + (I - D) A: first plus second order without self-loops, row i only second where A_ii = 1."""
    A = data.draw(sg.masks(n, binary=False))
    loops = emn.with_self_loops(A)
    assert loops.max() <= 1
    off = loops @ A - (A @ A + (1 - np.diag(A))[:, None] * A)
    assert np.max(np.abs(off)) <= 4 * n * EPS
    full = A * (1 - np.eye(n)) + np.eye(n)
    assert np.array_equal(emn.with_self_loops(full), full)


def test_derivation():
    assert derivation().proved


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.masked_product(np.ones((2, 2, 2)), np.ones((1, 2, 2))), "masks must have shape"),
        (lambda: emn.masked_product(np.ones((2, 2, 3)), np.ones((2, 2, 3))), "layers must have shape"),
        (lambda: emn.zero_loss_layers([[1.0, 0.0]]), "gauge must not contain 0"),
        (lambda: emn.with_self_loops([[2.0]]), r"A must lie in \[0, 1\]"),
    ],
)
def test_refuses(make, message):
    with pytest.raises(ValueError, match=message):
        make()
