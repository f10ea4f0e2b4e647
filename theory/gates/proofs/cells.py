"""Branch and bound over dichotomies: point after point, gates branch only where some half-space still can."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from ...validation import Array
from ..fits.rank_one import empty_fits, take_in
from ..fits.rows import Rows
from ..problem import TOLERANCE, GateProblem
from ..search import Limits

BLOCK = 4096  # nodes that are expanded together
MOST_GATES = 8  # whose 2^K patterns a point may have


class Prefixes:
    """The distinct rows of dichotomies (N, U) as a tree: at depth m the prefixes of length m, numbered in order.

    `child[m]` (prefixes, 2) is the number at depth m + 1 after a 0 or a 1, -1 where no row goes on so. At depth U the numbers
    are those of `rows`, the distinct rows in lexicographic order.
    """

    def __init__(self, dichotomies: Array) -> None:
        self.rows, self.first = np.unique(dichotomies, axis=0, return_index=True)
        N, U = self.rows.shape
        number = np.zeros(N, dtype=np.int64)
        self.child = []
        for m in range(U):
            new = np.ones(N, dtype=bool)
            new[1:] = (np.diff(number) != 0) | (np.diff(self.rows[:, m]) != 0)
            following = np.cumsum(new) - 1
            child = np.full((number[-1] + 1, 2), -1)
            child[number, self.rows[:, m]] = following
            self.child.append(child)
            number = following


def cell_search(problem: GateProblem, dichotomies: Array, start: Array, limits: Limits) -> tuple[Array, float, int]:
    """The best K of dichotomies (N, U), with repetition: chosen (K,), a lower bound on every choice, nodes.

    From the last point backwards, the optimum of each suffix of the points is proven: it is a bound for the longer ones, as the
    objective of all points is at least that of the first few plus that of the others. A node is a choice for the first
    points, by its prefixes, and its fit. `start` (K,) is a good choice. Stopped early, also by Ctrl-C, the bound is that of
    the longest suffix reached.
    """
    U, K = len(problem.points), problem.K
    if K > MOST_GATES:
        raise ValueError(f"K must be at most {MOST_GATES} for branch and bound; got {K}. Use method='local search'.")
    rows = Rows.of(problem)
    if rows.unit == 0:
        return start, problem.bayes, 1
    order = _doubtful_last(rows, dichotomies[start].T)
    rows, columns = rows.take(order), dichotomies[:, order]
    best, least = start, rows.value(columns[start].T)
    floor, work, finished = np.zeros(U + 1), 0, True
    suffix = start  # the best choice of the suffix before
    try:
        for j in range(U - 1, -1, -1):
            part, tree = rows.take(slice(j, None)), Prefixes(columns[:, j:])
            if j > 0:
                part = replace(part, penalty=0 * part.penalty)  # without a ridge it is a bound with one
            suffix = min((best, suffix), key=lambda chosen: part.value(columns[chosen, j:].T))
            incumbent = part.value(columns[suffix, j:].T)
            floor[j] = floor[j + 1]
            if incumbent > floor[j] + TOLERANCE / 2:
                found, floor[j], work, finished = _search(part, tree, K, floor[j:], incumbent, limits, work)
                if found is not None:
                    suffix = tree.first[found]
            if j == 0 and rows.value(columns[suffix].T) < least:
                best = suffix
            if limits.progress:
                limits.progress(work, rows.unit * least + problem.bayes, rows.unit * floor[j] + problem.bayes)
            if not finished:
                break
    except KeyboardInterrupt:
        pass
    bound = rows.unit * max(float(floor.max()) - rows.slack(K, least), 0.0) + problem.bayes
    return best, bound, max(work, 1)


def _search(
    rows: Rows, tree: Prefixes, K: int, floor: Array, incumbent: float, limits: Limits, work: int
) -> tuple[Array | None, float, int, bool]:
    """The rows (K,) of `tree` better than the incumbent, if there are, a lower bound, nodes in all, whether it finished.

    Of the waiting nodes those are expanded which are deepest among the depths that fill a block, else the shallowest.
    """
    U, n = rows.z.shape
    root = empty_fits(K * n, np.tile(rows.penalty, K))[:, None]
    waiting: dict[int, list[tuple[Array, Array, Array]]] = {0: [(np.zeros((K, 1), dtype=np.int64), root, np.zeros(1))]}
    found, finished = None, True
    depth = 0
    nodes: Any = None
    try:
        while waiting:
            if limits.spent(work):
                finished = False
                break
            full = [m for m, pile in waiting.items() if sum(len(s) for *_, s in pile) >= BLOCK]
            depth = max(full) if full else min(waiting)
            nodes = _pop(waiting, depth)
            work += len(nodes[2])
            children = _expand(rows, tree, depth, nodes, incumbent - TOLERANCE / 2 - float(floor[depth + 1]))
            if len(children[2]) and depth + 1 == U:
                at = int(np.argmin(children[2]))
                if children[2][at] < incumbent:
                    incumbent, found = float(children[2][at]), children[0][:, at]
            elif len(children[2]):
                waiting.setdefault(depth + 1, []).append(children)
            nodes = None
    except KeyboardInterrupt:
        finished = False
        if nodes is not None:
            waiting.setdefault(depth, []).append(nodes)
    bound = incumbent - TOLERANCE / 2
    for m, pile in waiting.items():
        bound = min(bound, *(float(sse.min()) + float(floor[m]) for *_, sse in pile))
    return found, max(bound, float(floor[1])), work, finished


def _pop(waiting: dict[int, list[tuple[Array, Array, Array]]], depth: int) -> tuple[Array, Array, Array]:
    pile, taken, size = waiting[depth], [], 0
    while pile and size < BLOCK:
        taken.append(pile.pop())
        size += len(taken[-1][2])
    ids, fits, sse = (np.concatenate(parts, axis=-1) for parts in zip(*taken, strict=True))
    if size > BLOCK:
        pile.append((ids[:, BLOCK:], fits[:, BLOCK:], sse[BLOCK:]))
        ids, fits, sse = ids[:, :BLOCK], fits[:, :BLOCK], sse[:BLOCK]
    if not pile:
        del waiting[depth]
    return ids, fits, sse


def _expand(
    rows: Rows, tree: Prefixes, m: int, nodes: tuple[Array, Array, Array], below: float
) -> tuple[Array, Array, Array]:
    """The children at point m that the bound does not exclude; the gates of a node are in order, so none comes twice."""
    ids, fits, sse = nodes
    target = float(rows.c[m])
    K = len(ids)
    out = []
    for pattern in product((0, 1), repeat=K):
        child = np.stack([tree.child[m][ids[k], g] for k, g in enumerate(pattern)])
        may = np.flatnonzero((child >= 0).all(axis=0) & (child[:-1] <= child[1:]).all(axis=0))
        if not len(may):
            continue
        row = np.outer(pattern, rows.z[m]).ravel().tolist()
        fit = fits[:, may]
        total = sse[may] + take_in(fit, row, target, False)
        keep = np.flatnonzero(total < below)
        if not len(keep):
            continue
        fit = fit[:, keep]
        take_in(fit, row, target, True)
        out.append((child[:, may[keep]], fit, total[keep]))
    if not out:
        return ids[:, :0], fits[:, :0], sse[:0]
    joined = tuple(np.concatenate(parts, axis=-1) for parts in zip(*out, strict=True))
    return joined[0], joined[1], joined[2]


def _doubtful_last(rows: Rows, gates: Array) -> Array:
    """Points by falling cost of the cheapest other pattern at the weights that fit `gates`: those in doubt come last."""
    U, K = gates.shape
    F = (gates[:, :, None] * rows.z[:, None, :]).reshape(U, -1)
    w = np.linalg.lstsq(F, rows.c, rcond=None)[0].reshape(K, -1)
    patterns = np.array(list(product((0, 1), repeat=K)))
    squares = np.sort((rows.c[:, None] - rows.z @ w.T @ patterns.T) ** 2, axis=1)
    order: Array = np.argsort(squares[:, 0] - squares[:, 1], kind="stable")
    return order
