"""The split between later layers of one copy: conserved by the flow, and by SGD where it starts equal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from sims.emn import train
from theory import emn
from theory import strategies as sg
from theory.emn.masks.row_risk import row_risk


def flow(net, params, time=300.0):
    """The population flow of half the risk, by the gradient of `emn.gradient`."""
    sizes = np.cumsum([0, *(layer.size for layer in params.layers)])
    Q = row_risk(net.n)

    def layers(s):
        return [s[a:b].reshape(shape) for a, b, shape in zip(sizes, sizes[1:], net.shapes, strict=False)]

    def velocity(_, s):
        found = emn.gradient(net, net.parameters(layers(s)), Q)
        return -np.concatenate([layer.ravel() for layer in found.layers]) / 2

    start = np.concatenate([layer.ravel() for layer in params.layers])
    return net.parameters(layers(solve_ivp(velocity, (0, time), start, rtol=1e-10, atol=1e-12).y[:, -1]))


@pytest.mark.parametrize("depth", [2, 3])
def test_under_the_flow(depth):
    """Differences of squares are kept to the solver's tolerance; rows that start equal end equal, the others do not."""
    net = emn.Architecture(4, (1,) * depth)
    layers = [layer.copy() for layer in net.init(3).layers]
    for later in layers[2:]:
        later[:2] = layers[1][:2] * np.array([1, -1])[:, None, None]
    params = net.parameters(layers)
    assert emn.equal_split_rows(net, params).tolist() == [True, True, False, False]
    end = flow(net, params)
    before, after = (np.array([v[:, 0, 0] for v in p.layers[1:]]) for p in (params, end))
    assert np.max(np.abs(np.ptp(after**2 - before**2, axis=0))) <= 1e-8
    assert np.max(np.abs(np.abs(after[:, :2]) - np.abs(after[:1, :2]))) <= 1e-8
    assert np.array_equal(np.sign(after[1:, :2] * after[:1, :2]), np.sign(before[1:, :2] * before[:1, :2]))
    assert np.min(np.ptp(np.abs(after[:, 2:]), axis=0)) > 1e-3


@given(sg.networks(copies=(1, 1), dtype=np.float64, max_n=3), sg.rngs(), st.floats(0.01, 0.3))
def test_one_step_multiplies_the_difference(drawn, rng, lr):
    """d_1 - d_2 by 1 - z, d_1 + d_2 by 1 + z with z from the gradient, for a random risk: to rounding."""
    net, params = drawn
    Q = rng.normal(size=(net.n,) * 3)
    Q = Q + Q.swapaxes(1, 2)
    slope = emn.gradient(net, params, Q)
    d, e = (params.layers[l][:, 0, 0] for l in (1, 2))
    moved_d, moved_e = (params.layers[l][:, 0, 0] - lr * slope.layers[l][:, 0, 0] for l in (1, 2))
    delta = emn.effective_weights(net, params) - 1
    z = -lr * 2 * np.einsum("ij,ijk,ik->i", delta, Q, params.layers[0])
    bound = 1e-13 * (1 + np.abs(z))  # 200 operations on numbers below 2, and |Q| below 20
    assert np.all(np.abs((moved_d - moved_e) - (1 - z) * (d - e)) <= bound * net.n**2)
    assert np.all(np.abs((moved_d + moved_e) - (1 + z) * (d + e)) <= bound * net.n**2)


@given(sg.rngs())
def test_training_keeps_equal_layers_equal(rng):
    """Bit for bit where both are the same number: both see the same operations up to the order of a product of two."""
    net = emn.Architecture(2, (1, 1))
    layers = [layer.copy() for layer in net.init(rng).layers]
    layers[2][:] = layers[1]
    end = train(net, net.parameters(layers), masks=np.ones((5, 2, 2)), vectors=4, rng=rng).params
    assert np.max(np.abs(end.layers[1] - end.layers[2])) <= 50 * 20 * np.finfo(float).eps
    assert np.max(np.abs(end.layers[1] - layers[1])) > 1e-6


def test_one_hidden_layer_and_none():
    """(1) has nothing to split, () no later layer."""
    for copies in ((), (1,)):
        net = emn.Architecture(3, copies)
        assert emn.equal_split_rows(net, net.init(0)).tolist() == [True] * 3


def test_a_random_initialization_has_no_such_row():
    """Two uniform numbers are never of one size."""
    net = emn.Architecture(50, (1, 1))
    assert not np.any(emn.equal_split_rows(net, net.init(0)))


def test_derivation():
    """Every step, none by sampling."""
    assert emn.equal_split_derivation().proved


def test_refuses():
    """Several copies."""
    net = emn.Architecture(2, (2, 1))
    with pytest.raises(ValueError, match="copies must be all 1"):
        emn.equal_split_rows(net, net.init(0))
