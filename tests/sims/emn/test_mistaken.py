"""Mistaken trainings against a loop over Algorithm 1's own step, mistake by mistake."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sims.emn import NoSelfLoops, mistaken, sgd_step, train, train_mistaken
from sims.emn.mistaken import DATA, MISTAKES, NONE
from theory import emn
from theory.emn.masks.mask_moments import mask_moments


def reference(n: int, mistake: str, seed: int, epochs: int) -> np.ndarray:
    """One network in float64, one `sgd_step` at a time; draws in the order of `train_mistaken`."""
    rng, net = np.random.default_rng(seed), emn.Architecture(n)
    start = net.init(rng, np.float64)
    layers = [layer.copy() for layer in start.layers]
    masks = emn.PaperMasks(n)(rng)
    targets = emn.PaperMasks(n)(rng) if "another set" in mistake else masks
    if mistake == "targets of another set, shuffled":
        targets = targets[rng.permutation(len(targets))]
    fixed = rng.random((8 * n, n)) if mistake in ("one input vector", "inputs drawn once") else None
    for A, T in zip(masks.astype(float), targets.astype(float), strict=True):
        x = rng.random((8 * n, n)) if fixed is None else fixed
        x = np.repeat(x[:1], 8 * n, axis=0) if mistake == "one input vector" else x
        if mistake == "weights drawn anew for each mask":
            layers = [layer.copy() for layer in start.layers]
        if mistake == "weights not put back":
            layers[0] = layers[0] * A
        if mistake == "targets of other inputs":
            other_inputs(layers, A, x, rng.random((8 * n, n)), epochs)
            continue
        batches = [x[i * 2 * n : (i + 1) * 2 * n] for i in range(4)]
        for batch in (batches + batches[-1:] * (mistake == "last batch twice")) * epochs:
            sgd_step(layers, np.ones((n, n)) if mistake == "masks not applied" else A, T, batch, 0.2 / n)
    last = A if mistake == "last mask's network tested" else 1
    return layers[1][:, 0] * layers[0] * last


def other_inputs(layers: list[np.ndarray], A: np.ndarray, x: np.ndarray, z: np.ndarray, epochs: int) -> None:
    """Gradient steps on the mean over batch and outputs of (network(A, x) - A z)^2, unit by unit."""
    n = len(A)
    for i in list(range(4)) * epochs:
        w, d, part = layers[0].copy(), layers[1][:, 0, 0].copy(), slice(i * 2 * n, (i + 1) * 2 * n)
        for row in range(n):
            hidden = x[part] @ (A[row] * w[row])
            residual = d[row] * hidden - z[part] @ A[row]
            layers[0][row] -= 0.2 / n * A[row] * np.mean(residual[:, None] * d[row] * x[part], axis=0)
            layers[1][row, 0, 0] -= 0.2 / n * np.mean(residual * hidden)


LOOPED = [m for m in DATA if m not in ("weights in half precision", "not trained")]


@pytest.mark.parametrize("mistake", LOOPED)
def test_a_mistake_is_the_step_with_that_mistake(mistake: str) -> None:
    """Rounding alone separates the two orders of multiplication; steps contract or are few enough not to amplify it."""
    for epochs in (1, 2):
        rngs = [np.random.default_rng(seed) for seed in (0, 1)]
        _, beta = train_mistaken(3, mistake, rngs, epochs=epochs, dtype=np.float64)
        expected = [reference(3, mistake, seed, epochs) for seed in (0, 1)]
        assert np.allclose(beta, expected, rtol=0, atol=1e-10)


def test_without_a_mistake_it_is_algorithm_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of training, the batch and the own loop, against `sims.emn.train`."""
    net, rng = emn.Architecture(4), np.random.default_rng(5)
    expected = emn.effective_weights(net, train(net, net.init(rng), rng=rng).params)
    _, beta = train_mistaken(4, NONE, [np.random.default_rng(5)], dtype=np.float64)
    assert np.allclose(beta[0], expected, rtol=0, atol=1e-12)
    monkeypatch.setattr(mistaken, "DATA", (NONE,))
    _, beta = train_mistaken(4, NONE, [np.random.default_rng(5)], dtype=np.float64)
    assert np.allclose(beta[0], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("mistake", [m for m in MISTAKES if m != NONE])
def test_every_mistake_changes_the_weights(mistake: str) -> None:
    (_, right), (start, wrong) = (train_mistaken(3, m, [np.random.default_rng(1)]) for m in (NONE, mistake))
    assert [layer.shape for layer in start] == [(1, 3, 3), (1, 3)]
    assert wrong.shape == (1, 3, 3)
    assert not np.array_equal(right, wrong)


def test_without_self_loops_the_diagonal_stays_and_the_rest_is_learned() -> None:
    (w, d), beta = train_mistaken(6, "no self-loops", [np.random.default_rng(s) for s in range(3)], dtype=np.float64)
    off = ~np.eye(6, dtype=bool)
    assert np.max(np.abs(beta[:, off] - 1)) < 1e-3  # what one meta-epoch leaves is 1e-6 in the square
    d_after = np.diagonal(beta, axis1=1, axis2=2) / np.diagonal(w, axis1=1, axis2=2)
    kappa = np.sum(w**2, axis=2, where=off) - d**2
    assert np.all(
        np.abs(5 / d_after**2 - d_after**2 - kappa) < 0.3
    )  # conserved but for O(lr); without it they differ by O(1)


def test_one_triangle_learns_no_entry_below_the_diagonal() -> None:
    (w, _), beta = train_mistaken(4, "one triangle, not mirrored", [np.random.default_rng(0)], dtype=np.float64)
    scale = beta[0] / w[0]
    assert np.allclose(scale[3, :3], scale[3, 0], rtol=1e-12)
    assert not np.allclose(scale[0, 1:], scale[0, 1], rtol=1e-3)


def test_half_precision_is_representable() -> None:
    _, beta = train_mistaken(3, "weights in half precision", [np.random.default_rng(0)])
    errors = np.abs(beta - 1)
    assert 1e-5 < errors.max() < 2e-2  # a few eps of float16, 2^-10


def test_the_untrained_network_is_its_start() -> None:
    (w, d), beta = train_mistaken(3, "not trained", [np.random.default_rng(0)], dtype=np.float64)
    assert np.array_equal(beta, d[..., None] * w)


@given(st.integers(2, 6), st.integers(0, 2**32))
def test_loop_free_masks_are_the_papers_off_the_diagonal(n: int, seed: int) -> None:
    A, paper = (law(np.random.default_rng(seed)) for law in (NoSelfLoops(n), emn.PaperMasks(n)))
    off = ~np.eye(n, dtype=bool)
    assert not np.any(A[:, ~off])
    assert np.array_equal(A[:, off], paper[:, off])
    every = mask_moments(n, emn.PaperMasks(n))
    assert np.array_equal(NoSelfLoops(n).row_second_moments(), every * off[:, :, None] * off[:, None, :])


def test_a_divergence_is_nan() -> None:
    _, beta = train_mistaken(12, "loss summed over the batch", [np.random.default_rng(0)])
    assert np.all(np.isnan(beta))


@pytest.mark.parametrize(
    ("n", "mistake", "rngs", "message"),
    [
        (3, "typo", [0], "mistake must be one of as printed, no self-loops"),
        (0, NONE, [0], "n must be"),
        (3, NONE, [], "rngs must hold a generator for each network, one or more in all; got 0"),
        (3, NONE, [np.random.default_rng(0)] * 2, "rngs must hold a generator of its own"),
    ],
)
def test_bad_input_is_refused_in_one_line(n: int, mistake: str, rngs: list[object], message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        train_mistaken(n, mistake, rngs)
    assert "\n" not in str(refused.value)
