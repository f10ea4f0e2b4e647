"""The gradient by hand against four others: complex step, finite differences, the Gram kernel of training, multilinearity."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.emn import grams, train_on_masks
from theory import emn
from theory import strategies as sg
from theory.emn.network.gradient import jacobian

ARCHITECTURES = [(), (1,), (3,), (1, 1), (2, 3), (3, 1, 2)]


def risk(layers, Q):
    """sum_i (beta_i - 1)^T Q_i (beta_i - 1), written again, for complex weights too."""
    total = 0
    for i in range(len(Q)):
        row = layers[0].reshape(len(Q), -1, len(Q))[i]
        for layer in layers[1:]:
            row = layer[i] @ row
        delta = row[0] - 1
        total = total + delta @ Q[i] @ delta
    return total


def symmetric(rng, n):
    Q = rng.normal(size=(n, n, n))
    return Q + Q.swapaxes(1, 2)


@given(sg.networks(max_n=4, dtype=np.float64), sg.rngs())
def test_complex_step(drawn, rng):
    """Im risk(w + i h) / h without any difference: all layers to rounding.

    Both sum at most 3 n^2 3^2 products of |Q| and weights below 1; each rounds by eps of its size.
    """
    net, params = drawn
    Q = symmetric(rng, net.n)
    found = emn.gradient(net, params, Q)
    bound = 30 * np.finfo(float).eps * (3 * net.n) ** 2 * 9 * np.abs(Q).max()
    for l, layer in enumerate(params.layers):
        for where in np.ndindex(layer.shape):
            moved = [other.astype(complex) for other in params.layers]
            moved[l][where] += 1e-100j
            assert abs(risk(moved, Q).imag / 1e-100 - found.layers[l][where]) <= bound


@pytest.mark.parametrize("copies", ARCHITECTURES)
def test_order_of_finite_differences(copies):
    """Forward differences are off by h, central ones by h^2 (exact for (), whose risk is quadratic)."""
    net, rng = emn.Architecture(3, copies), np.random.default_rng(7)
    params, Q = net.init(rng), symmetric(rng, 3)
    way = [rng.normal(size=s) for s in net.shapes]
    slope = sum(float(np.sum(a * b)) for a, b in zip(emn.gradient(net, params, Q).layers, way, strict=True))

    def at(h):
        return risk([layer + h * v for layer, v in zip(params.layers, way, strict=True)], Q)

    steps = np.geomspace(1e-5, 1e-3, 5)
    forward = [abs((at(h) - at(0)) / h - slope) for h in steps]
    assert abs(np.polyfit(np.log(steps), np.log(forward), 1)[0] - 1) <= 0.1
    steps = np.geomspace(1e-3, 3e-2, 5)
    central = [abs((at(h) - at(-h)) / (2 * h) - slope) for h in steps]
    if copies:
        assert abs(np.polyfit(np.log(steps), np.log(central), 1)[0] - 2) <= 0.1
    else:
        assert max(central) <= 1e-11


@pytest.mark.parametrize("copies", ARCHITECTURES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_step_of_training(copies, dtype):
    """The kernel's step is -lr / n times the gradient at Q_i = a_i a_i^T * G, weighted masks included."""
    n, lr, rng = 4, 0.1, np.random.default_rng(3)
    net = emn.Architecture(n, copies)
    params = net.init(rng, dtype)
    A = (rng.random((n, n)) * (rng.random((n, n)) < 0.7)).astype(dtype)
    x = rng.random((1, 8, n)).astype(dtype)
    G = x[0].T @ x[0] / 8
    Q = A[:, :, None] * A[:, None, :] * G
    stacked = [layer[None].copy() for layer in params.layers]
    stacked[0] = stacked[0].reshape(1, n, net.widths[0], n)
    scale = np.full((1, 1, 1), 2 * lr / n, dtype=dtype)
    after = train_on_masks(stacked, A[None], grams(x, 8, scale), 1)
    found = emn.gradient(net, params, Q)
    for before, trained, slope in zip(params.layers, after, found.layers, strict=True):
        assert slope.dtype == dtype
        step = before - lr / n * slope
        assert np.max(np.abs(trained.reshape(before.shape) - step)) <= 100 * n * np.finfo(dtype).eps
        assert np.max(np.abs(before - step)) > 1e-3


@given(sg.exact_networks(max_n=3))
def test_jacobian_is_exact_where_beta_is_linear(drawn):
    """beta is linear in each single parameter: raising it by 1 changes beta by its column, in rationals."""
    net, params = drawn
    J, beta = jacobian(net, params), emn.effective_weights(net, params)
    columns = 0
    blocks = [(l, (net.n, out, inn)) for l, (out, inn) in enumerate(_blocks(net))]
    for l, (_, out, inn) in blocks:
        for a, b in product(range(out), range(inn)):
            moved = [layer.copy() for layer in params.layers]
            block = moved[l].reshape(net.n, out, inn)
            block[:, a, b] = block[:, a, b] + 1
            change = emn.effective_weights(net, net.parameters(moved, exact=True)) - beta
            assert np.array_equal(J[:, :, columns], change)
            columns += 1
    assert J.shape == (net.n, net.n, columns)
    assert columns * net.n == net.parameter_count


@given(sg.exact_networks(max_n=3), sg.rngs())
def test_gradient_is_the_jacobian_transposed(drawn, rng):
    """2 J^T Q delta, exactly; and it is 0 where delta is."""
    net, params = drawn
    Q = np.vectorize(Fraction, otypes=[object])(rng.integers(-3, 4, size=(net.n,) * 3))
    Q = Q + Q.swapaxes(1, 2)
    delta = emn.effective_weights(net, params) - 1
    expected = (jacobian(net, params).swapaxes(1, 2) @ (2 * Q @ delta[:, :, None]))[:, :, 0]
    found = emn.gradient(net, params, Q)
    first = found.layers[0].reshape(net.n, -1)
    flat = np.concatenate([first, *(layer.reshape(net.n, -1) for layer in found.layers[1:])], axis=1)
    assert np.array_equal(flat, expected)
    assert all(isinstance(value, Fraction) for value in flat.ravel())


def test_refuses():
    """Shapes, and floats beside exact rationals."""
    net = emn.Architecture(2)
    with pytest.raises(ValueError, match="Q must have shape"):
        emn.gradient(net, net.init(0), np.eye(2))
    exact = net.parameters([np.full(s, Fraction(1)) for s in net.shapes], exact=True)
    with pytest.raises(TypeError, match="Q is floating point"):
        emn.gradient(net, exact, np.ones((2, 2, 2)))
    with pytest.raises(TypeError, match="params must be float32 or float64"):
        net.parameters(exact)


@given(st.data(), st.sampled_from(ARCHITECTURES))
def test_masked_parameters_are_the_first_layer(data, copies):
    """An entry that the mask switches off has no gradient in any copy, and no other parameter is ever off."""
    net = emn.Architecture(3, copies)
    A, params = data.draw(sg.masks(3)), net.init(data.draw(sg.rngs()))
    Q = A[:, :, None] * A[:, None, :] * (np.eye(3) / 12 + 0.25)
    found = emn.gradient(net, params, Q)
    off = np.repeat(A == 0, net.widths[0], axis=0)
    assert np.all(found.layers[0][off] == 0)
    assert off.size == net.parameter_count - sum(v.size for v in found.layers[1:])
    for i, later in product(range(3), found.layers[1:]):
        assert np.any(later[i] != 0) == np.any(A[i])


def _blocks(net):
    return [(net.widths[0], net.n), *((out, inn) for inn, out in zip(net.widths, net.widths[1:], strict=False))]
