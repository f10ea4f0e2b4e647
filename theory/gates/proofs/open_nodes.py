"""The nodes of a branch and bound that are still open, in piles by depth; an interrupt at any moment loses none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Generic, Protocol, TypeVar

import numpy as np

from ...validation import Array

BLOCK = 4096  # nodes that are expanded together


class NodeArrays(Protocol):
    """A named tuple of arrays, the last axis of each over the nodes; `sse` bounds what they have gathered."""

    @property
    def sse(self) -> Array: ...
    def __iter__(self) -> Iterator[Array]: ...


N = TypeVar("N", bound=NodeArrays)


class OpenNodes(Generic[N]):
    """Of the open nodes those come next which are deepest among the depths that fill a block, else the shallowest.

    A block that was taken counts as open until `expanded`, and also while it still waits: `least` is a bound at any time.
    """

    def __init__(self, depth: int, root: N) -> None:
        self.waiting: dict[int, list[N]] = {depth: [root]}
        self.taken: list[tuple[int, N]] = []

    def __bool__(self) -> bool:
        return bool(self.waiting or self.taken)

    def put(self, depth: int, nodes: N) -> None:
        self.waiting.setdefault(depth, []).append(nodes)

    def take(self) -> tuple[int, N]:
        """A block of nodes and their depth."""
        full = [m for m, pile in self.waiting.items() if sum(len(nodes.sse) for nodes in pile) >= BLOCK]
        depth = max(full) if full else min(self.waiting)
        pile = self.waiting[depth]
        first, size = len(pile), 0
        while first and size < BLOCK:
            first -= 1
            size += len(pile[first].sse)
        joined = _joined(pile[first:][::-1])
        block, rest = _some(joined, slice(BLOCK)), _some(joined, slice(BLOCK, None))
        left = pile[:first] + ([rest] if size > BLOCK else [])
        self.taken = [(depth, block)]
        if left:
            self.waiting[depth] = left
        else:
            del self.waiting[depth]
        return depth, block

    def expanded(self) -> None:
        """The children of the block that was taken wait in its place."""
        self.taken = []

    def least(self, floor: Array) -> float:
        """The least bound of an open node: its `sse` and `floor` at its depth. Infinite where none is open."""
        piles = [*self.waiting.items(), *((depth, [nodes]) for depth, nodes in self.taken)]
        return min(
            (float(nodes.sse.min()) + float(floor[m]) for m, pile in piles for nodes in pile if len(nodes.sse)),
            default=inf,
        )


def _joined(blocks: Sequence[N]) -> N:
    if len(blocks) == 1:
        return blocks[0]
    return type(blocks[0])(*(np.concatenate(parts, axis=-1) for parts in zip(*blocks, strict=True)))


def _some(nodes: N, chosen: slice) -> N:
    return type(nodes)(*(a[..., chosen] for a in nodes))
