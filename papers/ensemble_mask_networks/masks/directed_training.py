"""Trainings whose masks are chosen: by the exact gain, or by a second network that learned it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sims.emn import grams, train_on_masks
from theory import emn
from theory.emn.masks.mask_score import pair_products
from theory.emn.rates.step_scale import step_scale
from theory.validation import Array

from .independent_entries import draw_masks

N, MASKS, CANDIDATES = 5, 60, 8
LESSONS = 20  # trainings along which fixed weights are learned; the others along the first of them
LR, VECTORS, BATCH = 0.1, 8 * N, 2 * N
UPPER = np.triu_indices(N)

Scores = Callable[[Array, Array], Array]  # errors (R, n, n) and candidates (R, K, n, n) -> (R, K), the largest is taken

PAIRS, LINEAR, FIXED, MOST = "products of pairs", "linear in the mask", "linear, weights fixed", "most active entries"
FEATURES: dict[str, Callable[[Array, Array], Array]] = {  # (R, K, P), all of degree 2 in the errors
    PAIRS: lambda e, A: pair_products(A * e[:, None]).sum(axis=2),
    LINEAR: lambda e, A: np.einsum("rkij,rij,ril->rkjl", A, e, e).reshape(*A.shape[:2], -1),
    FIXED: lambda e, A: A.reshape(*A.shape[:2], -1) * np.sum(e**2, axis=(1, 2))[:, None, None],
}


def exact_gain(e: Array, A: Array) -> Array:
    """The teacher: what each candidate takes off the expected |beta - 1|^2, with the noise of the batches."""
    return emn.mask_gain(A, LR, start=1 + e, risk=(1, 0))


def learn(rng: np.random.Generator) -> tuple[Array, ...]:
    """Errors (R, T, n, n), candidates (R, T, K, n, n) and their scores (R, T, K) in trainings that the teacher directs."""
    steps: list[tuple[Array, Array, Array]] = []

    def teach(e: Array, A: Array) -> Array:
        steps.append((e, A, exact_gain(e, A)))
        return steps[-1][2]

    train(teach, LESSONS, rng)
    return tuple(np.stack(part, axis=1) for part in zip(*steps, strict=True))


def second_network(name: str, e: Array, A: Array, scores: Array) -> Scores:
    """One layer on FEATURES[name], by least squares of the teacher's scores, both relative to the error at the time."""
    features, size = FEATURES[name], np.sum(e**2, axis=(1, 2))[:, None]
    x, y = features(e, A) / size[..., None], scores / size
    weights = np.linalg.lstsq(x.reshape(y.size, -1), y.ravel())[0]
    return lambda e, A: features(e, A) @ weights


def train(scores: Scores, runs: int, rng: np.random.Generator, met: Array | None = None) -> Array:
    """log10 |beta - 1|^2 of networks () after all masks, each the best by `scores` of candidates that are not `met`."""
    net = emn.Architecture(N, ())
    start = np.array([emn.effective_weights(net, net.init(rng)) for _ in range(runs)])
    layers, scale = [start[:, :, None, :].copy()], np.full((runs, 1, 1), float(step_scale(N, LR)))
    for _ in range(MASKS):
        candidates = new_masks(rng, runs * CANDIDATES, met).reshape(runs, CANDIDATES, N, N)
        x = rng.random((runs, VECTORS, N))
        best = np.argmax(scores(layers[0][:, :, 0, :] - 1, candidates), axis=1)
        layers = train_on_masks(layers, candidates[np.arange(runs), best], grams(x, BATCH, scale), 1)
    return np.log10(np.sum((layers[0] - 1) ** 2, axis=(1, 2, 3)))


def new_masks(rng: np.random.Generator, size: int, met: Array | None = None) -> Array:
    """Uniform symmetric binary masks (size, n, n), none of them with a code that is `met`."""
    A = draw_masks(rng, N, size, weighted=False, symmetric=True)
    while met is not None and np.any(again := met[codes(A)]):
        A[again] = draw_masks(rng, N, int(again.sum()), weighted=False, symmetric=True)
    return A


def codes(A: Array) -> Array:
    """A number from 0 to 2^(n (n + 1) / 2) - 1 for every symmetric binary mask of A (D, n, n)."""
    return np.asarray(A[:, *UPPER].astype(np.int64) @ 2 ** np.arange(len(UPPER[0])))
