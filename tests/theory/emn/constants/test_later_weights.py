"""The bracket on |v|^2: at zero loss, where it is attained, and after the flow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg

EPS = 2.0**-52


@given(st.integers(1, 4), st.integers(1, 4), sg.rngs())
def test_contains_every_network_of_zero_loss(n, c, rng):
    """W with v^T W = 1^T of any size: the network has settled, so |v|^2 lies in its own bracket, to rounding.

    K is right to (n + c) eps of |W|^2 + |v|^2, and |v|^2 falls by less than its own error in lambda.
    """
    net = emn.Architecture(n, (c,))
    v = rng.normal(size=(n, 1, c)) * 10 ** rng.uniform(-1, 1)
    W = rng.normal(size=(n, c, n)) * 10 ** rng.uniform(-1, 1)
    W = W + v.swapaxes(1, 2) * (1 - v @ W) / np.sum(v**2, axis=2)[:, :, None]
    low, high = emn.later_weight_bracket(net, net.parameters([W.reshape(-1, n), v]))
    square = np.sum(v**2, axis=(1, 2))
    slack = 8 * (n + c) * EPS * (np.sum(W**2, axis=(1, 2)) + square)
    assert np.all(low - slack <= square)
    assert np.all(square <= high + slack)


def test_both_bounds_are_attained():
    """W W^T = diag(a, b) + v v^T with v along either axis and |v|^4 + lambda |v|^2 = n, zero loss by a rotation."""
    n, eigenvalues = 4, np.array([0.5, 3.0])
    for k, lam in enumerate(eigenvalues):
        square = (np.sqrt(lam**2 + 4 * n) - lam) / 2
        S = np.diag(eigenvalues)
        S[k, k] += square
        rows = np.array([[1, 1, 1, 1], [1, -1, 1, -1]]) / 2  # orthonormal, the first along all ones
        W = np.sqrt(np.diag(S))[:, None] * (rows if k == 0 else rows[::-1])
        v = np.eye(2)[k] * np.sqrt(square)
        assert np.max(np.abs(v @ W - 1)) <= 8 * EPS
        net = emn.Architecture(n, (2,))
        bounds = emn.later_weight_bracket(net, net.parameters([np.tile(W, (n, 1)), np.tile(v, (n, 1, 1))]))
        assert abs(bounds[1 - k][0] - square) <= 32 * EPS


@pytest.mark.parametrize("copies", [1, 2, 3])
def test_contains_where_the_flow_ends(copies):
    """From initializations, to the 1e-8 of the integrator; a wrong sign of K would not."""
    net = emn.Architecture(4, (copies,))
    for seed in range(3):
        params = net.init(seed)
        low, high = emn.later_weight_bracket(net, params)
        end = emn.population_flow(net, params, 150.0)
        assert np.max(np.abs(emn.effective_weights(net, end) - 1)) < 1e-6
        square = np.sum(end.layers[1] ** 2, axis=(1, 2))
        assert np.all((low - 1e-8 <= square) & (square <= high + 1e-8))


@given(sg.networks(copies=(1,), dtype=np.float64))
def test_one_copy_has_its_constant(drawn):
    """Both bounds are 1/c^2."""
    net, params = drawn
    low, high = emn.later_weight_bracket(net, params)
    assert np.array_equal(low, high)
    assert np.allclose(low, emn.learned_constants(net, params) ** -2, rtol=1e-13, atol=0)


def test_entries_that_no_mask_reaches_do_not_count():
    """The second column never on: n = 1 there, and its weights do not matter."""
    net, alone = emn.Architecture(2, (2,)), emn.Architecture(1, (2,))
    params = net.init(3)
    masks = np.array([[[1, 0], [1, 1]]])
    kept = alone.parameters([params.layers[0][:2, :1], params.layers[1][:1]])
    for bound, other in zip(
        emn.later_weight_bracket(net, params, masks), emn.later_weight_bracket(alone, kept), strict=True
    ):
        assert abs(bound[0] - other[0]) <= 16 * EPS


def test_the_derivation():
    """Every step proved."""
    assert emn.later_weights_derivation().proved


def test_refuses():
    """No or several hidden layers, unreachable rows."""
    for copies in ((), (2, 1)):
        net = emn.Architecture(2, copies)
        with pytest.raises(ValueError, match=r"copies must be one hidden layer \(c,\)"):
            emn.later_weight_bracket(net, net.init(0))
    net = emn.Architecture(2, (2,))
    with pytest.raises(ValueError, match="row 0 is empty"):
        emn.later_weight_bracket(net, net.init(0), np.array([[[0, 0], [1, 1]]]))
    with pytest.raises(TypeError, match="net must be an Architecture"):
        emn.later_weight_bracket(3, net.init(0))
