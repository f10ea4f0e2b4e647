"""Training of masked layers: the gradient against differences, zero loss, and the predicted limits."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from sims.emn import Diverged, train_layers
from sims.emn.masked_layers import layers_loss, layers_lr_above_limit
from theory import emn
from theory import strategies as sg

UNIFORM = np.full((3, 3), 1 / 4) + np.eye(3) / 12  # <x x^T> of inputs uniform on [0, 1]


def random_masks(r, count=6, seed=0):
    return (np.random.default_rng(seed).random((count, r, 3, 3)) < 0.7) * 1.0


def sharpness(logs, masks, gram):
    """2 over the limit of theory at g^2 = exp(logs), from its dense Hessian."""
    layers = emn.zero_loss_layers(np.exp(logs / 2).reshape(masks.shape[1] - 1, masks.shape[2]))
    return 2 / emn.stable_layers_lr(layers, masks, gram)[0]


@given(st.data(), st.integers(1, 3), st.integers(1, 3))
def test_one_step_is_the_gradient(data, n, r):
    """Against complex steps of the loss (exact derivatives): relative 1e-10 of the largest entry."""
    rng = data.draw(sg.rngs())
    layers, root = rng.normal(size=(r, n, n)), rng.normal(size=(n, n))
    masks, gram = rng.random((3, r, n, n)), root @ root.T

    def loss(w):
        total = 0
        for A in masks:
            out, target = np.eye(n), np.eye(n)
            for l in range(r):
                out, target = (A[l] * w[l]) @ out, A[l] @ target
            total = total + np.sum(((out - target) @ gram) * (out - target))
        return total / n / len(masks)

    assert abs(loss(layers) - layers_loss(layers, masks, gram)) <= 1e-12 * (1 + loss(layers))
    gradient = np.empty_like(layers)
    for where in np.ndindex(layers.shape):
        shifted = layers.astype(complex)
        shifted[where] += 1e-30j
        gradient[where] = loss(shifted).imag / 1e-30
    with warnings.catch_warnings(action="ignore"):  # of lr, which one step need not heed
        step = layers - train_layers(layers, masks, passes=1, lr=0.25, gram=gram)
    assert np.max(np.abs(step - 0.25 * gradient)) <= 1e-10 * (1 + np.max(np.abs(gradient)) + np.max(np.abs(layers)))


def test_masked_entries_and_zero_loss_stay():
    """Weights no mask reaches keep their bits; on the zero-loss set SGD does nothing but round."""
    rng = np.random.default_rng(0)
    masks = (rng.random((5, 2, 3, 3)) < 0.5) * 1.0
    masks[:, 0, 1, 2] = 0
    start = rng.normal(size=(2, 3, 3))
    assert train_layers(start, masks, passes=3, lr=0.1, rng=1)[0, 1, 2] == start[0, 1, 2]
    solved = emn.zero_loss_layers([[2.0, -0.5, 4.0]])
    assert np.array_equal(train_layers(solved, masks, passes=3, lr=0.1, rng=1), solved)


def test_sgd_is_the_gradient_in_the_mean():
    """One datum, many vectors: the step's mean is the full-batch step; z below 6 for each of 4 weights, 4000 runs."""
    A = np.array([[[[0.5, 1.0], [1.0, 0.2]]]])
    start, gram = np.array([[[0.3, -0.2], [0.9, 1.4]]]), np.eye(2) / 12 + 0.25
    exact = train_layers(start, A, passes=1, lr=0.1, gram=gram)
    rng = np.random.default_rng(3)
    runs = np.array([train_layers(start, A, passes=1, lr=0.1, vectors=4, rng=rng) for _ in range(4000)])
    z = (runs.mean(axis=0) - exact) / (runs.std(axis=0) / np.sqrt(len(runs)))
    assert np.max(np.abs(z)) < 6
    assert np.min(runs.std(axis=0)) > 0


def test_divergence_is_reported():
    masks = np.ones((1, 3, 2, 2))
    with pytest.warns(UserWarning, match=r"lr = 9 is above 0\.0417, "), pytest.raises(Diverged, match="lr = 9"):
        train_layers(np.full((3, 2, 2), 5.0), masks, passes=50, lr=9, gram=np.eye(2))


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("r", [2, 3])
def test_the_limit_is_that_of_the_flattest_weights(r, signed):
    """Against a minimization over all factors g by SciPy; at no g is the largest eigenvalue smaller."""
    rng, masks = np.random.default_rng(r), random_masks(r)
    root = rng.normal(size=(3, 3))
    gram = root @ root.T if signed else UNIFORM
    limit = layers_lr_above_limit(1e9, masks, gram)
    found = minimize(lambda logs: np.log(sharpness(logs, masks, gram)), np.zeros(3 * (r - 1)))
    assert abs(limit * np.exp(found.fun) / 2 - 1) <= 1e-8
    sharp = [sharpness(rng.normal(size=3 * (r - 1)), masks, gram) for _ in range(10)]
    assert min([*sharp, sharpness(np.zeros(3 * (r - 1)), masks, gram)]) > 2 / limit * (1 + 1e-6)


def test_the_limit_of_one_layer_is_two_over_the_eigenvalue():
    """Rows apart: the largest eigenvalue of (2/n) <a_i a_i^T> * <x x^T>. Infinite without edges."""
    masks = random_masks(1)
    rows = [np.mean(masks[:, 0, i, :, None] * masks[:, 0, i, None, :], axis=0) * UNIFORM for i in range(3)]
    limit = 3 / max(np.linalg.eigvalsh(Q)[-1] for Q in rows)
    assert abs(layers_lr_above_limit(1e9, masks, UNIFORM) / limit - 1) <= 1e-9
    assert layers_lr_above_limit(1e9, 0 * masks, UNIFORM) is None


