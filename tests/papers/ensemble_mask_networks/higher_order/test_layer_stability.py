"""The limit in mean square: sharp for one direction, and sufficient only."""

import numpy as np
import pytest

import papers
from papers.ensemble_mask_networks.higher_order import layer_stability
from sims.emn import train_layers
from theory import emn


def stated(mean, square):
    return square


def test_holds_and_any_other_limit_is_refuted():
    context = papers.Context()
    found = layer_stability.nearer_below(stated, context)
    assert found.passed is True
    assert found.effective == 28
    for wrong in (lambda mean, square: mean, lambda mean, square: 0.985 * square, lambda mean, square: 1.015 * square):
        assert layer_stability.nearer_below(wrong, context).passed is False


@pytest.mark.filterwarnings("ignore:lr = .* is above")
@pytest.mark.parametrize("part", [0.99, 1.01])
def test_the_mean_square_is_that_of_steps_taken(part):
    """Scaling one small step is the same as taking it, and the theory's Hessians give its growth to 1e-5."""
    n, r, at, masks, hessians = next(layer_stability.solutions(papers.Context()))
    gram, rng = emn.uniform_inputs(n), np.random.default_rng(0)
    lr, v = part * emn.stable_layers_lr(at, masks, gram)[1], rng.normal(size=at.shape)
    near = 1e-6 * v / np.linalg.norm(v)
    taken = [train_layers(at + near, s[None], passes=1, lr=lr, gram=gram) - at for s in masks]
    direct = np.mean([np.sum(deviation**2) for deviation in taken])
    assert abs(layer_stability._mean_square(at, near, masks, lr) / direct - 1) <= 1e-7
    steps = np.eye(r * n * n) - lr * hessians
    assert abs(np.mean(np.sum((steps @ near.ravel()) ** 2, axis=1)) / direct - 1) <= 1e-5


def test_between_the_limits_it_settles_still():
    """Above the stated limit and below that of the second moments these fall, by the factor of their largest eigenvalue."""
    n, _, at, masks, hessians = next(layer_stability.solutions(papers.Context()))
    square = emn.stable_layers_lr(at, masks, emn.uniform_inputs(n))[1]
    values, vectors = np.linalg.eigh(hessians.mean(axis=0))
    inner = vectors[:, values > 1e-9 * values[-1]].T @ hessians @ vectors[:, values > 1e-9 * values[-1]]
    limit = layer_stability._settles(inner)
    assert square < limit
    for lr, falls in ((0.5 * (square + limit), True), (1.01 * limit, False)):
        steps = np.eye(len(inner[0])) - lr * inner
        moments = np.eye(len(inner[0]))
        for _ in range(3000):
            last, moments = moments, np.mean(steps @ moments @ steps, axis=0)
            size = np.trace(moments)
            moments = moments / size
        assert bool(size / np.trace(last) < 1) is falls


def test_a_step_that_forgets_its_mask_is_noticed(monkeypatch):
    """Steps on the mean over masks have no spread: they fall up to the limit in mean, and so at 1.01 of the stated one."""
    monkeypatch.setattr(
        layer_stability,
        "train_layers",
        lambda layers, masks, **how: train_layers(
            layers,
            next(m for _, _, a, m, _ in layer_stability.solutions(papers.Context()) if a.shape == layers.shape),
            **how,
        ),
    )
    found = layer_stability.nearer_below(stated, papers.Context())
    assert found.passed is False
    assert "1.01 of the stated limit: the mean square falls" in found.counterexample
