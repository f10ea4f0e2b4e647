"""Conserved exactly, in rationals, along the gradient that training really uses; and what one step changes."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.emn import sgd_step
from theory import emn
from theory import strategies as sg
from theory.emn.network.architecture import row_blocks
from theory.zero import is_zero


def rationals(rng, shape):
    """Small fractions, 0 among them."""
    numbers = [Fraction(int(p), int(q)) for p, q in zip(rng.integers(-4, 5, 500), rng.integers(1, 4, 500), strict=True)]
    return np.array(rng.choice(np.array(numbers, dtype=object), size=shape), dtype=object).reshape(shape)


@st.composite
def exact_steps(draw):
    """A network in rationals, its parameters before and after one SGD step on a random mask and inputs, and lr."""
    copies = draw(st.lists(st.integers(1, 3), max_size=3).map(tuple))
    net, rng = emn.Architecture(draw(st.integers(1, 3)), copies), draw(sg.rngs())
    before = [rationals(rng, shape) for shape in net.shapes]
    A = rationals(rng, (net.n, net.n)) if draw(st.booleans()) else rng.integers(0, 2, (net.n, net.n)) * Fraction(1)
    x, lr = rationals(rng, (draw(st.integers(1, 3)), net.n)), draw(st.sampled_from((Fraction(1, 10), Fraction(-3, 2))))
    after = [layer.copy() for layer in before]
    sgd_step(after, np.repeat(A, net.widths[0], axis=0), A, x, lr)
    return net, before, after, lr


def gradient_of(net, before, after, lr):
    return net.parameters([(b - a) / lr for b, a in zip(before, after, strict=True)], exact=True)


@given(exact_steps())
def test_the_flow_conserves_exactly(drawn):
    """d/dt (V V^T - U^T U) along minus the gradient of `sgd_step` is the rational 0, entry by entry."""
    net, before, _, _ = drawn
    gradient = row_blocks(net, gradient_of(*drawn))
    layers = row_blocks(net, net.parameters(before, exact=True))
    for (V, U), (gV, gU) in zip(pairwise(layers), pairwise(gradient), strict=True):
        half = gV @ V.swapaxes(1, 2) - U.swapaxes(1, 2) @ gU
        assert np.all(half + half.swapaxes(1, 2) == 0)


@given(exact_steps())
def test_one_step_changes_by_the_square_of_lr(drawn):
    """K(after) - K(before) = lr^2 K(gradient), as rationals; for (1) that is lr^2 (|g_w|^2 - g_d^2)."""
    net, before, after, lr = drawn
    start, end, gradient = (
        emn.conserved_quantities(net, p)
        for p in (net.parameters(before, exact=True), net.parameters(after, exact=True), gradient_of(*drawn))
    )
    assert len(start) == len(net.copies)
    for a, b, g, c in zip(start, end, gradient, net.copies, strict=True):
        assert a.shape == (net.n, c, c)
        assert np.all(b - a == lr**2 * g)


@given(sg.networks(copies=(1,), dtype=np.float64))
def test_one_copy_is_kappa(drawn):
    """|w|^2 - d^2, to the rounding of n + 1 squares."""
    net, params = drawn
    (K,) = emn.conserved_quantities(net, params)
    W, D = params.layers
    for i in range(net.n):
        kappa = sum(Fraction(float(w)) ** 2 for w in W[i]) - Fraction(float(D[i, 0, 0])) ** 2
        assert abs(Fraction(float(K[i, 0, 0])) - kappa) <= (net.n + 2) * 2**-52 * (float(W[i] @ W[i]) + 1)


def test_only_within_a_node():
    """Two nodes of (1), one input on: w_1 . w_2 moves under a step although neither node shares a later weight."""
    net = emn.Architecture(2)
    before = [np.full((2, 2), Fraction(1)), np.full((2, 1, 1), Fraction(2))]
    after = [layer.copy() for layer in before]
    ones, x = np.full((2, 2), Fraction(1)), np.array([[Fraction(1), Fraction(0)]])
    sgd_step(after, ones, ones, x, Fraction(1))
    gradient = gradient_of(net, before, after, 1)
    first = before[0] @ gradient.layers[0].T
    assert (first + first.T)[0, 1] == 4
    assert np.all(emn.conserved_quantities(net, gradient)[0][:, 0, 0] == 2**2 - 1**2)


def test_between_two_masked_layers_only_the_diagonal_survives():
    """y = (C * N)(B * W) z with C = (1, 0), B = W = N = z = 1 and target 0: entry (1, 2) moves by 2, the diagonal not."""
    W, N, z = np.array([Fraction(1), Fraction(2)]), np.array([Fraction(3), Fraction(5)]), Fraction(1)
    C = np.array([1, 0])
    delta = C @ (N * W) * z
    gW, gN = C * N * delta * z, C * W * delta * z
    drift = np.outer(W, gW) + np.outer(gW, W) - np.outer(N, gN) - np.outer(gN, N)
    assert drift[0, 0] == drift[1, 1] == 0
    assert drift[0, 1] == delta * (1 - 0) * (N[0] * W[1] - N[1] * W[0])
    assert drift[0, 1] != 0


def test_the_derivations():
    """Every step proved; the drift off the diagonal is not 0 without its condition."""
    for derivation in (emn.conserved_derivation(), emn.two_masked_derivation()):
        assert derivation.proved
    conditional = [step for step in emn.two_masked_derivation().steps if len(step.assumptions) == 1]
    assert len(conditional) == 2
    assert all(is_zero(step.lhs).holds is False for step in conditional)


def test_no_hidden_layer_has_none():
    """And float32 is kept."""
    net = emn.Architecture(3, ())
    assert emn.conserved_quantities(net, net.init(0)) == ()
    net = emn.Architecture(3, (2, 1))
    assert [K.dtype for K in emn.conserved_quantities(net, net.init(0, np.float32))] == [np.float32] * 2


def test_refuses():
    """Squares beyond floats; another network's parameters."""
    net = emn.Architecture(2)
    with pytest.raises(ValueError, match="params must have squares in the range"):
        emn.conserved_quantities(net, net.parameters([np.full((2, 2), 1e200), np.ones((2, 1, 1))]))
    with pytest.raises(ValueError, match="params must have 2 layers"):
        emn.conserved_quantities(net, emn.Architecture(2, ()).init(0))
