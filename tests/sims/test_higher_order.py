"""Training of masked layers: the gradient against differences, zero loss, and the predicted limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.emn import Diverged
from sims.higher_order import layers_loss, train_layers
from theory import emn
from theory import strategies as sg


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
    with pytest.raises(Diverged, match="lr = 9"):
        train_layers(np.full((3, 2, 2), 5.0), masks, passes=50, lr=9, gram=np.eye(2))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lr": 0}, "lr must be"),
        ({"passes": -1}, "passes must be"),
        ({"masks": np.ones((2, 3, 2, 2))}, "masks must have shape"),
        ({"masks": np.ones((0, 2, 2, 2))}, "D, r, n >= 1"),
        ({"masks": -np.ones((1, 2, 2, 2))}, r"masks must lie in \[0, 1\]; got entries from -1 to -1"),
        ({"masks": np.full((1, 2, 2, 2), 1.5)}, r"masks must lie in \[0, 1\]"),
        ({"gram": np.eye(3)}, "gram must have shape"),
        ({"vectors": 0}, "vectors must be"),
    ],
)
def test_refuses(change, message):
    given = {"masks": np.ones((1, 2, 2, 2)), "passes": 1, "lr": 0.1} | change
    with pytest.raises(ValueError, match=message):
        train_layers(np.ones((2, 2, 2)), **given)
