"""Branch and bound over the points, some thousand nodes at a time, on the fits of `rank_one`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...validation import Array
from ..fits.moves import Moves
from ..fits.rank_one import empty_fits, fields, take_in
from ..fits.rows import Rows

BLOCK = 4096  # nodes that are expanded together


@dataclass(frozen=True, eq=False)
class Nodes:
    """Nodes of one depth: the fits (blocks * fields, N), the residual sums of squares, ties, moves made, group sizes."""

    fits: Array
    sse: Array
    tie: Array
    made: Array
    sizes: Array

    def of(self, chosen: Array | slice) -> Nodes:
        if isinstance(chosen, slice):
            return Nodes(*(a[..., chosen] for a in (self.fits, self.sse, self.tie, self.made, self.sizes)))
        return Nodes(*(a.take(chosen, axis=-1) for a in (self.fits, self.sse, self.tie, self.made, self.sizes)))


@dataclass(eq=False)
class Search:
    """The least objective of the points `first`.. of `rows`, below `incumbent`.

    A node has moves for the points `first`..m - 1. Its bound is the residual sum of squares of these plus `floor[m]`, a
    bound on the optimum of the points m.. alone, since a sum of minima is at most the minimum of the sum. (With a ridge,
    the penalty goes with the first term alone: `floor` is without.) Of the nodes, those are expanded which are deepest
    among the depths that fill a block, else the shallowest: depth first, with long vectors.
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
        self.waiting: dict[int, list[Nodes]] = {self.first: [self._root()]}
        self.open: tuple[int, Nodes] | None = None
        self.found: Array | None = None  # the moves that are better than the incumbent given

    def steps(self) -> Iterator[int]:
        """Expands a block of nodes at a time and yields their number, until none is left."""
        while self.waiting:
            depth = self._next_depth()
            self.open = depth, self._pop(depth)
            self._expand(*self.open)
            done, self.open = len(self.open[1].sse), None
            yield done

    @property
    def lower_bound(self) -> float:
        """A bound on the optimum, at any time: of the incumbent and all nodes that are open."""
        bound = self.incumbent - self.tolerance
        piles = [*self.waiting.items(), *([] if self.open is None else [(self.open[0], [self.open[1]])])]
        for depth, pile in piles:
            bound = min(bound, *(float(nodes.sse.min()) + float(self.floor[depth]) for nodes in pile if len(nodes.sse)))
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

    def _next_depth(self) -> int:
        full = [m for m, pile in self.waiting.items() if sum(len(nodes.sse) for nodes in pile) >= BLOCK]
        return max(full) if full else min(self.waiting)

    def _pop(self, depth: int) -> Nodes:
        pile, taken, size = self.waiting[depth], [], 0
        while pile and size < BLOCK:
            taken.append(pile.pop())
            size += len(taken[-1].sse)
        joined = (
            taken[0]
            if len(taken) == 1
            else Nodes(
                *(np.concatenate([getattr(t, name) for t in taken], axis=-1) for name in Nodes.__dataclass_fields__)
            )
        )
        if size > BLOCK:
            pile.append(joined.of(slice(BLOCK, None)))
            joined = joined.of(slice(0, BLOCK))
        if not pile:
            del self.waiting[depth]
        return joined

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
            self.waiting.setdefault(m + 1, []).append(children)

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
