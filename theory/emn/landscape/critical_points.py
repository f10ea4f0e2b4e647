"""The risk of one row as a landscape over its weights: every critical point is a global minimum or a saddle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from ...possible_moments import checked_second_moment
from ...spectrum import EPS
from ...validation import Array, any_exact, in_float_range, real_array

Row = tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class Point:
    """What the landscape is like at a point, from `row_landscape`.

    `kind`: "regular", "global minimum", "strict saddle" or "flat saddle". Along `descent`, layer by layer, the risk is
    risk - rate t^order + O(t^(order + 1)), rate > 0: order 1 where the point is regular, 2 at a strict saddle, where the
    Hessian has a negative eigenvalue, more at a flat one, where all derivatives below that order are zero. None at a minimum.
    """

    kind: str
    risk: Any
    order: int | None = None
    rate: Any = None
    descent: Row | None = None


@in_float_range("layers, Q")
def row_landscape(layers: Any, Q: Any) -> Point:
    """The kind of point at which a row of any architecture stands, with a direction of descent unless it is a minimum.

    The risk is L = 1/2 (beta - 1)^T Q (beta - 1) with beta = W_L ... W_1; `layers` are the row's: (c_1, n), (c_2, c_1), ...,
    (1, c_m). Q (n, n) is symmetric positive semidefinite. Training descends 2/n times L for the reduction "mean" and 2
    times L for "sum_outputs"; a network's risk is the sum over its rows, which share no weight.

    Theorem, for every architecture and every such Q, singular or not. With g = Q (beta - 1) the gradient in W_j is
    p_j^T (W_(j-1) ... W_1 g)^T, p_j = W_L ... W_(j+1). It vanishes in all layers if g = 0, a global minimum, or else, from
    the first layer, p_1 = 0, so beta = 0 and g = -Q 1. So there are two critical values, 0 and 1^T Q 1 / 2, that of
    the zero network. At the second let l be the first layer with p_l != 0 and k the last with W_k ... W_1 Q 1 != 0
    (k >= 0); a zero gradient is k + 2 <= l. L = 1^T Q 1 / 2 - beta . Q 1 + 1/2 beta^T Q beta, and beta . Q 1 is multilinear in
    the layers: it first moves when layers k+1 = a_1 < ... < a_N = l are changed at once between which no product
    W_(b-1) ... W_(a+1) is zero. The least such N is the order (each step as far as it goes is best, because a part of a
    nonzero product is nonzero), beta^T Q beta is of order 2 at N = 2 and above N beyond. The sign of one change is free, so the
    risk falls: no local minimum is spurious. The saddle is strict if N = 2, that is if W_(l-1) ... W_(k+2) != 0 (empty
    products count as 1), and else its Hessian is zero.

    Without hidden layer there is no saddle. For (c) all are strict, {v = 0, W Q 1 = 0}, with the Hessian of
    `saddle_curvatures`. For (1, ..., 1) N is the number of later weights that are 0, and one more where w . Q 1 = 0.

    Exact rationals are decided exactly. Possible issues: in floating point, what rounding of the products explains
    counts as zero (8 P eps of the product of the norms), so a point close to a saddle is taken for it.
    (Luntzel 2023, section 5: the settling points.)

    Example:
    >>> import numpy as np
    >>> from theory import emn
    >>> point = emn.row_landscape([np.array([[0.0, 0.0]]), np.array([[0.0]])], np.eye(2))
    >>> point.kind, point.order
    ('strict saddle', 2)
    """
    row, Q = check_row(layers, Q)
    exact = Q.dtype.kind == "O"
    error = product(row)[0] - 1
    g = Q @ error
    risk = error @ g / 2
    size = sum(layer.size for layer in row)
    norms = [_norm(layer) for layer in row]

    def zero(value: Array, *scales: float) -> bool:
        return not np.any(value) if exact else _norm(value) <= 8 * size * EPS * prod(scales)

    if zero(g, _norm(Q), len(Q) ** 0.5 + prod(norms)):
        return Point("global minimum", risk)
    after, before = layers_after(row), layers_before(row, g[:, None])
    L, reach = len(row), _norm(g)
    open_after = [not zero(after[j], *norms[j:]) for j in range(L + 1)]
    open_before = [not zero(before[j], *norms[:j], reach) for j in range(L + 1)]
    if any(open_after[j + 1] and open_before[j] for j in range(L)):
        descent = tuple(-(after[j + 1].T @ before[j].T) for j in range(L))
        return Point("regular", risk, 1, sum((d * d).sum() for d in descent), descent)
    first = max(j for j in range(L) if open_before[j]) + 1
    last = min(j for j in range(1, L + 1) if open_after[j])
    chain = [first]
    while chain[-1] < last:
        a = chain[-1]
        chain.append(
            max(b for b in range(a + 1, last + 1) if b == a + 1 or not zero(product(row[a : b - 1]), *norms[a : b - 1]))
        )
    descent, rate = _descent(row, Q, chain, after[last], -before[first - 1])
    return Point("strict saddle" if len(chain) == 2 else "flat saddle", risk, len(chain), rate, descent)


def _descent(row: Row, Q: Array, chain: list[int], p: Array, h: Array) -> tuple[Row, Any]:
    """Rank-one changes of the layers of the chain: from h through the largest entry of each product between, to p."""
    change = [layer * 0 for layer in row]
    incoming, rate = h.T, (p * p).sum() * (h * h).sum()
    for a, b in pairwise(chain):
        between = product(row[a : b - 1]) if b > a + 1 else identity(len(row[a - 1]), Q)
        out, into = np.unravel_index(np.argmax(np.abs(between)), between.shape)
        change[a - 1] = identity(between.shape[1], Q)[:, [into]] @ incoming
        incoming = identity(len(between), Q)[[out]] * (1 if between[out, into] > 0 else -1)
        rate = rate * abs(between[out, into])
    change[chain[-1] - 1] = p.T @ incoming
    if len(chain) == 2:  # beta^T Q beta is of the same order: the first change must outweigh it
        moved = (p @ change[chain[-1] - 1] @ product(row[: chain[-1] - 1]))[0]
        curvature = moved @ Q @ moved
        change[chain[0] - 1] = change[chain[0] - 1] * (1 + curvature / rate)
        rate = rate + curvature / 2
    return tuple(change), rate


def check_row(layers: Any, Q: Any) -> tuple[Row, Array]:
    """The row's layers and Q, validated: shapes that fit, Q positive semidefinite; exact if any of them is."""
    if not isinstance(layers, tuple | list) or not layers:
        raise TypeError("layers must be a list of the row's layers, (c_1, n) first; got " + type(layers).__name__ + ".")
    exact = any_exact(Q=Q, **{f"layers[{i}]": layer for i, layer in enumerate(layers)})
    Q = checked_second_moment("Q", real_array("Q", Q, (None, None), exact))
    row, width = [], len(Q)
    for i, layer in enumerate(layers):
        row.append(real_array(f"layers[{i}]", layer, (1 if i == len(layers) - 1 else None, width), exact))
        width = len(row[-1])
    return tuple(row), Q


def product(layers: Row) -> Array:
    """The last layer times ... times the first."""
    out = layers[0]
    for layer in layers[1:]:
        out = layer @ out
    return out


def layers_after(row: Row) -> list[Array]:
    """p_j = W_L ... W_(j+1) for j = 0, ..., L, (1, c_j)."""
    out = [identity(1, row[-1])]
    for layer in reversed(row):
        out.append(out[-1] @ layer)
    return out[::-1]


def layers_before(row: Row, start: Array) -> list[Array]:
    """W_j ... W_1 times `start`, j = 0, ..., L."""
    out = [start]
    for layer in row:
        out.append(layer @ out[-1])
    return out


def identity(size: int, like: Array) -> Array:
    """The identity in the number type of `like`; whole numbers beside exact rationals."""
    return np.eye(size, dtype=int).astype(like.dtype)


def _norm(a: Array) -> float:
    return float(np.linalg.norm(a.astype(np.float64)))
