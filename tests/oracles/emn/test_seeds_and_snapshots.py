"""Trainings against longer ones, and ones of the same seed, bit by bit; the weights of a seed against its data."""

import math

import numpy as np

from sims.emn import train
from theory import emn

from .references import binary_masks, same


def test_snapshots_are_the_shorter_trainings():
    """snapshots[m] is what m meta-epochs give with the same seed, the last one the result; only what was asked for."""
    net = emn.Architecture(n=3, copies=(2,))
    params, masks = net.init(0), binary_masks(0, 3, 3)
    result = train(net, params, masks=masks, meta_epochs=4, snapshots=(1, 3, 4), rng=11)
    assert sorted(result.snapshots) == [1, 3, 4]
    assert same(result.snapshots[4], result.params)
    for m in (1, 3):
        assert same(result.snapshots[m], train(net, params, masks=masks, meta_epochs=m, rng=11).params)
    assert not same(result.snapshots[1], result.snapshots[3])
    assert not train(net, params, masks=masks, rng=11).snapshots


def test_seeds_reproduce():
    """One int, one result; another int, another; generators advance; the parameters given are left alone."""
    net = emn.Architecture(n=3, copies=(2,))
    assert same(net.init(4), net.init(4))
    assert not same(net.init(4), net.init(5))
    assert same(net.init(np.random.default_rng(4)), net.init(np.random.default_rng(4)))
    rng = np.random.default_rng(4)
    assert not same(net.init(rng), net.init(rng))
    assert not same(net.init(None), net.init(None))
    params, masks = net.init(4), binary_masks(3, 3, 3)
    kept = [layer.copy() for layer in params.layers]
    for condition in ("control", "shuffled"):
        one, two, three = (train(net, params, masks=masks, condition=condition, rng=r).params for r in (7, 7, 8))
        assert same(one, two)
        assert not same(one, three)
    one, two = (train(net, params, condition="subsampled", meta_epochs=2, lr=0.01, rng=7).params for _ in range(2))
    assert same(one, two)
    sequence = [train(net, params, masks=masks, rng=np.random.SeedSequence(3)).params for _ in range(2)]
    assert same(*sequence)
    assert all(np.array_equal(a, b) for a, b in zip(kept, params.layers, strict=True))


def test_one_int_does_not_tie_weights_to_data():
    """init(s) and train(rng=s) share no stream: the first vector is no stretch of the weights, and no correlation."""
    n, pairs, lr = 40, [], 0.1
    net = emn.Architecture(n=n, copies=())
    for seed in range(60):
        params = net.init(seed)
        after = train(net, params, masks=np.ones((1, n, n)), lr=lr, vectors=1, batch=1, rng=seed).params
        d, change = params.layers[0][0] - 1, after.layers[0][0] - params.layers[0][0]
        projection = math.sqrt(-(change @ d) * n / (2 * lr))
        x = np.abs(change) * n / (2 * lr * projection)
        u = (params.layers[0].ravel() * math.sqrt(n) + 1) / 2
        windows = np.lib.stride_tricks.sliding_window_view(u, n)
        assert np.abs(windows - x).max(axis=1).min() > 0.1  # chance: 1600 windows of 0.2^40
        pairs.append((u[:n], x))
    u, x = np.array(pairs).transpose(1, 0, 2).reshape(2, -1)
    # r sqrt(N) is standard normal: 6 sigma; a correlation of 0.25 or more is refuted at N = 2400
    assert abs(np.corrcoef(u, x)[0, 1]) * math.sqrt(u.size) < 6
