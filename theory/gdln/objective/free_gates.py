"""Gates that may be any function of x: with enough of them the objective is trivial, and how many are enough."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...regression import GatedRegression
from ...validation import MOST, Array, check_memory, choice, in_float_range, natural, real_array, real_number
from .bayes_bound import distinct_points

FAMILIES = ("exclusive", "table")
MOST_BITS = 1000  # levels beyond 2^1000 are no floats


@in_float_range("x, y")
def bayes_gates(x: Any, y: Any, sample_weight: Any = None) -> Array:
    """Gates (S, K), at most one on at each x, whose least loss is <var(y | x)>, the bound for all gates that see x only.

    Let N be the number of support points with m(x) = <y | x> != 0. A gate is on where m is linear, m(x) = w . x, and all
    are off where m = 0; points are taken in order into the first gate that can hold them, so K <= N.

    When it can be done: x != 0 wherever m(x) != 0 (the model has no bias), and then K = N is enough. Points in general
    position (any n of them independent, no n + 1 of them with m = w . x) take K = ceil(N / n) here, and for almost all
    inputs no K < N / n is enough even if gates overlap at will: an assignment of sets of gates to points asks N linear
    equations of K n weights, and the inputs that allow it have measure 0. For special inputs fewer are enough: K = 1 where
    one coordinate is constant and y is 0 or 1 (the gate is y itself), and overlapping gates can do with K = 2 what
    exclusive ones do with 3 (x = 2, 3, 6 with y = 1: 1/2 = 1/3 + 1/6).

    Exact rationals are decided exactly. Raises ValueError for x = 0 with m(x) != 0. Possible issues: in floating point,
    points share a gate where the fit is right to rounding; their order can change K for inputs in special position.

    Example:
    >>> from theory import gdln
    >>> gdln.bayes_gates([[1], [2], [4]], [1, 2, 8]).tolist()  # y = x at two points, y = 2 x at the third
    [[1, 0], [1, 0], [0, 1]]
    """
    points = distinct_points(x, y, sample_weight)
    held: list[list[int]] = []
    for d, (point, mean) in enumerate(zip(points.x, points.mean, strict=True)):
        if mean == 0:
            continue
        if not np.any(point):
            raise ValueError(f"x must not be 0 where <y | x> is not; got <y | x = 0> = {mean}. The model has no bias.")
        place = next((k for k, gate in enumerate(held) if _linear(points.x, points.mean, [*gate, d])), None)
        if place is None:
            held.append([d])
        else:
            held[place].append(d)
    gates = np.zeros((sum(map(len, points.members)), max(1, len(held))), dtype=np.int8)
    for k, gate in enumerate(held):
        for d in gate:
            gates[points.members[d], k] = 1
    return gates


@in_float_range("x, target, direction")
def level_gates(x: Any, target: Any, direction: Any, K: int, family: str = "table") -> Array:
    """Gates (S, K) that approximate `target` (S,) >= 0 by levels q of alpha in alpha direction . x, alpha = q top / Q.

    With h = direction . x, positive wherever the target is, and top = max target / h: alpha = target / h is rounded to the
    nearest level. "table" codes the level in binary, Q = 2^K - 1; "exclusive" turns on one gate a level, Q = K (none for
    level 0). The least loss with these gates exceeds <var(y | x)> by at most top^2 <h^2> / (4 Q^2) when the target is
    <y | x>, for any law of x, continuous or not: with free gates the objective falls at least like 4^-K (table) or K^-2
    (exclusive). That rate is the true one where x has a bounded density (`resolution_bound`).

    Exact rationals stay exact. Raises ValueError where the target is negative, or positive where direction . x is not.

    Example:
    >>> from theory import gdln
    >>> gdln.level_gates([[1.0], [2.0]], [0.0, 6.0], [1.0], K=2).tolist()  # levels 0 and 3 of 3 in binary
    [[0, 0], [1, 1]]
    """
    x = real_array("x", x, (None, None))
    target = real_array("target", target, (len(x),), x.dtype.kind == "O")
    h = x @ real_array("direction", direction, (x.shape[1],), x.dtype.kind == "O")
    K = natural("K", K, most=MOST_BITS if choice("family", family, FAMILIES) == "table" else MOST)
    check_memory("K", len(x), K)
    wrong = (target < 0) | ((target > 0) & ~(h > 0))
    if np.any(wrong):
        s = int(np.argmax(wrong))
        raise ValueError(
            f"target must be >= 0, and direction . x > 0 where it is positive; got {target[s]} and {h[s]} at sample {s}."
        )
    Q = 2**K - 1 if family == "table" else K
    on = target > 0
    alpha = [target[s] / h[s] if on[s] else 0 for s in range(len(x))]
    top = max(alpha, default=0)
    half = Fraction(1, 2) if x.dtype.kind == "O" else 0.5
    level = [int(a / top * Q + half) if top else 0 for a in alpha]
    if family == "table":
        return np.array([[(q >> k) & 1 for k in range(K)] for q in level], dtype=np.int8).reshape(len(x), K)
    return (np.array(level)[:, None] == 1 + np.arange(K)).astype(np.int8)


@in_float_range("functions, concentration")
def resolution_bound(functions: int, concentration: float, positive: float = 0.5) -> float:
    """A lower bound on the excess over <var(y | x)> for gates that give at most `functions` different linear maps w . x.

    Where <y | x> = 1, a share `positive` of the data, let P(|w . x - 1| <= e) <= C e for all w and e, C the
    `concentration` (finite for a bounded density on a bounded set away from 0). Then P(all maps miss by e) is at least
    1 - functions C e, and the excess at least positive e^2 (1 - functions C e), largest at e = 2 / (3 functions C):
    4 positive / (27 functions^2 C^2). K gates give 2^K - 1 maps (and 0) if they overlap at will, K if exclusive.

    Example:
    >>> from theory import gdln
    >>> round(gdln.resolution_bound(3, concentration=1.0), 6)
    0.00823
    """
    N, C = natural("functions", functions), float(real_number("concentration", concentration, above=0))
    share = float(real_number("positive", positive, least=0))
    if share > 1:
        raise ValueError(f"positive must be a share of at most 1; got {share:g}.")
    return 4 * share / (27 * float(N) ** 2 * C**2)


def derivation() -> Derivation:
    """The errors of rounding to levels and the best radius of the lower bound.

    Example:
    >>> from theory import gdln
    >>> gdln.free_gates_derivation().proved
    True
    """
    q, e, h, top, Q = sp.symbols("q e h alpha_max Q", positive=True)
    N, C, p = sp.symbols("N C p", positive=True)
    K = sp.Symbol("K", integer=True, positive=True)
    k = sp.Symbol("k", integer=True, nonnegative=True)
    best = 2 / (3 * N * C)
    bound = p * e**2 * (1 - N * C * e)
    return Derivation(
        "What free gates can fit",
        (
            Step(
                ((q + sp.Rational(1, 2)) * top / Q * h - q * top / Q * h) ** 2,
                top**2 * h**2 / (4 * Q**2),
                "alpha = target / h in levels q alpha_max / Q, half a level off: the largest squared error at one x",
                ("h = direction . x",),
            ),
            Step(sp.Sum(2**k, (k, 0, K - 1)), 2**K - 1, "K overlapping gates of heights 2^k reach 2^K levels"),
            Step(
                sp.Subs(sp.Derivative(bound, e), e, best),
                sp.Integer(0),
                "few maps: the excess is at least p e^2 (1 - N C e), stationary at e = 2 / (3 N C)",
            ),
            Step(sp.Subs(bound, e, best), 4 * p / (27 * N**2 * C**2), "its value there"),
        ),
    )


def _linear(x: Array, mean: Array, chosen: list[int]) -> bool:
    """Whether one w has w . x = mean at all chosen points."""
    problem = GatedRegression.from_features(x[chosen], mean[chosen])
    return bool(problem.minimum_loss <= problem.minimum_loss_error)
