"""A litmus test for the order of interaction: which power of A do the data (A, x, y) need?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ... import exact
from ...validation import (
    REPEATS,
    Array,
    any_exact,
    as_array,
    float_array,
    in_float_range,
    natural,
    probability,
    real_array,
    real_number,
)
from .krylov import exact_powers, krylov_basis, polynomial_image, residuals_of, rounding
from .nested_f import p_value, rejection_probability


@dataclass(frozen=True)
class Litmus:
    """What the data say of the order.

    `order`: the least r whose test does not reject; `max_order` where all below it do; None ("not identifiable") where
    all that can be tested do, and the design has lost rank before `max_order`: it is `identifiable_up_to` or more.
    `p_values[r]`: of "order <= r" against "order <= max_order", None where both fit the same space. `theta`: the
    coefficients of 1, A, A^2, ... up to `identifiable_up_to`. `unexplained`: the share of |y|^2 that even `max_order`
    leaves; near 1, no order up to there explains anything, and a small `order` means nothing. `noiseless`: that share
    is rounding, so p-values are 0 or 1.

    Example:
    >>> from theory import emn
    >>> A, x = [[0, 1, 0], [1, 0, 1], [0, 1, 0]], [[1, 2, 4], [1, 0, 3]]
    >>> found = emn.litmus_test(A, x, [[2, 5, 2], [0, 4, 0]], max_order=2)  # y = A x
    >>> found.order, found.noiseless, found.identifiable
    (1, True, True)
    """

    order: int | None
    p_values: tuple[float | None, ...]
    identifiable_up_to: int
    max_order: int
    theta: tuple[float, ...]
    unexplained: float
    noiseless: bool

    @property
    def identifiable(self) -> bool:
        """Whether x, A x, ..., A^max_order x are independent, so that every order up to there is one of its own."""
        return self.identifiable_up_to == self.max_order


@in_float_range("A, x, y")
def litmus_test(A: Any, x: Any, y: Any, max_order: int, level: float = 0.05) -> Litmus:
    """Nested F tests of y = sum_(l <= R) theta_l A^l x + noise: order <= r against R = `max_order`, r = 0, 1, ...

    Assumes independent normal noise of one variance, independent of (A, x); then each p-value is uniform where its
    hypothesis is true, and the chosen order exceeds the true one with probability at most `level`, whatever the signal:
    that takes a rejection at the true order. Powers enter through an orthonormal basis of span(x, A x, ...) (Arnoldi),
    so the tests do not suffer from their near-dependence. Once A^l x depends on lower powers on all data, so do all
    higher ones, and orders from there on cannot be told apart: for generic x the first such l is the number of different
    eigenvalues of diagonalizable masks (2 for complete graphs, 3 for strongly regular ones), and more than the diameter.

    Noiseless y: an order is accepted where its residual is within rounding of 0 (or 0, in exact rationals).

    Shapes: A (n, n) or (D, n, n), any real entries; x, y (D, n). Raises ValueError for shapes, x = 0, and too few data.
    Possible issues: a power whose new direction is below 1.5e-8 of it counts as dependent, unless A and x are exact
    rationals; noise below rounding counts as none. (Luntzel 2023, section 7 and Figure 6, where the test is only named.)

    Example:
    >>> from theory import emn
    >>> A, x = [[0, 1, 0], [1, 0, 1], [0, 1, 0]], [[1, 2, 4], [1, 0, 3]]
    >>> y = [[2, 5, 2], [0, 4, 0]]  # A x
    >>> found = emn.litmus_test(A, x, y, max_order=2)
    >>> found.order, found.identifiable_up_to
    (1, 2)
    """
    R, level = natural("max_order", max_order, least=0, most=REPEATS), probability("level", level)
    rational = any_exact(A=A, x=x, y=y)
    A, x, y = _triples(A, x, y, rational)
    design = exact_powers(A, x, R) if rational else None
    floats = [array.astype(np.float64) for array in (A, x, y)]
    Q, C = krylov_basis(floats[0], floats[1], R if design is None else len(design) - 1)
    L, Y = len(Q) - 1, floats[2].reshape(-1)
    if Y.size <= L + 1:
        raise ValueError(f"x and y must hold more than {L + 1} numbers to test order {R}; got {Y.size}. Add triples.")
    residuals = residuals_of(Q, Y)
    theta = C.T @ (Q @ Y)
    if design is None:
        allowed = rounding(floats[0], floats[1], Y, theta)
        zero = [r <= allowed for r in residuals]
    else:
        zero = [exact.rank(np.array([*design[: r + 1], y.reshape(-1)])) == r + 1 for r in range(L + 1)]
    if zero[L]:
        p: list[float | None] = [float(zero[r]) for r in range(L)]
    else:
        last, free = residuals[L] ** 2, Y.size - L - 1
        p = [p_value(residuals[r] ** 2 - last, last, L - r, free) for r in range(L)]
    accepted = [r for r in range(L) if (p[r] or 0.0) > level]
    order = accepted[0] if accepted else R if L == R else None
    share = 0.0 if zero[L] else float((residuals[L] / np.linalg.norm(Y)) ** 2)
    return Litmus(order, (*p, *[None] * (R - L)), L, R, tuple(map(float, theta)), share, bool(zero[L]))


@in_float_range("A, x")
def identifiable_up_to(A: Any, x: Any, max_order: int) -> int:
    """The largest L <= max_order for which x, A x, ..., A^L x are independent on all data together; -1 for x = 0.

    Shapes and exactness as in `litmus_test`.

    Example:
    >>> from theory import emn
    >>> complete = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]  # A^2 = A + 2
    >>> emn.identifiable_up_to(complete, [[1, 2, 4]], max_order=5)
    1
    """
    R, rational = natural("max_order", max_order, least=0, most=REPEATS), any_exact(A=A, x=x)
    A, x, _ = _triples(A, x, x, rational)
    return (len(exact_powers(A, x, R)) if rational else len(krylov_basis(A, x, R)[0])) - 1


@in_float_range("A, x, theta, noise")
def litmus_power(A: Any, x: Any, theta: Any, noise: float, order: int, level: float = 0.05) -> float:
    """The probability that `litmus_test` rejects "order <= `order`" against R, for y = sum_l theta_l A^l x + noise.

    The statistic is a noncentral F with the squared length of the mean outside the lower space, over the noise's
    variance. R is len(theta) - 1. Shapes as in `litmus_test`; noise > 0 is a standard deviation.

    Example:
    >>> from theory import emn
    >>> A, x = [[0, 1, 0], [1, 0, 1], [0, 1, 0]], [[1, 2, 4], [1, 0, 3], [2, 2, 1]]
    >>> loud, quiet = (emn.litmus_power(A, x, [0, 1, 0.5], noise, order=1) for noise in (0.1, 10.0))
    >>> loud > 0.99, quiet < 0.1
    (True, True)
    """
    theta = float_array("theta", theta, (None,))
    noise, level = float(real_number("noise", noise, above=0)), probability("level", level)
    R, r = len(theta) - 1, natural("order", order, least=0)
    A, x, _ = _triples(A, x, x, False)
    Q, L = (basis := krylov_basis(A, x, R)[0]), len(basis) - 1
    if r >= L or x.size <= L + 1:
        raise ValueError(f"order must be below {min(L, x.size - 1)}, what the data can test; got {r}.")
    mean = polynomial_image(A, theta, x)
    shift = float(np.sum((Q[r + 1 :] @ mean.reshape(-1)) ** 2)) / noise**2
    return rejection_probability(shift, L - r, x.size - L - 1, level)


def _triples(A: Any, x: Any, y: Any, rational: bool) -> tuple[Array, Array, Array]:
    array = partial(real_array, exact=True) if rational else float_array
    x = array("x", x, (None, None))
    y = array("y", y, x.shape)
    A = array("A", A, (x.shape[1],) * 2 if as_array("A", A).ndim == 2 else (*x.shape, x.shape[1]))
    if not np.any(x != 0):
        raise ValueError("x must not be 0 throughout: no order could be told from another.")
    return A, x, y
