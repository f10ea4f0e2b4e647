"""Which effective weights a mask law determines: the range of Q = M * <x x^T>, row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ... import exact as rational
from ...derivation import Derivation, Step
from ...possible_moments import checked_second_moment
from ...spectrum import spectrum
from ...validation import Array, real_array
from ..masks.mask_moments import mask_moments


def unlearnable_edges(masks: Any, inputs: Any = None) -> Array:
    """Which edges (i, j) no amount of data teaches, (n, n) of bools: zero risk leaves beta_ij open.

    Masks and inputs are independent, so the risk of row i is (beta_i - 1)^T Q_i (beta_i - 1), Q_i = M_i * S (Hadamard),
    M_i = <a_i a_i^T>, S = <x x^T>. Theorem: for S positive definite the null space of Q_i is spanned by the e_j with
    M_i,jj = 0, because v^T Q_i v >= lambda_min(S) sum_j M_i,jj v_j^2 (Schur's product theorem for S - lambda_min(S) I), and
    M_i,jj = 0 makes the whole column 0. So an edge is learned if and only if some mask opens it, and Q_i is positive
    definite if and only if some mask opens every edge of row i. Only M_i counts, row by row: masks that are symmetric and
    binary determine the same weights as directed and weighted ones, and zero risk is zero error on every matrix A.

    `masks`: an array (D, n, n), its empirical law, or an object with `row_second_moments()`, such as `PaperMasks(n)`.
    `inputs`: S (n, n); None stands for any positive definite one. If S is singular, pass it, and the masks where they
    are an array, as exact rationals: e_j is then tested to lie in the range of Q_i.

    Raises ValueError for no masks, entries outside [0, 1], an S that is not symmetric positive semidefinite, and for one
    in floating point that is singular to rounding. Possible issues: where inputs depend on the masks none of this holds;
    the matrix to ask then is `GatedRegression.from_features(a_i * x, ...).A`, see `determined_combinations`.
    (Luntzel 2023, sections 4 and 5: unsymmetric A learned from symmetric masks.)

    Example:
    >>> from theory import emn
    >>> emn.unlearnable_edges([[[1, 0], [1, 1]], [[1, 0], [0, 1]]]).tolist()
    [[False, True], [False, False]]
    """
    M = _moments(masks)
    n = len(M)
    reached = np.array([[M[i, j, j] > 0 for j in range(n)] for i in range(n)])
    if inputs is None:
        return ~reached
    S = real_array("inputs", inputs, (n, n))
    floats = S.dtype.kind == "f"
    S = checked_second_moment("inputs", S, "Pass exact rationals (Fraction)." if floats else None)
    if floats or rational.rank(S) == n:
        return ~reached
    if M.dtype.kind == "f":
        raise TypeError("masks must be exact rationals where inputs is singular; got floating point. Use Fraction.")
    learned = np.zeros((n, n), dtype=bool)
    for i in range(n):
        rows, pivots = rational.row_space(M[i] * S)
        for row, j in zip(rows, pivots, strict=True):
            learned[i, j] = np.count_nonzero(row) == 1  # e_j is in the span only as the echelon row of the pivot j
    return ~learned


def determined_combinations(Q: Any) -> Array:
    """The combinations v of a row's effective weights that zero risk determines, v . beta = v . 1: rows (r, n).

    They are the range of Q (n, n), symmetric positive semidefinite: zero risk is Q (beta - 1) = 0, so beta = 1 + u with any
    u in the null space, and v . u = 0 for all of them exactly for v in the range. Gradient descent and the flow of () do
    not move the other combinations. Exact Q gives the reduced echelon basis, floating point an orthonormal one.

    Possible issues: in floating point, eigenvalues below 4 n eps of the largest of their block count as zero.

    Example:
    >>> from fractions import Fraction
    >>> from theory import emn
    >>> Q = [[Fraction(1), Fraction(1)], [Fraction(1), Fraction(1)]]
    >>> emn.determined_combinations(Q).astype(int).tolist()  # the sum, and nothing else
    [[1, 1]]
    """
    Q = checked_second_moment("Q", Q)
    if Q.dtype.kind == "O":
        return rational.row_space(Q)[0]
    modes = spectrum(Q)
    rows = np.zeros((sum(len(b.eigenvalues) for b in modes.blocks), len(Q)))
    start = 0
    for block in modes.blocks:
        stop = start + len(block.eigenvalues)
        rows[start:stop, block.index] = block.vectors.T
        start = stop
    return rows


def _moments(masks: Any) -> Array:
    """M_i of every row, (n, n, n); exact for an array of exact rationals and for a law that gives them."""
    if hasattr(masks, "row_second_moments"):
        return mask_moments(len(masks.row_second_moments()), masks)
    A = real_array("masks", masks, (None, None, None))
    M = mask_moments(A.shape[2], masks)  # refuses what is no set of masks
    return M if A.dtype.kind == "f" else np.array([a.T @ a for a in A.swapaxes(0, 1)]) / len(A)


def derivation() -> Derivation:
    """Q of a row, when it is positive definite, its null space, and what symmetric training masks leave open: nothing.

    Written for two entries of a row; every sum over j, k is a sum of such pairs.

    Example:
    >>> from theory import emn
    >>> emn.identifiability_derivation().proved
    True
    """
    a1, a2, x1, x2, v1, v2, z1, z2 = sp.symbols("a_j a_k x_j x_k v_j v_k z_j z_k", real=True)
    M11, M12, M22, S11, S12, S22 = sp.symbols("M_jj M_jk M_kk S_jj S_jk S_kk", real=True)
    s, p, q, f1, f2, g1, g2 = sp.symbols("s p q f_1 f_2 g_1 g_2", real=True)
    M, S = sp.Matrix([[M11, M12], [M12, M22]]), sp.Matrix([[S11, S12], [S12, S22]])
    v, z, u = sp.Matrix([v1, v2]), sp.Matrix([z1, z2]), sp.Matrix(sp.symbols("u_j u_k", real=True))
    Q = sp.matrix_multiply_elementwise(M, S)
    rest = sp.matrix_multiply_elementwise(M, S - s * sp.eye(2))
    moments = {a1**2: M11, a1 * a2: M12, a2**2: M22, x1**2: S11, x1 * x2: S12, x2**2: S22}

    def form(matrix: Any) -> Any:
        return (v.T * matrix * v)[0]

    return Derivation(
        "Identifiability of the effective weights",
        (
            Step(
                (v1 * a1 * x1 + v2 * a2 * x2) ** 2,
                form(Q),
                "the risk of a row in v = beta - 1, averaged: v^T Q v with Q = M * S",
                ("masks independent of inputs: <a_j a_k x_j x_k> = M_jk S_jk",),
                using=lambda e: sp.expand(e.subs(moments)),
            ),
            Step(
                form(sp.matrix_multiply_elementwise(sp.Matrix([a1, a2]) * sp.Matrix([[a1, a2]]), z * z.T)),
                (v1 * a1 * z1 + v2 * a2 * z2) ** 2,
                "Schur's product theorem: for M = <a a^T> and a sum of z z^T, v^T (M * z z^T) v is a mean of squares",
            ),
            Step(
                form(Q),
                form(rest) + s * (M11 * v1**2 + M22 * v2**2),
                "so with s = lambda_min(S), S - s I positive semidefinite: v^T Q v >= s sum_j M_jj v_j^2",
                ("S positive definite: it vanishes only where v_j = 0 or M_jj = 0 for every j",),
            ),
            Step(
                (p * f1**2 + q * f2**2) * (p * g1**2 + q * g2**2) - (p * f1 * g1 + q * f2 * g2) ** 2,
                p * q * (f1 * g2 - f2 * g1) ** 2,
                "M_jk^2 <= M_jj M_kk (Lagrange's identity, pair by pair of masks): M_jj = 0 makes the column of j zero",
                ("so the null space of Q is spanned by the e_j with M_jj = 0, and no more",),
            ),
            Step(
                (Q * z).dot(u),
                z.dot(Q * u),
                "S singular: v = Q z has v . u = 0 for every u with Q u = 0, so v . beta = v . 1 where the risk is 0",
            ),
            Step(
                sp.Subs(form(sp.Matrix([[p, q], [q, s]])), (v1, v2), (0, 0)),
                sp.Integer(0),
                "a row's output sees its own mask row only: at beta = 1 the error is 0 for every test law, weighted or not",
            ),
        ),
    )
