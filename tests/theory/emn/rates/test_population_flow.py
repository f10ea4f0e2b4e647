"""The integrated flow against matrix exponentials, conservation laws and the definition of the risk."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from theory import emn
from theory import strategies as sg
from theory.emn.masks.row_risk import row_risk


def risk(net, params, Q):
    e = emn.effective_weights(net, params) - 1
    return np.einsum("ij,ijk,ik->", e, Q, e)


def test_without_hidden_layer_it_is_linear():
    """beta(t) = 1 + exp(-Q t) (beta_0 - 1), for weighted masks with an entry that none reaches; error 100 rtol."""
    net, masks = emn.Architecture(3, ()), np.random.default_rng(0).random((5, 3, 3))
    masks[:, 0, 1] = 0
    params, Q = net.init(0), row_risk(3, masks)
    for t in (0.0, 0.5, 7.0):
        (end,) = emn.population_flow(net, params, t, masks).layers
        for i in range(3):
            exact = 1 + expm(-Q[i] * t) @ (params.layers[0][i] - 1)
            assert np.max(np.abs(end[i] - exact)) <= 1e-8
    assert end[0, 1] == params.layers[0][0, 1]


@settings(max_examples=25)
@given(sg.networks(max_n=3, dtype=np.float64), st.floats(0.1, 10))
def test_conserves_and_descends(drawn, t):
    """The conserved quantities to 1000 rtol of the squares, and the risk falls."""
    net, params = drawn
    end = emn.population_flow(net, params, t)
    for a, b in zip(emn.conserved_quantities(net, params), emn.conserved_quantities(net, end), strict=True):
        size = sum(np.sum(layer**2) for layer in (*params.layers, *end.layers))
        assert np.max(np.abs(a - b)) <= 1e-7 * size
    Q = row_risk(net.n)
    assert risk(net, end, Q) <= risk(net, params, Q)


def test_its_speed_is_half_the_gradient():
    """(w(h) - w(0)) / h -> -grad/2: the error is of first order in h, from finite differences of the risk itself."""
    net, Q = emn.Architecture(2, (2,)), row_risk(2)
    params = net.init(1)
    errors = []
    for h in (1e-2, 1e-3):
        end = emn.population_flow(net, params, h)
        for which, layer in enumerate(params.layers):
            for where in np.ndindex(layer.shape):
                moved = []
                for sign in (1, -1):
                    layers = [p.copy() for p in params.layers]
                    layers[which][where] += sign * 1e-5
                    moved.append(risk(net, net.parameters(layers), Q))
                velocity = -(moved[0] - moved[1]) / 4e-5
                errors.append(abs((end.layers[which][where] - layer[where]) / h - velocity))
    half = len(errors) // 2
    assert max(errors[half:]) <= 0.2 * max(errors[:half])
    assert max(errors[half:]) <= 0.01


def test_refuses():
    """A negative or infinite time."""
    net = emn.Architecture(2)
    for t in (-1.0, np.inf):
        with pytest.raises(ValueError, match="t must be finite and >= 0"):
            emn.population_flow(net, net.init(0), t)
