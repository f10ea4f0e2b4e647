"""What a family lets happen at one point: which gates are on, and which fit the point then joins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...validation import Array

PATTERNS_AT_ONCE = 8  # gates up to which all subsets are listed


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
        """Symmetry: allowed (states, M) and next (states, M), where a state is which neighbouring gates were equal so far.

        Gates are sorted downwards as words over the points: where gates k and k + 1 agree so far, a point may have
        k alone, both or none, and never k + 1 alone. For exclusive gates: no gate before its predecessor. State 0 is the
        start, at which all are equal.
        """
        g = self.patterns.astype(int)
        states, allowed, following = [(True,) * (self.K - 1)], [], []
        for tie in states:  # grows
            tied = np.array(tie, dtype=bool)
            allowed.append(~np.any(tied & (g[:, :-1] < g[:, 1:]), axis=1))
            after = [tuple(row) for row in (tied & (g[:, :-1] == g[:, 1:])).tolist()]
            for state, may in zip(after, allowed[-1], strict=True):
                if may and state not in states:
                    states.append(state)
            following.append([states.index(state) if may else 0 for state, may in zip(after, allowed[-1], strict=True)])
        return np.array(allowed), np.array(following)


def one_gate(K: int) -> Moves:
    """Exactly one gate is on."""
    return Moves(np.eye(K, dtype=np.int8), True)


def any_gates(K: int) -> Moves:
    """All 2^K subsets, gate 1 the most significant; for many gates none is listed, and points change one gate at a time."""
    if K > PATTERNS_AT_ONCE:
        return Moves(np.empty((0, K), dtype=np.int8), False)
    return Moves((np.arange(2**K)[::-1, None] >> np.arange(K)[::-1] & 1).astype(np.int8), False)
