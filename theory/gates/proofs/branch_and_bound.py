"""Branch and bound over the points, some thousand nodes at a time, on the fits of `rank_one`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...validation import Array
from ..fits.moves import Moves
from ..fits.rank_one import empty_fits, fields, take_in
from ..fits.rows import Rows
from .open_nodes import OpenNodes


class Nodes(NamedTuple):
    """Nodes of one depth: the fits (blocks * fields, N), the residual sums of squares, ties, moves made, group sizes."""

    fits: Array
    sse: Array
    tie: Array
    made: Array
    sizes: Array

    def of(self, chosen: Array) -> Nodes:
        return Nodes(*(a.take(chosen, axis=-1) for a in self))


@dataclass(eq=False)
class Search:
    """The least objective of the points `first`.. of `rows`, below `incumbent`.

    A node has moves for the points `first`..m - 1. Its bound is the residual sum of squares of these plus `floor[m]`, a
    bound on the optimum of the points m.. alone, since a sum of minima is at most the minimum of the sum. (With a ridge,
    the penalty goes with the first term alone: `floor` is without.)
    """

    rows: Rows
    moves: Moves
    floor: Array
    first: int
    incumbent: float
    tolerance: float
    min_points: int

    def __post_init__(self) -> None:
        self.allowed, self.next_tie = self.moves.tied
        self.width = max(1, int(np.ceil(np.log2(max(len(self.moves.patterns), 2)))))
        self.per_word = 64 // self.width
        self.ahead = np.append(np.cumsum(self.rows.counts[::-1])[::-1], 0)
        self.open = OpenNodes(self.first, self._root())
        self.found: Array | None = None  # the moves that are better than the incumbent given

    def steps(self) -> Iterator[int]:
        """Expands a block of nodes at a time and yields their number, until none is left."""
        while self.open:
            depth, nodes = self.open.take()
            self._expand(depth, nodes)
            self.open.expanded()
            yield len(nodes.sse)

    @property
    def lower_bound(self) -> float:
        """A bound on the optimum, at any time: of the incumbent and all nodes that are open."""
        bound = min(self.incumbent - self.tolerance, self.open.least(self.floor))
        return max(bound, float(self.floor[min(self.first + 1, len(self.rows.c))]))

    def _root(self) -> Nodes:
        n = self.rows.z.shape[1]
        d = n if self.moves.exclusive else n * self.moves.K
        fit = empty_fits(d, np.resize(self.rows.penalty, d))
        fits = np.tile(fit, self.moves.blocks)[:, None]
        words = -(-(len(self.rows.c) - self.first) // self.per_word)
        sizes = np.zeros((self.moves.K if self.min_points > 1 else 0, 1), dtype=np.int32)
        tie = np.zeros(1, dtype=np.int64)
        return Nodes(fits, np.zeros(1), tie, np.zeros((words, 1), dtype=np.uint64), sizes)

    def _expand(self, m: int, nodes: Nodes) -> None:
        """The children of `nodes` at point m; those that the bound does not exclude wait at depth m + 1."""
        size = fields(len(self.moves.row(0, self.rows.z[m])))
        target = float(self.rows.c[m])
        below = self.incumbent - self.tolerance - float(self.floor[m + 1])
        chosen, sse = [], []
        for move in range(len(self.moves.patterns)):
            block = self.moves.block[move]
            fit = nodes.fits[block * size : (block + 1) * size]
            total = take_in(fit, self.moves.row(move, self.rows.z[m]), target, False)
            total += nodes.sse
            index = np.flatnonzero((total < below) & self.allowed[:, move].take(nodes.tie))
            chosen.append(index)
            sse.append(total.take(index))
        cuts = np.cumsum([0, *map(len, chosen)])
        if cuts[-1] == 0:
            return
        children = nodes.of(np.concatenate(chosen))
        children.sse[:] = np.concatenate(sse)
        word, shift = divmod(m - self.first, self.per_word)
        for move, (a, b) in enumerate(itertools.pairwise(cuts)):
            if a == b:
                continue
            block = self.moves.block[move]
            fit = children.fits[block * size : (block + 1) * size, a:b]
            take_in(fit, self.moves.row(move, self.rows.z[m]), target, True)
            children.tie[a:b] = self.next_tie[:, move].take(children.tie[a:b])
            children.made[word, a:b] |= np.uint64(move << shift * self.width)
            if self.min_points > 1:
                children.sizes[:, a:b] += (self.moves.patterns[move] * self.rows.counts[m]).astype(np.int32)[:, None]
        if self.min_points > 1:
            missing = np.where(children.sizes > 0, np.maximum(self.min_points - children.sizes, 0), 0).sum(axis=0)
            children = children.of(np.flatnonzero(missing <= self.ahead[m + 1]))
            if not len(children.sse):
                return
        if m + 1 == len(self.rows.c):
            self._leaves(children)
        else:
            self.open.put(m + 1, children)

    def _leaves(self, leaves: Nodes) -> None:
        below = self.incumbent - self.tolerance
        for leaf in np.argsort(leaves.sse):
            if leaves.sse[leaf] >= self.incumbent - self.tolerance and self.incumbent < below:
                break
            made = self._moves_of(leaves.made[:, leaf])
            if self.min_points > 1 and np.any((leaves.sizes[:, leaf] > 0) & (leaves.sizes[:, leaf] < self.min_points)):
                continue
            value = self.rows.take(slice(self.first, None)).value(self.moves.patterns[made])
            if value < self.incumbent:
                self.incumbent, self.found = value, made

    def _moves_of(self, words: Array) -> Array:
        steps = np.arange(len(self.rows.c) - self.first)
        word, shift = np.divmod(steps, self.per_word)
        mask = np.uint64((1 << self.width) - 1)
        return (words[word] >> (shift * self.width).astype(np.uint64) & mask).astype(np.int64)
