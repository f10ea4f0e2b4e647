"""Sections 5 and 6: where training can settle, for (1) and for any architecture."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np

from papers import Claim, Context, Evidence, Origin, Outcome, Statement
from papers.ledger.derived import undecided
from papers.ledger.words import tuples
from theory import emn, exact
from theory.validation import Array

from ..rationals import rationals


def saddles_are(says: Callable[[Array, Any], tuple[Array, Any]], context: Context) -> Outcome:
    """says(K, g) = (sum, product) of the pair of Hessian eigenvalues at a saddle (W, v = 0), W Q 1 = 0, of a row of (c).

    K = W Q W^T, g = |Q 1|^2; the sum is a symmetric c x c matrix, one eigenvalue for each pair. The characteristic
    polynomial of the exact Hessian must be x^(c (n - 1)) det(x^2 - x sum + product), at more points than its degree. A
    product below 0 makes the point a strict saddle. That no other critical point has nonzero loss, for any n, c and Q, is
    `theory.emn.row_hessian_derivation`; random points off the set are seen to have a gradient.
    """
    if open_ := undecided(emn.row_hessian_derivation()):
        return open_
    effective, off = 0, 0
    for n, c, Q, W in context.once("saddles", lambda: _saddles(context)):
        q = Q.sum(axis=1)
        zero = np.full((1, c), Fraction(0), dtype=object)
        H = emn.row_hessian([W, zero], Q)
        total, pair = says(W @ Q @ W.T, q @ q)
        unit = np.eye(c, dtype=int).astype(object)
        for x in map(Fraction, range(1, len(H) + 2)):
            expected = x ** (c * (n - 1)) * exact.determinant(unit * (x * x + pair) - x * total)
            effective += 1
            if exact.determinant(x * np.eye(len(H), dtype=int).astype(object) - H) != expected:
                found = f"n = {n}, c = {c}, Q = {tuples(Q)}, W = {tuples(W)}: the Hessian has other eigenvalues"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
        for layers in ([W, zero + 1], [W + q, zero]):
            point = emn.row_landscape(layers, Q)
            off += point.kind == "regular"
            if point.kind not in ("regular", "global minimum"):
                found = f"n = {n}, c = {c}: critical off the set, {tuples(layers[0])}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=found)
    detail = f"Hessians of {effective} exact determinants; {off} points off the set of saddles have a gradient"
    return Outcome(True, Evidence.PROVED, effective, deviation=0.0, detail=detail)


def _saddles(context: Context) -> list[tuple[int, int, Array, Array]]:
    """Saddles of (c) for n <= 3, c <= 2 in exact rationals, Q singular for some, Q 1 never 0."""
    rng, out = context.rng("saddles"), []
    for n, c, rank in product((1, 2, 3), (1, 2), (1, 3)):
        X = rationals(rng, min(rank, n), n)
        X[0, 0] += 1 if not np.any(X.sum(axis=1)) else 0
        Q, W = X.T @ X, rationals(rng, c, n)
        q = Q.sum(axis=1)
        out.append((n, c, Q, W - np.multiply.outer(W @ q, q) / (q @ q)))
    return out


def order_of_descent(says: Callable[[int, bool], int], context: Context) -> Outcome:
    """says(zeros, across): the lowest order at which the risk of a row of (1, ..., 1) can fall from a critical point.

    `zeros` of its later weights are 0, and `across` tells whether w . Q 1 = 0. In exact rationals, for up to four later
    weights: the risk along random directions has no term below that order in t, one there that is negative along the
    direction of `row_landscape`, and order 2 exactly where the Hessian is not zero. Then rows of any width: from every
    critical point of nonzero risk among structured random ones the risk falls along that direction, at its order.
    """
    rng, effective = context.rng("order"), 0
    for depth, across in product((1, 2, 3, 4), (False, True)):
        for zeros in range(0 if depth == 1 else 1, depth + 1):
            if zeros + across < 2:
                continue
            n = int(rng.integers(2, 4))
            X = rationals(rng, n, n) + np.eye(n, dtype=int).astype(object)
            Q = X.T @ X
            q = Q.sum(axis=1)
            w = rationals(rng, n) + q
            w = w - (w @ q) / (q @ q) * q if across else w
            if not np.any(q) or (w @ q == 0) is not across:
                continue
            d = [Fraction(0)] * zeros + [Fraction(int(v), 2) for v in rng.integers(1, 4, size=depth - zeros)]
            row = [w[None, :], *(np.array([[v]], dtype=object) for v in rng.permutation(np.array(d, dtype=object)))]
            order = says(zeros, across)
            found = _term(row, Q, order, rng)
            effective += 1
            if found:
                where = f"depth {depth}, {zeros} later weights 0, w . Q 1 {'=' if across else '!='} 0: {found}"
                return Outcome(False, Evidence.CERTIFIED, effective, counterexample=where)
    falls, found = _falls_everywhere(rng)
    if found:
        return Outcome(False, Evidence.CERTIFIED, effective + falls, counterexample=found)
    detail = f"and the risk falls from {falls} critical points of rows of any width"
    return Outcome(True, Evidence.CERTIFIED, effective + falls, deviation=0.0, detail=detail)


def _term(row: list[Array], Q: Array, order: int, rng: np.random.Generator) -> str:
    """What contradicts that the risk has no term below t^order, and one there that can be negative; "" if nothing."""
    descent = emn.row_landscape(row, Q).descent
    along = _polynomial(row, list(descent or [w * 0 for w in row]), Q)
    if not along[order] < 0:
        return f"along the steepest chain the coefficient of t^{order} is {along[order]}"
    for direction in [along, *(_polynomial(row, [rationals(rng, *w.shape) for w in row], Q) for _ in range(3))]:
        low = next((k for k in range(1, order) if direction[k] != 0), None)
        if low is not None:
            return f"a term of order {low}"
    H = emn.row_hessian(row, Q)
    return "" if bool(np.any(H)) is (order == 2) else f"the Hessian {'is not' if np.any(H) else 'is'} zero"


def _polynomial(row: list[Array], direction: list[Array], Q: Array) -> Array:
    """The coefficients of the risk at row + t direction, from as many exact values."""
    t = [Fraction(k) for k in range(2 * len(row) + 1)]
    values = []
    for s in t:
        beta = row[0] + s * direction[0]
        for layer, change in zip(row[1:], direction[1:], strict=True):
            beta = (layer + s * change) @ beta
        values.append((beta[0] - 1) @ Q @ (beta[0] - 1) / 2)
    powers = np.array([[s**k for k in range(len(t))] for s in t], dtype=object)
    return exact.solve(powers, np.array(values, dtype=object)[:, None])[:, 0]


def _falls_everywhere(rng: np.random.Generator) -> tuple[int, str]:
    """How many critical points above zero were tried, of rows with up to three hidden layers of up to three copies, and
    one from which the risk does not fall; "" if there is none."""
    tried = 0
    for _ in range(120):
        sizes = [2, *map(int, rng.integers(1, 4, size=int(rng.integers(1, 4)))), 1]
        row = [rationals(rng, b, a) * int(rng.random() < 0.5) for a, b in pairwise(sizes)]
        X = rationals(rng, 2, 2)
        point = emn.row_landscape(row, X.T @ X)
        if point.kind in ("regular", "global minimum"):
            continue
        tried += 1
        if point.descent is None or not _polynomial(row, list(point.descent), X.T @ X)[point.order or 0] < 0:
            return tried, f"the risk does not fall at order {point.order} from {tuples(row)}"
    return tried, ""


CLAIMS = (
    Claim(
        id="critical-points",
        locator="Sec. 5, remark, critical points",
        origin=Origin.OWN,
        statement="(1) settles nowhere else: a critical point of a row's risk that is no global minimum is a strict saddle {d = 0, "
        "w . Q 1 = 0}, of the loss of the zero network. The same holds for any number of copies.",
        printed=Statement(
            r"\nabla L = 0 \Rightarrow L = 0 \text{ or } \lambda_\pm = \tfrac12\left(k \pm \sqrt{k^2 + 4 |Q1|^2}\right)",
            lambda K, g: (K, -g),
        ),
        test=saddles_are,
        wrong={
            "product of the other sign, a minimum": lambda K, g: (K, g),
            "sum of the other sign": lambda K, g: (-K, -g),
            "half the cross term": lambda K, g: (K, -g / 4),
        },
        assumptions=("population risk of a row", "Q positive semidefinite, Q 1 != 0"),
        oracle="symbolic gradient and Hessian; determinants in exact rationals",
        cost=2,
    ),
    Claim(
        id="deeper-critical-points",
        locator="Sec. 6, remark, count and size, critical points",
        origin=Origin.OWN,
        statement="With any hidden layer count and size no local minimum is spurious, but from (1, 1) on not every saddle is "
        "strict: of (1, ..., 1) the risk falls at the order of the number of later weights that are 0, plus one where w . Q 1 = 0, "
        "and above order 2 the Hessian is zero.",
        printed=Statement(
            r"\mathrm{order} = \#\{l : d_l = 0\} + [w \cdot Q1 = 0]", lambda zeros, across: zeros + int(across)
        ),
        test=order_of_descent,
        wrong={
            "every saddle is strict": lambda zeros, across: 2,
            "the number of zeros alone": lambda zeros, across: max(zeros, 2),
            "two zeros are never strict": lambda zeros, across: max(zeros + int(across), 3 if zeros == 2 else 2),
        },
        assumptions=(
            "population risk of a row",
            "Q positive semidefinite, Q 1 != 0",
            "no spurious minimum: by critical points of 120 random rows of small size",
        ),
        oracle="the risk along directions as an exact polynomial",
        cost=2,
    ),
)
