"""The second moment of a row's error over one training mask, as an exact linear map of two numbers."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import sympy as sp

from ...inputs.uniform_moments import ACROSS, ALONG, invariant_fourth_moment
from ...validation import REPEATS, Array, check_probabilities, entries, in_float_range, natural, real_array, real_number
from .risk_spectrum import HALF, edge_probability

MOST_NODES = 10**4  # whose binomials take seconds


def row_law(n: int, p: Any = HALF) -> Array:
    """The probabilities of m = 0, ..., n active entries in a row of independent bits, (n + 1,), exact for rational p."""
    n, p = natural("n", n, most=MOST_NODES), edge_probability(p)
    law = [comb(n, m) * p**m * (1 - p) ** (n - m) for m in range(n + 1)]
    return np.array(law, dtype=object if isinstance(p, Fraction) else np.float64)


@in_float_range("h, law, gain")
def transfer(n: int, h: Any, batch: int, batches: int, law: Any = None, gain: tuple[Any, Any] = (1, 0)) -> Array:
    """The matrix T (2, 2) that takes (E e_j^2, E e_j e_k) of a row's error e through one mask of SGD.

    The row's error e = beta - 1 in its effective weights moves by e <- e - h P D G D e: D the mask row, `batches` fresh
    G = mean of x x^T over `batch` inputs uniform on [0, 1]^n, all under one mask, and P = gain[0] I + gain[1] 1 1^T, which
    is the identity for () and, linearized at its solution w = c 1, d = 1/c, I/c^2 + c^2 1 1^T for (1). `h` is 2 lr over
    the outputs that the loss averages over (`step_scale`).

    Assumptions: the law of the mask row is the same under all permutations of its entries, given by the probabilities
    `law` (n + 1,) of m active entries (None: fair independent bits), and so is E e e^T at the start, which therefore
    stays in the span of I and 1 1^T. No independence of rows is needed. Exact rationals in, exact rationals out. For
    n = 1 the second number is no entry of anything, and its row and column of T are 0.

    The spectral radius of T is that of the whole map S -> E (A S A^T) on symmetric matrices, A the product over the
    mask: this map keeps positive semidefinite matrices so, hence has such a matrix for its largest eigenvalue, and the
    mean of that matrix over all permutations is one in the span.

    Possible issues: none of cancellation for h below the limit of stability; in floats each entry is right to a few
    eps times `batches`.

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> str(emn.transfer(1, Fraction(1), batch=1, batches=1)[0, 0])  # 1/2 + 1/2 <(1 - x^2)^2>
    '23/30'
    """
    n, batch, batches = natural("n", n), natural("batch", batch), natural("batches", batches, most=REPEATS)
    h, (a, g) = real_number("h", h, least=0), (real_number("gain", v, least=0) for v in entries("gain", gain, 2))
    law = row_size_law(n, law)
    exact = law.dtype.kind == "O" and all(isinstance(v, Fraction) for v in (h, a, g))
    kind: Any = Fraction if exact else float
    sizes = np.array([kind(m) for m in range(1, n + 1)])
    given = _given_sizes(n, sizes, kind(h), Fraction(1, batch), batches, kind(a), kind(g), kind)
    weights = law if exact else law.astype(np.float64)
    T: Array = weights[0] * np.array([[kind(1), kind(0)], [kind(0), kind(1)]]) + np.tensordot(weights[1:], given, 1)
    if n == 1:
        T[1, :] = T[:, 1] = kind(0)
    return T


def row_size_law(n: int, law: Any = None) -> Array:
    """`law` as checked probabilities (n + 1,) of the number of active entries of a row; None is fair bits."""
    if law is None:
        return row_law(n)
    law = real_array("law", law, (n + 1,))
    check_probabilities("law", law)
    return law


def _given_sizes(n: int, m: Array, h: Any, inverse_batch: Any, batches: int, a: Any, g: Any, kind: Any) -> Array:
    """T given that m of the n entries are active, for m = 1, ..., n: (n, 2, 2).

    State: the eigenvalues across and along the ones of the active block, the cross entry, and what every entry of the
    inactive block has gained.
    """
    one = kind(1) + 0 * m
    step = _stack(batch_map(m, h, kind(inverse_batch), a, g, kind), one)
    state = _stack([[1, -1], [1, m - 1], [0, 1], [0, 0]], one)
    for _ in range(batches):
        state = step @ state
    across, along, cross, gained = (state[:, i] for i in range(4))
    m, own = m[:, None], _stack([[1, 0], [0, 1]], one)
    diagonal = (m - 1) * across + along + (n - m) * (own[:, 0] + gained)
    off = (m - 1) * (along - across) + 2 * m * (n - m) * cross + (n - m) * (n - m - 1) * (own[:, 1] + gained)
    return np.stack([diagonal / kind(n), off / kind(max(1, n * (n - 1)))], axis=1)


def _stack(rows: list[list[Any]], one: Array) -> Array:
    """A matrix of entries that are numbers or (n,) as (n, rows, columns)."""
    return np.stack([np.stack([v * one for v in row], axis=1) for row in rows], axis=1)


def batch_map(m: Any, h: Any, inverse_batch: Any, a: Any, g: Any, kind: Any = sp.Rational) -> list[list[Any]]:
    """One batch on the state of `_given_sizes`, 4 x 4, for symbols and for numbers of a `kind`.

    Active block: S <- S - h (R X S + S X R) + h^2 R W R with R = a I + g 1 1^T, X = <x x^T>, and
    W = E (G S G) = (1/B) E x x^T S x x^T + (1 - 1/B) X S X, which has the same two eigenvectors.
    """
    x0, x1 = kind(ACROSS), kind(ACROSS) + kind(ALONG) * m
    r = a + g * m
    across, along = invariant_fourth_moment(m, kind)
    Wu = [inverse_batch * v for v in across]
    Wt = [inverse_batch * v for v in along]
    Wu[0] = Wu[0] + (1 - inverse_batch) * x0 * x0
    Wt[1] = Wt[1] + (1 - inverse_batch) * x1 * x1
    hh = h * h
    return [
        [1 - 2 * h * a * x0 + hh * a * a * Wu[0], hh * a * a * Wu[1], 0, 0],
        [hh * r * r * Wt[0], 1 - 2 * h * r * x1 + hh * r * r * Wt[1], 0, 0],
        [hh * g * r * Wt[0], -h * g * x1 + hh * g * r * Wt[1], 1 - h * r * x1, 0],
        [hh * g * g * m * Wt[0], hh * g * g * m * Wt[1], -2 * h * g * m * x1, 1],
    ]


def law_risk(n: int, law: Any = None) -> tuple[Any, Any]:
    """The diagonal and the other entries of Q = M * <x x^T> for a mask row's law of sizes (None: fair bits).

    E a_j^2 = E m/n and E a_j a_k = E m (m - 1) / (n (n - 1)); for independent bits this is `risk_entries`.
    """
    n = natural("n", n)
    law, sizes = row_size_law(n, law), range(n + 1)
    diagonal = sum(law[m] * m for m in sizes) / (3 * n)
    return diagonal, sum(law[m] * m * (m - 1) for m in sizes) / (4 * max(1, n * (n - 1)))
