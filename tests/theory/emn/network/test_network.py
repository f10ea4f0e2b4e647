"""Architecture, forward pass, effective weights and the weights of zero loss."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg


@given(st.data(), sg.networks())
def test_the_network_computes_the_masked_effective_weights(data, drawn):
    """forward(A, x) = (A * beta) x for any mask: rounding of at most three layers of at most 3 n products each."""
    net, params = drawn
    A, rng = data.draw(sg.masks(net.n, binary=False)), data.draw(sg.rngs())
    x = rng.normal(size=(3, net.n))
    beta = emn.effective_weights(net, params)
    eps = np.finfo(params.dtype).eps
    bound = 200 * net.n * eps * (1 + np.abs(x).max()) * 3**3
    assert np.max(np.abs(emn.forward(net, params, A, x) - x @ (A * beta).T)) <= bound


@given(st.data(), st.integers(1, 6), st.integers(0, 3))
def test_zero_loss_parameters_compute_Ax(data, n, depth):
    """For any mask, input and constants of either sign, in float64."""
    rng = data.draw(sg.rngs())
    net = emn.Architecture(n, (1,) * depth)
    c = rng.choice([-1.0, 1.0], size=n) * rng.uniform(0.2, 5, size=n) if depth else None
    params = emn.zero_loss_parameters(net, c)
    A, x = data.draw(sg.masks(n, binary=False)), rng.random((4, n))
    assert np.max(np.abs(emn.forward(net, params, A, x) - x @ A.T)) <= 50 * n * np.finfo(float).eps
    if depth:
        assert np.array_equal(params.layers[0], np.tile(c[:, None], (1, n)))


def test_counts_and_shapes():
    """(2, 3) on 4 nodes: 8 x 4, then 4 blocks of 3 x 2, then 4 blocks of 1 x 3."""
    net = emn.Architecture(4, (2, 3))
    assert net.shapes == ((8, 4), (4, 3, 2), (4, 1, 3))
    assert net.parameter_count == 32 + 24 + 12
    assert emn.Architecture(4, ()).shapes == ((4, 4),)


def test_init_is_uniform_in_its_fan_in():
    """Each layer fills +-1/sqrt(fan_in): the largest of N uniforms misses the edge by less than 30/N but for e^-30."""
    params = emn.Architecture(50, (4,)).init(0)
    for layer, fan_in in zip(params.layers, (50, 4), strict=True):
        edge = np.abs(layer).max() * np.sqrt(fan_in)
        assert 1 - 30 / layer.size <= edge <= 1
    assert emn.Architecture(3).init(0, np.float32).dtype == np.float32


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.Architecture(0), "n must be"),
        (lambda: emn.Architecture(2.5), "n must be"),
        (lambda: emn.Architecture(3, (0,)), "every entry of copies"),
        (lambda: emn.Architecture(3, 2), "copies must be a tuple"),
        (lambda: emn.Architecture(3).init(0, np.int32), "dtype must be"),
        (lambda: emn.Architecture(3).parameters([np.ones((3, 3))]), "params must have 2 layers"),
        (lambda: emn.Architecture(1, ()).parameters([np.array([[np.nan]])]), r"params.layers\[0\] must be finite"),
        (lambda: emn.forward(*_net(), 2 * np.eye(3), np.ones((1, 3))), r"A must lie in \[0, 1\]"),
        (lambda: emn.forward(*_net(), np.eye(4), np.ones((1, 3))), "A must have shape"),
        (lambda: emn.forward(*_net(), np.eye(3), np.ones(3)), "x must have shape"),
        (lambda: emn.zero_loss_parameters(emn.Architecture(2), [1.0, 0.0]), "c must not contain 0"),
        (lambda: emn.zero_loss_parameters(emn.Architecture(2, (2,))), "copies must be all 1"),
        (lambda: emn.zero_loss_parameters(emn.Architecture(2, ()), [2.0, 1.0]), "c must be 1 without hidden layer"),
    ],
)
def test_refuses(make, message):
    """Each kind of bad input by the name of the argument."""
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def _net():
    net = emn.Architecture(3)
    return net, net.init(0)
