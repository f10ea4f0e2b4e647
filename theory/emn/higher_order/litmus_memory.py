"""A litmus test for order and memory: which powers of A, and how many past inputs, do time series need?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...validation import REPEATS, Array, float_array, in_float_range, natural, probability
from .krylov import NEW, chain, krylov_basis, residuals_of, rounding
from .nested_f import p_value


@dataclass(frozen=True)
class LitmusMemory:
    """What time series say of the order of interaction and of the memory.

    `order`: the least r whose test does not reject; `max_order` where all below it do; None ("not identifiable") where
    all that can be tested do, and orders above `identifiable_order` fit the same space: it is that or more. `p_order[r]`:
    of "order <= r" against `max_order`, both with all the memory; None where both fit the same space. The same for
    `memory`, with all orders. `dimension`: of the largest family on these data. `unexplained`: the share of |y|^2 that it
    leaves; near 1, nothing is explained. `noiseless`: that share is rounding, so p-values are 0 or 1.

    Example:
    >>> from theory import emn
    >>> A, x = [[0, 1], [1, 0]], [[1, 2], [4, 1], [0, 3], [2, 2], [5, 1]]
    >>> found = emn.litmus_memory_test(A, x, [[0, 0], *x[:-1]], max_order=1, max_memory=1)  # y_t = x_(t-1)
    >>> (found.order, found.memory), found.noiseless, found.identifiable
    ((0, 1), True, True)
    """

    order: int | None
    memory: int | None
    p_order: tuple[float | None, ...]
    p_memory: tuple[float | None, ...]
    identifiable_order: int
    identifiable_memory: int
    max_order: int
    max_memory: int
    dimension: int
    unexplained: float
    noiseless: bool

    @property
    def identifiable(self) -> bool:
        """Whether all A^l x_(t-s) are independent, so that every order and every memory is one of its own."""
        return self.dimension == (self.max_order + 1) * (self.max_memory + 1)


@in_float_range("A, x, y")
def litmus_memory_test(A: Any, x: Any, y: Any, max_order: int, max_memory: int, level: float = 0.05) -> LitmusMemory:
    """Nested F tests of y_t = sum_(l <= R, s <= S) theta_ls A^l x_(t-s) + noise: least order r and least memory s.

    "Memory <= s" with orders up to R, s = 0, 1, ..., and "order <= r" with memory up to S, r = 0, 1, ..., are each tested
    against the largest family, R = `max_order` and S = `max_memory`, at all times t >= S. The least values not rejected
    are chosen. Where the A^l x_(t-s) are independent, y is of order r and of memory s exactly where it is of both at once.

    Assumes independent normal noise of one variance, independent of all of x, whatever the law of x: y must not act back on
    later x. Then each p-value is uniform where its hypothesis is true; the memory chosen exceeds the true one with
    probability at most `level`, and so does the order, whatever the signal: that takes a rejection at the true one. Both
    together stay below twice the level. The order is not tested with the memory chosen: where that is too small, the lagged
    terms could be taken for orders.

    Noiseless y: a family is accepted where its residual is within rounding of 0.

    Shapes: A (n, n), any real entries; x, y (T, n), rows in time. Raises ValueError for shapes, x = 0, and too few times.
    Possible issues: a direction that is new by less than 1.5e-8 counts as dependent; noise below rounding counts as none.
    (Luntzel 2023, section 7 and Figure 6, where the test is only named.)

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> rng, A = np.random.default_rng(0), np.eye(4, k=1) + np.eye(4, k=-1)
    >>> x = rng.normal(size=(50, 4))
    >>> y = x + np.roll(x, 1, axis=0) @ A + 0.1 * rng.normal(size=x.shape)  # x_t + A x_(t-1)
    >>> found = emn.litmus_memory_test(A, x, y, max_order=2, max_memory=2)
    >>> found.order, found.memory
    (1, 1)
    """
    R, S = natural("max_order", max_order, least=0, most=REPEATS), natural("max_memory", max_memory, least=0)
    A, lags = lagged(A, x, S)
    level, y = probability("level", level), float_array("y", y, (S + len(lags[0]), len(A)))
    Y, bases = y[S:].reshape(-1), [krylov_basis(A, lag, R) for lag in lags]
    by_order, by_memory = _orders([Q for Q, _ in bases]), chain([Q for Q, _ in bases])
    dimension = max(len(by_order[0]), len(by_memory[0]))
    if Y.size <= dimension:
        raise ValueError(
            f"x and y must hold more than {dimension} numbers after the first {S} times, to test order {R} and memory "
            f"{S}; got {Y.size}. Add times."
        )
    allowed, rests = _allowed(A, lags, bases, Y), [_rests(Q, Y) for Q, _ in (by_order, by_memory)]
    largest = min(rest[-1] for rest in rests)
    noiseless = largest <= allowed
    p_order, p_memory = (
        _p_values(rest, sizes, Y.size, allowed, noiseless)
        for rest, (_, sizes) in zip(rests, (by_order, by_memory), strict=True)
    )
    return LitmusMemory(
        order=_least(p_order, R, level),
        memory=_least(p_memory, S, level),
        p_order=(*p_order, *[None] * (R - len(p_order))),
        p_memory=(*p_memory, *[None] * (S - len(p_memory))),
        identifiable_order=len(p_order),
        identifiable_memory=len(p_memory),
        max_order=R,
        max_memory=S,
        dimension=dimension,
        unexplained=0.0 if noiseless else float((largest / np.linalg.norm(Y)) ** 2),
        noiseless=bool(noiseless),
    )


def lagged(A: Any, x: Any, S: int) -> tuple[Array, list[Array]]:
    """A, and x_(t-s) at all times t >= S for s = 0, ..., S."""
    x = float_array("x", x, (None, None))
    A = float_array("A", A, (x.shape[1],) * 2)
    if len(x) <= S:
        raise ValueError(f"x must hold more times than the largest memory, {S}; got {len(x)}. Add times.")
    if not np.any(x != 0):
        raise ValueError("x must not be 0 throughout: no order or memory could be told from another.")
    return A, [x[S - s : len(x) - s] for s in range(S + 1)]


def _orders(bases: list[Array]) -> tuple[Array, list[int]]:
    """The chain of spaces of orders <= 0, 1, ...: the first l + 1 rows of a Krylov basis span the powers up to l."""
    return chain([np.array([Q[l] for Q in bases if l < len(Q)]) for l in range(max(map(len, bases)))])


def _rests(Q: Array, Y: Array) -> list[float]:
    return [float(np.linalg.norm(Y)), *residuals_of(Q, Y)]


def _allowed(A: Array, lags: list[Array], bases: list[tuple[Array, Array]], Y: Array) -> float:
    """What rounding alone can leave of y, lag by lag."""
    rows = np.vstack([Q for Q, _ in bases])
    fitted = np.split(np.linalg.lstsq(rows.T, Y, rcond=NEW)[0], np.cumsum([len(Q) for Q, _ in bases])[:-1])
    return sum(rounding(A, lag, Y, C.T @ part) for lag, (_, C), part in zip(lags, bases, fitted, strict=True))


def _p_values(rest: list[float], sizes: list[int], size: int, allowed: float, noiseless: bool) -> list[float]:
    """Of each family that is smaller than the largest, rest[k] the residual's length on k rows."""
    top, lower = sizes[-1], [k for k in sizes if k < sizes[-1]]
    if noiseless:
        return [float(rest[k] <= allowed) for k in lower]
    gained = [max(0.0, rest[k] ** 2 - rest[top] ** 2) for k in lower]
    return [p_value(g, rest[top] ** 2, top - k, size - top) for k, g in zip(lower, gained, strict=True)]


def _least(p: list[float], most: int, level: float) -> int | None:
    """The first accepted; `most` where all below it are tested and rejected; None where not all can be tested."""
    return next((k for k, value in enumerate(p) if value > level), most if len(p) == most else None)
