"""Alternating refits: weights for the gates, gates for the weights, until nothing changes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...moments import gated_features
from ...validation import Array
from ..fits.moves import PATTERNS_AT_ONCE, Moves
from ..fits.rows import Rows
from ..limits import Rng

FAINT = 1e-12  # of the mean pivot: keeps the fits of a heuristic regular, and costs it no digit that it needs


def exclusive_weights(rows: Rows, labels: Array, K: int) -> Array:
    """The weights (K, n) that fit each group of labels (U,); 0 for an empty one."""
    return _solved(rows, *_moments(rows, labels, range(K)))


def _moments(rows: Rows, labels: Array, groups: Iterable[int]) -> tuple[Array, Array]:
    """Gram matrices (G, n, n) and moments (G, n) of some groups."""
    z = [(rows.z[some], rows.c[some]) for some in (np.flatnonzero(labels == k) for k in groups)]
    return np.stack([a.T @ a for a, _ in z]), np.stack([a.T @ c for a, c in z])


def _solved(rows: Rows, gram: Array, moment: Array) -> Array:
    w: Array = np.linalg.solve(regular(gram, rows.penalty), moment[:, :, None])[:, :, 0]
    return w


def _moved(rows: Rows, gram: Array, moment: Array, labels: Array, new: Array, points: Array) -> None:
    """Brings the moments from `labels` to `new`, which differ at `points`: by these alone, but for groups that few are left of."""
    K, n = moment.shape
    size = np.bincount(new, minlength=K)
    z, c, left, joined = rows.z[points], rows.c[points], labels[points], new[points]
    many = 2 * len(points) > len(new)
    for k in range(K):
        if many or size[k] < 8 * n:
            fresh = _moments(rows, new, [k])
            gram[k], moment[k] = fresh[0][0], fresh[1][0]
            continue
        gone, come = z[left == k], z[joined == k]
        gram[k] += come.T @ come - gone.T @ gone
        moment[k] += come.T @ c[joined == k] - gone.T @ c[left == k]


def joint_weights(rows: Rows, gates: Array) -> Array:
    """The weights (K, n) of overlapping gates (U, K)."""
    K = gates.shape[1]
    F = gated_features(rows.z, gates)
    w: Array = np.linalg.solve(regular(F.T @ F, np.tile(rows.penalty, K)), F.T @ rows.c).reshape(K, -1)
    return w


def regular(gram: Array, penalty: Array) -> Array:
    """Gram matrices (..., d, d) with the ridge and a faint one of their own on the diagonal."""
    d = gram.shape[-1]
    faint = FAINT * np.trace(gram, axis1=-2, axis2=-1)[..., None] / d + 1e-300
    out: Array = gram + (penalty + faint)[..., None] * np.eye(d)
    return out


def best_labels(rows: Rows, w: Array) -> Array:
    """The gate (U,) whose weights fit each point best; ties go to the lowest gate."""
    error = np.abs(w @ rows.z.T - rows.c)  # (K, U): the least of each column, row after row, is quicker than argmin
    labels, least = np.zeros(error.shape[1], dtype=np.int64), error[0].copy()
    for k in range(1, len(w)):
        below = error[k] < least
        labels[below] = k
        np.minimum(least, error[k], out=least)
    return labels


def best_gates(rows: Rows, w: Array, gates: Array) -> Array:
    """The patterns (U, K) that fit best with weights w, for K up to 8; beyond, no single flip of `gates` fits better."""
    part = rows.z @ w.T
    K = len(w)
    if K <= PATTERNS_AT_ONCE:
        patterns = np.arange(2**K)[:, None] >> np.arange(K) & 1
        chosen = np.argmin(np.abs(rows.c[:, None] - part @ patterns.T), axis=1)
        return patterns[chosen].astype(np.int8)
    gates = gates.copy()
    for _ in range(2 * K):
        residual = rows.c - (part * gates).sum(axis=1)
        flipped = np.abs(residual[:, None] + part * (2 * gates - 1))
        at = np.argmin(flipped, axis=1)
        better = np.flatnonzero(flipped[np.arange(len(at)), at] < np.abs(residual))
        if not len(better):
            break
        gates[better, at[better]] ^= 1
    return gates


def dissolve(rows: Rows, labels: Array, w: Array, min_points: int) -> Array:
    """Labels whose groups hold at least `min_points` samples or none: the smallest group goes to its best others."""
    K = len(w)
    error = np.abs(rows.c[:, None] - rows.z @ w.T)
    while True:
        size = np.bincount(labels, rows.counts, K)
        short = np.flatnonzero((size > 0) & (size < min_points))
        if not len(short):
            return labels
        k = short[np.argmin(size[short])]
        others = (size > 0) & (np.arange(K) != k)
        mine = labels == k
        labels = np.where(mine, np.argmin(np.where(others, error, np.inf), axis=1), labels)


def halve(rows: Rows, labels: Array, w: Array, residual: Array, rng: Rng) -> Array:
    """Labels in which a random group's points went to their best others and it has a random half of another's, by residual."""
    K = len(w)
    gone = int(rng.integers(K))
    share = np.bincount(labels, residual, K)
    share[gone] = 0
    if not share.sum() > 0:
        return labels
    halved = int(rng.choice(K, p=share / share.sum()))
    error = np.abs(rows.c[:, None] - rows.z @ w.T)
    error[:, gone] = np.inf
    labels = np.where(labels == gone, np.argmin(error, axis=1), labels)
    labels[(labels == halved) & (rng.random(len(labels)) < 0.5)] = gone
    return labels


def alternate(rows: Rows, moves: Moves, gates: Array, min_points: int = 1, rounds: int = 100) -> Array:
    """Gates (U, K) at which alternating refits stop, from `gates`: each round can only lower the objective."""
    K = moves.K
    if not moves.exclusive:
        for _ in range(rounds):
            new = best_gates(rows, joint_weights(rows, gates), gates)
            if np.array_equal(new, gates):
                break
            gates = new
        return gates
    labels = np.argmax(gates, axis=1)
    gram, moment = _moments(rows, labels, range(K))
    for _ in range(rounds):
        w = _solved(rows, gram, moment)
        new = best_labels(rows, w)
        if min_points > 1:
            new = dissolve(rows, new, w, min_points)
        points = np.flatnonzero(new != labels)
        if not len(points):
            break
        _moved(rows, gram, moment, labels, new, points)
        labels = new
    return one_hot(labels, K)


def one_hot(labels: Array, K: int) -> Array:
    """Gates (U, K) with gate labels[u] on at point u."""
    gates: Array = (labels[:, None] == np.arange(K)).astype(np.int8)
    return gates
