"""Branch and bound over dichotomies: point after point, gates branch only where some half-space still can."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from ...moments import gated_features
from ...validation import Array
from ..fits.rank_one import empty_fits, take_in
from ..fits.rows import Rows
from ..limits import Limits
from ..problem import TOLERANCE, GateProblem
from .open_nodes import OpenNodes

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


class Choices(NamedTuple):
    """Nodes of one depth: the prefixes (K, N) of the gates, by number, the fits (fields, N), the residual sums of squares."""

    ids: Array
    fits: Array
    sse: Array


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
    """The rows (K,) of `tree` better than the incumbent, if there are, a lower bound, nodes in all, whether it finished."""
    U, n = rows.z.shape
    root = empty_fits(K * n, np.tile(rows.penalty, K))[:, None]
    nodes = OpenNodes(0, Choices(np.zeros((K, 1), dtype=np.int64), root, np.zeros(1)))
    found, finished = None, False
    try:
        while nodes and not limits.spent(work):
            depth, block = nodes.take()
            work += len(block.sse)
            children = _expand(rows, tree, depth, block, incumbent - TOLERANCE / 2 - float(floor[depth + 1]))
            if len(children.sse) and depth + 1 == U:
                at = int(np.argmin(children.sse))
                if children.sse[at] < incumbent:
                    incumbent, found = float(children.sse[at]), children.ids[:, at]
            elif len(children.sse):
                nodes.put(depth + 1, children)
            nodes.expanded()
        finished = not nodes
    except KeyboardInterrupt:
        pass
    bound = min(incumbent - TOLERANCE / 2, nodes.least(floor))
    return found, max(bound, float(floor[1])), work, finished


def _expand(rows: Rows, tree: Prefixes, m: int, nodes: Choices, below: float) -> Choices:
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
        return Choices(ids[:, :0], fits[:, :0], sse[:0])
    return Choices(*(np.concatenate(parts, axis=-1) for parts in zip(*out, strict=True)))


def _doubtful_last(rows: Rows, gates: Array) -> Array:
    """Points by falling cost of the cheapest other pattern at the weights that fit `gates`: those in doubt come last."""
    K = gates.shape[1]
    w = np.linalg.lstsq(gated_features(rows.z, gates), rows.c, rcond=None)[0].reshape(K, -1)
    patterns = np.array(list(product((0, 1), repeat=K)))
    squares = np.sort((rows.c[:, None] - rows.z @ w.T @ patterns.T) ** 2, axis=1)
    order: Array = np.argsort(squares[:, 0] - squares[:, 1], kind="stable")
    return order
