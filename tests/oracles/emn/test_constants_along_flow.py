"""Learned constants against the gradient flow of the expected loss, integrated numerically from the same weights."""

import itertools

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from theory import emn

from .references import rebuilt


def population_flow(params, moments, time):
    """w' = d Q (1 - d w), d' = w . Q (1 - d w), row by row, Q = M * <x x^T>: the ends (n, n) and (n,), and the
    drift of the conserved |w|^2 - d^2 as a measure of the integrator's error."""
    W, D = params.layers[0].astype(float), params.layers[1].astype(float).ravel()
    n = len(D)
    Q = moments * (np.full((n, n), 1 / 4) + np.eye(n) / 12)
    start = np.column_stack([W, D])

    def rhs(_, state):
        w, d = np.split(state.reshape(n, n + 1), [n], axis=1)
        pull = np.einsum("ijk,ik->ij", Q, 1 - d * w)
        return np.column_stack([d * pull, (w * pull).sum(axis=1)]).ravel()

    end = solve_ivp(rhs, (0, time), start.ravel(), method="DOP853", rtol=1e-11, atol=1e-13).y[:, -1].reshape(n, n + 1)
    sign = np.append(np.ones(n), -1)
    return end[:, :n], end[:, n], np.abs((end**2 - start**2) @ sign)


def paper_moments(n):
    """<a a^T> of a row of fair bits, for every row."""
    return np.broadcast_to(np.full((n, n), 1 / 4) + np.eye(n) / 4, (n, n, n))


def check_constants(net, params, moments, got, reached=None, time=500.0):
    """The size of every constant against the integrated flow; returns the signs that agree."""
    w, d, drift = population_flow(params, moments, time)
    reached = np.ones(w.shape, dtype=bool) if reached is None else reached
    assert got.shape == (net.n,)
    agree = []
    for i in range(net.n):
        on = reached[i]
        # c^2 moves by at most drift; what is left of the approach is |1 - d w|; c = 1/d there
        slack = (drift[i] + 4 * np.abs(1 - d[i] * w[i, on]).max()) * max(1, abs(got[i]), 1 / abs(got[i])) ** 2
        assert slack < 1e-7
        assert np.abs(np.abs(w[i, on]) - abs(got[i])).max() <= slack
        agree.append(np.sign(d[i]) == np.sign(got[i]))
    return np.array(agree)


def growth(params, moments):
    """d + q . w / |q|, q = Q 1, the growing direction of the flow linearized at 0, relative to the start's size."""
    W, D = params.layers[0], params.layers[1].ravel()
    n = len(D)
    q = (moments * (np.full((n, n), 1 / 4) + np.eye(n) / 12)).sum(axis=2)
    return (D + (q * W).sum(axis=1) / np.linalg.norm(q, axis=1)) / np.sqrt((W**2).sum(axis=1) + D**2)


def test_constants_are_where_the_flow_ends():
    """(1): size to 1e-7 or better against a tight integration from PyTorch-like starts; the sign in nearly all rows."""
    agree, guesses = [], []
    for n, seed in itertools.product((2, 5, 9), range(4)):
        net = emn.Architecture(n=n, copies=(1,))
        params = net.init(seed)
        got = emn.learned_constants(net, params)
        agree.extend(check_constants(net, params, paper_moments(n), got))
        guesses.extend(np.sign(params.layers[1].ravel()) == np.sign(got))
    assert len(agree) == 64
    assert np.sum(np.logical_not(agree)) <= 2  # of 64: rows within second order of the boundary
    assert np.sum(np.logical_not(guesses)) > 2  # the sign of d alone would not do


def test_sign_from_small_starts():
    """From starts of size 2^-12 the linear growth decides: every sign agrees off the boundary |growth| < 0.01."""
    n = 6
    net = emn.Architecture(n=n, copies=(1,))
    checked = 0
    for seed in range(4):
        params = rebuilt(net.init(seed), [layer * 2.0**-12 for layer in net.init(seed).layers])
        agree = check_constants(net, params, paper_moments(n), emn.learned_constants(net, params))
        clear = np.abs(growth(params, paper_moments(n))) > 0.01
        assert np.all(agree[clear])
        checked += clear.sum()
    assert checked >= 20


@pytest.mark.parametrize("stretch", [(8.0, 1.0), (1.0, 8.0)])
def test_constants_from_unbalanced_starts(stretch):
    """|w| much larger than |d|, and the reverse: the conserved quantity, far from 0, sets the size."""
    net = emn.Architecture(n=4, copies=(1,))
    params = net.init(3)
    params = rebuilt(params, [layer * s for layer, s in zip(params.layers, stretch, strict=True)])
    check_constants(net, params, paper_moments(4), emn.learned_constants(net, params), time=3000.0)


def test_constants_for_given_masks():
    """An array of masks is its own law: unsymmetric, weighted, a different one in each row."""
    n = 4
    net = emn.Architecture(n=n, copies=(1,))
    agree = []
    for seed in range(4):
        params = net.init(seed)
        masks = np.random.default_rng([2, seed]).random((30, n, n))
        masks[masks < 0.4] = 0
        moments = np.einsum("dij,dik->ijk", masks, masks) / 30
        agree.extend(check_constants(net, params, moments, emn.learned_constants(net, params, masks), time=1500.0))
    assert np.sum(np.logical_not(agree)) <= 1


def test_constants_where_masks_do_not_reach_all_entries():
    """An entry that no mask of the law reaches keeps its start and has no part in the row's constant."""
    n = 4
    net = emn.Architecture(n=n, copies=(1,))
    params = net.init(6)
    masks = np.random.default_rng(8).integers(0, 2, (60, n, n)).astype(float)
    masks[:, 0, 1] = 0
    masks[:, 2, [0, 3]] = 0
    moments = np.einsum("dij,dik->ijk", masks, masks) / 60
    got = emn.learned_constants(net, params, masks)
    check_constants(net, params, moments, got, reached=masks.any(axis=0), time=1500.0)
