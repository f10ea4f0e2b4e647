"""Linear algebra in exact rationals, on arrays of `Fraction` or whole numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from .validation import Array


def _domain(A: Array) -> DomainMatrix:
    rows = [[QQ(int(v.numerator), int(v.denominator)) for v in row] for row in A]
    return DomainMatrix(rows, A.shape, QQ)


def _array(M: DomainMatrix) -> Array:
    out = np.empty(M.shape, dtype=object)
    for i, row in enumerate(M.to_list()):
        for j, v in enumerate(row):
            out[i, j] = Fraction(int(v.numerator), int(v.denominator))
    return out


def row_space(A: Array) -> tuple[Array, tuple[int, ...]]:
    """The nonzero rows F (r, P) of the reduced echelon form of A, and the pivot columns."""
    reduced, pivots = _domain(A).rref()
    return _array(reduced)[: len(pivots)], tuple(pivots)


def rank(A: Array) -> int:
    """The rank of A (r, c).

    Example:
    >>> from fractions import Fraction
    >>> import numpy as np
    >>> from theory import exact
    >>> exact.rank(np.array([[1, 2], [2, 4]]) * Fraction(1, 3))
    1
    """
    return int(_domain(A).rank())


def solve(A: Array, B: Array) -> Array:
    """The solution of A X = B for an invertible A (r, r) and B (r, m)."""
    return _array(_domain(A).lu_solve(_domain(B))) if len(A) else np.empty((0, B.shape[1]), dtype=object)


def inverse(A: Array) -> Array:
    """The inverse of an invertible A (r, r).

    Example:
    >>> import numpy as np
    >>> from theory import exact
    >>> exact.inverse(np.array([[1, 1], [0, 2]])).astype(str).tolist()
    [['1', '-1/2'], ['0', '1/2']]
    """
    return solve(A, identity(len(A)))


def pseudo_inverse(A: Array) -> Array:
    """A^+ of a symmetric A (P, P): F^T (F A F^T)^-1 F for the echelon rows F, as for any basis of its range.

    Example:
    >>> import numpy as np
    >>> from theory import exact
    >>> exact.pseudo_inverse(np.array([[1, 1], [1, 1]])).astype(str).tolist()
    [['1/4', '1/4'], ['1/4', '1/4']]
    """
    F, pivots = row_space(A)
    return F.T @ solve(F @ A @ F.T, F) if pivots else A * Fraction(0)


def determinant(A: Array) -> Fraction:
    """The determinant of A (r, r).

    Example:
    >>> import numpy as np
    >>> from theory import exact
    >>> exact.determinant(np.array([[1, 2], [3, 4]]))
    Fraction(-2, 1)
    """
    value = _domain(A).det()
    return Fraction(int(value.numerator), int(value.denominator))


def minimum_norm_solution(A: Array, b: Array) -> Array | None:
    """The solution of least norm of A w = b for symmetric A (P, P); None where there is no solution.

    For symmetric A the row space is spanned by the echelon rows F, so w = F^T z; the pivot rows of A F^T z = b are
    invertible, and the other rows are multiples of them exactly when a solution exists.
    """
    F, pivots = row_space(A)
    if not pivots:
        return None if any(b) else b * Fraction(0)
    keep = list(pivots)
    AFt = A @ F.T
    w = F.T @ solve(AFt[keep], b[keep, None])[:, 0]
    return w if all(r == 0 for r in A @ w - b) else None


def null_part(A: Array, v: Array) -> Array:
    """The orthogonal projection of v on the null space of symmetric A: v - F^T (F F^T)^-1 F v."""
    F, pivots = row_space(A)
    return v if not pivots else v - F.T @ solve(F @ F.T, (F @ v)[:, None])[:, 0]


def is_positive_semidefinite(A: Array) -> bool:
    """Symmetric elimination: every pivot is positive, or it is zero and so is its whole row."""
    M = A.copy()
    for k in range(len(M)):
        if M[k, k] < 0 or (M[k, k] == 0 and any(M[k, k:])):
            return False
        if M[k, k] > 0:
            M[k + 1 :, k:] = M[k + 1 :, k:] - np.multiply.outer(M[k + 1 :, k] / M[k, k], M[k, k:])
    return True


def matrix_power(M: Array, steps: int) -> Array:
    """M to a whole power >= 0 by repeated squaring."""
    return _array(_domain(M) ** steps) if steps else identity(len(M))


def identity(size: int) -> Array:
    """The identity (size, size).

    Example:
    >>> from theory import exact
    >>> exact.identity(2).tolist()
    [[Fraction(1, 1), Fraction(0, 1)], [Fraction(0, 1), Fraction(1, 1)]]
    """
    out = np.full((size, size), Fraction(0), dtype=object)
    np.fill_diagonal(out, Fraction(1))
    return out


def fraction_dot(a: Array, b: Array) -> Any:
    """a . b, a `Fraction` also when empty."""
    return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))
