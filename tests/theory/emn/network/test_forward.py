"""The forward pass against the masked effective weights."""

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


def _net():
    net = emn.Architecture(3)
    return net, net.init(0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.forward(*_net(), 2 * np.eye(3), np.ones((1, 3))), r"A must lie in \[0, 1\]"),
        (lambda: emn.forward(*_net(), np.eye(4), np.ones((1, 3))), "A must have shape"),
        (lambda: emn.forward(*_net(), np.eye(3), np.ones(3)), "x must have shape"),
    ],
)
def test_refuses(make, message):
    """Each kind of bad input by the name of the argument."""
    with pytest.raises((ValueError, TypeError), match=message):
        make()