@pytest.mark.parametrize("gram", [None, UNIFORM, np.eye(3)])
@pytest.mark.parametrize("r", [1, 2, 3])
def test_warns_once_and_only_above_the_limit(r, gram):
    """At 0.99 of the limit silence, at 1.01 one warning that names both and points here; with and without `gram`."""
    masks, start = random_masks(r), np.ones((r, 3, 3))
    limit = layers_lr_above_limit(1e9, masks, gram)
    with warnings.catch_warnings(action="error"):
        train_layers(start, masks, passes=2, lr=0.99 * limit, gram=gram, rng=0)
    message = (
        f"lr = {1.01 * limit:g} is above {limit:.3g}, the predicted limit of stability for these masks and inputs;"
    )
    with pytest.warns(UserWarning, match=message) as caught:
        train_layers(start, masks, passes=2, lr=1.01 * limit, gram=gram, rng=0)
    assert len(caught) == 1
    assert caught[0].filename == __file__


@pytest.mark.parametrize("r", [1, 2])
def test_the_limit_of_one_mask_a_step_is_in_mean_square(r):
    """Between the two limits of theory at the flattest weights, and above it the exact mean square there grows, by Kronecker.

    And 2 <h_s> / <h_s^2> where the ascent from the top eigenvector ends, by theory's dense Hessians. The first layer has
    one input, so that the factors are far from 1. The same mask each time has no spread: the limit in mean.
    """
    masks, logs = random_masks(r, count=8, seed=1), np.zeros(3 * (r - 1))
    masks[:, 0, :, 1:] = 0
    if r > 1:
        logs = minimize(lambda logs: np.log(sharpness(logs, masks, UNIFORM)), logs).x
    at = emn.zero_loss_layers(np.exp(logs / 2).reshape(r - 1, 3)) if r > 1 else np.ones((1, 3, 3))
    mean, square = emn.stable_layers_lr(at, masks, UNIFORM)
    limit = layers_lr_above_limit(1e9, masks, None)
    assert square <= limit <= mean
    assert limit < 0.95 * mean
    assert r == 1 or np.max(np.abs(logs)) > 0.2
    hessians = np.array(list(emn.loss_hessians(at, masks, UNIFORM)))
    v = np.linalg.eigh(hessians.mean(axis=0))[1][:, -1]
    for _ in range(1000):
        v = np.einsum("s,sij,j->i", v @ hessians @ v, hessians, v)
        v /= np.linalg.norm(v)
    h = v @ hessians @ v
    assert abs(limit / (2 * np.mean(h) / np.mean(h**2)) - 1) <= 1e-4
    steps = np.eye(hessians.shape[1]) - 1.0001 * limit * hessians
    grows = np.mean([np.kron(step, step) for step in steps], axis=0)
    assert np.linalg.eigvalsh(grows)[-1] > 1 + 1e-5
    alone = np.repeat(masks[:1], 3, axis=0)
    assert abs(layers_lr_above_limit(1e9, alone, None) / layers_lr_above_limit(1e9, alone, UNIFORM) - 1) <= 1e-9


def test_descent_beside_the_flattest_weights_settles_below_the_limit_and_leaves_above():
    """From 1e-6 away the loss falls at 0.99 of the limit and rises at 1.01: by 0.98^2 and 1.02^2 a step, 100 steps."""
    masks = random_masks(2)
    logs = minimize(lambda logs: np.log(sharpness(logs, masks, UNIFORM)), np.zeros(3)).x
    at, limit = emn.zero_loss_layers(np.exp(logs / 2)[None]), layers_lr_above_limit(1e9, masks, UNIFORM)
    top = np.linalg.eigh(np.mean(list(emn.loss_hessians(at, masks, UNIFORM)), axis=0))[1][:, -1]
    near = at + 1e-6 * top.reshape(at.shape)
    first = layers_loss(near, masks, UNIFORM)
    last = train_layers(near, masks, passes=100, lr=0.99 * limit, gram=UNIFORM)
    assert layers_loss(last, masks, UNIFORM) < 0.1 * first
    with pytest.warns(UserWarning, match="is above"):
        last = train_layers(near, masks, passes=100, lr=1.01 * limit, gram=UNIFORM)
    assert layers_loss(last, masks, UNIFORM) > 10 * first


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lr": 0}, "lr must be"),
        ({"passes": -1}, "passes must be"),
        ({"masks": np.ones((2, 3, 2, 2))}, "masks must have shape"),
        ({"masks": np.ones((0, 2, 2, 2))}, "masks must hold at least one matrix"),
        ({"masks": -np.ones((1, 2, 2, 2))}, r"masks must lie in \[0, 1\]; got -1.0 at index \(0, 0, 0, 0\)"),
        ({"masks": np.full((1, 2, 2, 2), 1.5)}, r"masks must lie in \[0, 1\]"),
        ({"gram": np.eye(3)}, "gram must have shape"),
        ({"vectors": 0}, "vectors must be"),
    ],
)
def test_refuses(change, message):
    given = {"masks": np.ones((1, 2, 2, 2)), "passes": 1, "lr": 0.1} | change
    with pytest.raises(ValueError, match=message):
        train_layers(np.ones((2, 2, 2)), **given)
