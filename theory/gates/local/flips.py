"""Single flips and swaps by low-rank updates: what a change at one point does to the objective, without a refit."""

from __future__ import annotations

import numpy as np
from scipy.linalg.blas import dgemm

from ...moments import gated_features
from ...validation import Array
from ..fits.moves import Moves
from ..fits.rows import Rows
from .refits import regular

SINGULAR = 1e-6  # 1 - leverage below this: the point alone holds up a direction of the fit
REBUILD = 2000  # flips after which the inverse is computed anew


class Flips:
    """The inverse Gram matrices and the weights at some gates, kept up to date while points change their pattern.

    Exclusive gates: K matrices (n, n), so that a flip costs O(K n^2). Else one matrix (K n, K n): O((K n)^2), whatever the
    number of points. `gates` (U, K) is changed in place by `move`.
    """

    def __init__(self, rows: Rows, moves: Moves, gates: Array) -> None:
        self.rows, self.moves, self.gates = rows, moves, gates
        self.build()

    def build(self) -> None:
        """Inverse and weights from scratch."""
        rows, K = self.rows, self.gates.shape[1]
        if self.moves.exclusive:
            on = self.gates != 0
            gram = np.stack([rows.z[on[:, k]].T @ rows.z[on[:, k]] for k in range(K)])
            moment = np.stack([rows.z[on[:, k]].T @ rows.c[on[:, k]] for k in range(K)])
            penalty = rows.penalty
        else:
            F = gated_features(rows.z, self.gates)
            gram, moment, penalty = (F.T @ F)[None], (F.T @ rows.c)[None], np.tile(rows.penalty, K)
        empty = np.trace(gram, axis1=1, axis2=2) == 0
        gram[empty] = 1e-6 * np.eye(gram.shape[-1])  # the first point of a group is fitted, almost
        inverse = np.linalg.inv(regular(gram, penalty))
        self.inverse = list(inverse)
        self.w = [block @ m for block, m in zip(inverse, moment, strict=True)]
        self.since = 0

    def patterns(self, u: int) -> Array:
        """The patterns that are tried at point u: all of the moves, or for many gates the single flips."""
        if len(self.moves.patterns):
            return self.moves.patterns
        return np.vstack([self.gates[u], self.gates[u] ^ np.eye(self.moves.K, dtype=np.int8)])

    def changes(self, u: int, patterns: Array) -> Array:
        """What each of `patterns` (M, K) at point u would add to the objective."""
        z, c, g = self.rows.z[u], float(self.rows.c[u]), self.gates[u]
        if self.moves.exclusive:
            leverage = np.array([z @ block @ z for block in self.inverse])
            residual = c - np.array([z @ w for w in self.w])
            own = int(np.argmax(g))
            gone = 1 - leverage[own]
            freed = residual[own] ** 2 / gone if gone > SINGULAR else 0.0
            change = residual**2 / (1 + np.maximum(leverage, 0.0)) - freed
            change[own] = 0.0
            return change[np.argmax(patterns, axis=1)]
        K, n = self.gates.shape[1], len(z)
        B = np.einsum("i,kil->kl", z, (self.inverse[0].reshape(-1, n) @ z).reshape(K, n, K))
        part = self.w[0].reshape(K, n) @ z
        Bg = B @ g
        gone = 1 - g @ Bg
        e = c - part @ g
        if gone > SINGULAR:
            B, part, freed = B + np.outer(Bg, Bg) / gone, part - Bg * (e / gone), e**2 / gone
        else:
            freed = 0.0
        G = patterns.astype(float)
        joint: Array = (c - G @ part) ** 2 / (1 + np.maximum(((G @ B) * G).sum(axis=1), 0.0)) - freed
        joint[(patterns == g).all(axis=1)] = 0.0
        return joint

    def all_changes(self) -> Array:
        """`changes` of every point at once, for exclusive gates: (U, K)."""
        z = self.rows.z
        leverage = np.stack([((z @ block) * z).sum(axis=1) for block in self.inverse], axis=1)
        residual = self.rows.c[:, None] - z @ np.stack(self.w).T
        own = self.gates != 0
        gone = 1 - leverage[own]
        freed = np.where(gone > SINGULAR, residual[own] ** 2 / np.maximum(gone, SINGULAR), 0.0)
        change = residual**2 / (1 + np.maximum(leverage, 0.0)) - freed[:, None]
        change[own] = 0.0
        return change

    def move(self, u: int, pattern: Array) -> None:
        """Give point u another pattern: one row leaves the fits, one joins them."""
        old = self.gates[u].copy()
        self.gates[u] = pattern
        self.since += 1
        if self.moves.exclusive:
            left, joined = int(np.argmax(old)), int(np.argmax(pattern))
            kept = self._update(left, u, self.rows.z[u][:, None], [-1.0])
            kept = kept and self._update(joined, u, self.rows.z[u][:, None], [1.0])
        else:
            change = np.stack([old, pattern])[:, :, None] * self.rows.z[u]
            kept = self._update(0, u, change.reshape(2, -1).T, [-1.0, 1.0])
        if not kept or self.since >= REBUILD:
            self.build()

    def _update(self, at: int, u: int, F: Array, signs: list[float]) -> bool:
        """Fit `at` gains the columns of F (d, r) of sign 1 and loses those of -1, all with target c_u (Woodbury)."""
        h = self.inverse[at] @ F
        small = np.diag(signs) + F.T @ h
        if abs(np.linalg.det(small)) < SINGULAR:
            return False
        back = np.linalg.inv(small) @ h.T
        self.w[at] += (self.rows.c[u] - F.T @ self.w[at]) @ back
        # in place, in one pass: the transpose of a symmetric matrix is in the order that BLAS can overwrite
        self.inverse[at] = dgemm(-1.0, h, back, 1.0, self.inverse[at].T, overwrite_c=1).T
        return True
