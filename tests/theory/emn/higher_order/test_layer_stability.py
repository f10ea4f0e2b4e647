"""Several masked layers near zero loss: the Jacobian, the Hessian and the limits of the step size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory import strategies as sg
from theory.emn.higher_order.layer_stability import layer_jacobian

EPS = np.finfo(float).eps


def central(function, at, h):
    """d function / d at by central differences, one column an entry."""
    columns = []
    for where in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[where] += h
        down[where] -= h
        columns.append(((function(up) - function(down)) / (2 * h)).reshape(-1))
    return np.array(columns).T


@given(st.data(), st.integers(1, 3), st.integers(1, 3))
def test_the_jacobian(data, n, r):
    """The map is affine in each weight, so central differences are exact up to rounding: eps (n w)^r / h."""
    rng = data.draw(sg.rngs())
    layers, masks = rng.normal(size=(r, n, n)), rng.random((r, n, n))
    differences = central(lambda w: emn.masked_product(w, masks), layers, 0.5)
    size = np.prod([np.abs(w).sum() + 1 for w in layers])
    assert np.max(np.abs(layer_jacobian(layers, masks) - differences)) <= 100 * EPS * size


@pytest.mark.parametrize(("n", "r"), [(1, 2), (2, 2), (2, 3), (3, 2)])
def test_the_hessian(n, r):
    """Against second differences of the loss at zero loss: error h^2 of a quartic or sextic, so slope 2 in h."""
    rng = np.random.default_rng(n + 10 * r)
    masks, root = (rng.random((4, r, n, n)) < 0.7) * 1.0, rng.normal(size=(n, n))
    gram, at = root @ root.T, emn.zero_loss_layers(rng.uniform(0.5, 2, (r - 1, n)))

    def loss(w):
        errors = [emn.masked_product(w, A) - emn.masked_product(np.ones_like(w), A) for A in masks]
        return np.mean([np.trace(e @ gram @ e.T) for e in errors]) / n

    H, v = np.mean(list(emn.loss_hessians(at, masks, gram)), axis=0), rng.normal(size=at.shape)
    exact = v.ravel() @ H @ v.ravel()
    off = [abs((loss(at + h * v) + loss(at - h * v)) / h**2 - exact) for h in (1e-2, 5e-3)]
    assert abs(np.log2(off[0] / off[1]) - 2) <= 0.1


def test_stable_steps():
    """Mean square below mean; 2 / lambda for one tuple, in closed form for n = 1; infinite without edges."""
    rng = np.random.default_rng(0)
    masks = (rng.random((6, 2, 3, 3)) < 0.6) * 1.0
    gram, at = np.eye(3) / 12 + 0.25, emn.zero_loss_layers(rng.uniform(0.5, 2, (1, 3)))
    mean, square = emn.stable_layers_lr(at, masks, gram)
    assert 0 < square < mean
    one = emn.stable_layers_lr(at, masks[:1], gram)
    assert abs(one[1] / one[0] - 1) <= 1e-9  # eigenvalues to 1e-12 of the largest
    g, a = 1.7, 0.6  # loss x2 a^4 (w2 w1 - 1)^2: eigenvalue 2 x2 a^4 (g^2 + 1 / g^2)
    limit = emn.stable_layers_lr([[[g]], [[1 / g]]], np.full((1, 2, 1, 1), a), [[2.0]])[0]
    assert abs(limit * 2 * a**4 * (g**2 + g**-2) - 1) <= 20 * EPS
    assert emn.stable_layers_lr(at, 0 * masks, gram) == (np.inf, np.inf)


def test_mean_square_falls_below_the_second_limit_for_every_start():
    """E |(1 - lr H_s) v|^2 <= |v|^2 at the limit for all v, with equality for one v."""
    rng = np.random.default_rng(1)
    masks = (rng.random((5, 2, 2, 2)) < 0.7) * 1.0
    at, gram = emn.zero_loss_layers(rng.uniform(0.7, 1.4, (1, 2))), np.eye(2) / 12 + 0.25
    lr = emn.stable_layers_lr(at, masks, gram)[1]
    steps = [np.eye(8) - lr * H for H in emn.loss_hessians(at, masks, gram)]
    values = np.linalg.eigvalsh(np.mean([S.T @ S for S in steps], axis=0) - np.eye(8))
    assert abs(values[-1]) <= 1e-12
    steps = [np.eye(8) - 1.01 * lr * H for H in emn.loss_hessians(at, masks, gram)]
    assert np.linalg.eigvalsh(np.mean([S.T @ S for S in steps], axis=0) - np.eye(8))[-1] > 1e-6


def test_refuses():
    with pytest.raises(ValueError, match="masks must have shape"):
        emn.stable_layers_lr(np.ones((2, 2, 2)), np.ones((1, 3, 2, 2)), np.eye(2))
    with pytest.raises(ValueError, match=r"^masks must lie in \[0, 1\]; got 5.0 at index \(0, 0, 0, 0\)"):
        emn.stable_layers_lr(np.ones((2, 2, 2)), np.full((1, 2, 2, 2), 5.0), np.eye(2))
