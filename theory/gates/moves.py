"""What a family lets happen at one point: which gates are on, and which fit the point then joins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..validation import Array


@dataclass(frozen=True, eq=False)
class Moves:
    """The patterns (M, K) of gates that a point may have, whatever the other points have.

    With `exclusive` patterns the gates share no point, the Gram matrix is block-diagonal and each gate has a fit of its own,
    of n coefficients; else there is one fit of K n. `block[m]` is the fit that pattern m joins.
    """

    patterns: Array
    exclusive: bool

    @property
    def K(self) -> int:
        return int(self.patterns.shape[1])

    @cached_property
    def block(self) -> list[int]:
        return list(range(self.K)) if self.exclusive else [0] * len(self.patterns)

    @property
    def blocks(self) -> int:
        return self.K if self.exclusive else 1

    def row(self, move: int, z: Array) -> list[float]:
        """The row that pattern `move` adds to its fit at the input z (n,)."""
        return list(z.tolist() if self.exclusive else np.outer(self.patterns[move], z).ravel().tolist())

    @cached_property
    def tied(self) -> tuple[Array, Array]:
        """Symmetry: allowed (2^(K-1), M) and next (2^(K-1), M) by which neighbouring gates were equal so far.

        Gates are sorted downwards as words over the points: where gates k and k + 1 agree so far, a point may have
        k alone, both or none, and never k + 1 alone. For exclusive gates: no gate before its predecessor.
        """
        g, states = self.patterns.astype(int), np.arange(2 ** (self.K - 1))
        tie = states[:, None, None] >> np.arange(self.K - 1) & 1  # (states, 1, K - 1)
        allowed = ~np.any((tie == 1) & (g[:, :-1] < g[:, 1:]), axis=2)
        still = tie * (g[:, :-1] == g[:, 1:])
        return allowed, (still << np.arange(self.K - 1)).sum(axis=2)


def one_gate(K: int) -> Moves:
    return Moves(np.eye(K, dtype=np.int8), True)


def any_gates(K: int) -> Moves:
    """All 2^K subsets, gate 1 the most significant."""
    return Moves((np.arange(2**K)[::-1, None] >> np.arange(K)[::-1] & 1).astype(np.int8), False)
