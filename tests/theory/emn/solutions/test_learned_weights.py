"""The weights of zero loss."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg


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


def test_printed_forms_are_solutions():
    """The weights of Figure 4 for (), (1) and (1, 1), to rounding; off by 1e-12 they are not."""
    for copies, c in product([(), (1,), (1, 1)], ([0.3, -2.0, 7.0],)):
        net = emn.Architecture(3, copies)
        params = emn.zero_loss_parameters(net, c if copies else None)
        assert emn.is_zero_loss(net, params)
        layers = [layer.copy() for layer in params.layers]
        layers[0][1, 2] *= 1 + 1e-12
        assert not emn.is_zero_loss(net, layers)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: emn.zero_loss_parameters(emn.Architecture(2), [1.0, 0.0]), "c must not contain 0"),
        (lambda: emn.zero_loss_parameters(emn.Architecture(2, (2,))), "copies must be all 1"),
        (lambda: emn.zero_loss_parameters(emn.Architecture(2, ()), [2.0, 1.0]), "c must be 1 without hidden layer"),
    ],
)
def test_refuses(make, message):
    """Each kind of bad input by the name of the argument."""
    with pytest.raises((ValueError, TypeError), match=message):
        make()
