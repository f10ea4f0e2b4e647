"""When one basis diagonalizes the moments at all times, and when not."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from ...derivation import Derivation, Step
from ...spectrum import EPS
from ...validation import Array, float_array, natural

LARGEST = 8  # ring that is written out in symbols in seconds
DRAWS = 4


def common_eigenbasis(matrices: Any) -> Array:
    """The orthogonal P (p, p) with P^T A P diagonal for all of the symmetric matrices (T, p, p).

    It exists exactly when they commute pairwise; then all times share their modes, K tau u_i' = c_i(t) - lambda_i(t) u_i / K,
    and the propagator is the exponential of the mean. Circulant matrices commute (their basis is the DFT's); symmetric
    Toeplitz ones do for p <= 2 and in general not for p >= 3. (The note, section 5.)

    Raises ValueError for a matrix that is not symmetric, and with the first pair that does not commute. Both are asked to
    8 p eps of the norms. Possible issues: where eigenvalues of all matrices are close together, the off-diagonal that is
    left grows as their distances shrink; the best of four generic combinations is taken.

    Example:
    >>> import numpy as np
    >>> from theory import gdln
    >>> A = np.array([[[2.0, 1.0], [1.0, 2.0]], [[5.0, -1.0], [-1.0, 5.0]]])
    >>> P = gdln.common_eigenbasis(A)
    >>> bool(np.allclose((P.T @ A @ P) * (1 - np.eye(2)), 0, atol=1e-12))
    True
    """
    A = float_array("matrices", matrices, (None, None, None))
    if A.shape[0] == 0 or A.shape[1] != A.shape[2]:
        raise ValueError(f"matrices must have shape (T, p, p) with T >= 1; got {A.shape}.")
    p, largest = A.shape[1], np.max(np.abs(A), axis=(1, 2), initial=0.0)
    A = A / np.where(largest > 0, largest, 1.0)[:, None, None]  # squares neither overflow nor vanish
    norms = np.linalg.norm(A, axis=(1, 2))
    skew = np.linalg.norm(A - np.swapaxes(A, 1, 2), axis=(1, 2)) > 8 * p * EPS * norms
    if np.any(skew):
        raise ValueError(f"matrices must be symmetric; number {int(np.argmax(skew))} is not. Pass (A + A.T) / 2.")
    unit = A / np.where(norms > 0, norms, 1.0)[:, None, None]
    for i in range(len(A)):
        commutators = unit[i] @ unit[i + 1 :] - unit[i + 1 :] @ unit[i]
        sizes = np.linalg.norm(commutators, axis=(1, 2))
        if np.any(sizes > 8 * p * EPS):
            j = int(np.argmax(sizes > 8 * p * EPS))
            raise ValueError(
                f"matrices must commute pairwise; numbers {i} and {i + 1 + j} do not, |AB - BA| = {sizes[j]:.3g} |A| |B|. "
                "No basis diagonalizes both: use piecewise_flow_map or evolving_flow."
            )
    rng = np.random.default_rng(0)
    bases = [np.linalg.eigh(np.tensordot(rng.normal(size=len(A)), unit, 1))[1] for _ in range(DRAWS)]
    return min(bases, key=lambda P: _off_diagonal(unit, P))


def _off_diagonal(matrices: Array, P: Array) -> float:
    rotated = P.T @ matrices @ P
    return float(np.max(np.abs(rotated * (1 - np.eye(len(P))))))


def derivation(n: int = 4) -> Derivation:
    """Why commuting is the condition, that circulants of size n meet it in the basis of the DFT, that Toeplitz ones do not.

    Example:
    >>> from theory import gdln
    >>> gdln.common_basis_derivation().proved
    True
    """
    natural("n", n, most=LARGEST)
    P, PT, L1, L2, A, B = sp.symbols("P P^T Lambda_1 Lambda_2 A B", commutative=False)
    v, mu = sp.Symbol("v", commutative=False), sp.Symbol("mu", real=True)
    c, z = (sp.symbols(f"{name}_0:{n}", real=True) for name in "cz")
    omega = [sp.expand_complex(sp.exp(2 * sp.pi * sp.I * k / n)) for k in range(n)]
    C = sp.Matrix(n, n, lambda i, j: c[(i - j) % n])
    T, U = (sp.Matrix(3, 3, lambda i, j, e=e: e[abs(i - j)]) for e in (sp.symbols("c_0:3"), sp.symbols("s_0:3")))
    swap = {L2 * L1: L1 * L2}

    def eigenvector(m: int) -> tuple[Any, Any]:
        """z . (C f) and value z . f for column f of the DFT: equal for all z exactly when every entry is."""
        f = sp.Matrix([omega[j * m % n] for j in range(n)])
        value = sum(c[d] * omega[-d * m % n] for d in range(n))
        return (sp.Matrix([z]) * (C * f))[0], value * (sp.Matrix([z]) * f)[0]

    return Derivation(
        "One basis for all times",
        (
            Step(
                (P * L1 * PT) * (P * L2 * PT),
                (P * L2 * PT) * (P * L1 * PT),
                "one basis: the matrices commute, since diagonal ones do",
                ("P^T P = 1",),
                using=lambda e: sp.expand(sp.expand(e).subs(PT * P, 1).subs(swap)),
            ),
            Step(
                A * (B * v) - mu * (B * v),
                B * (A * v - mu * v),
                "the other way: B maps an eigenspace of A to itself, and can be diagonalized inside it",
                ("A B = B A",),
                using=lambda e: sp.expand(sp.expand(e).subs(A * B, B * A)),
            ),
            *(
                Step(
                    *eigenvector(m),
                    f"circulant matrices of {n} sites: column {m} of the DFT is an eigenvector of all of them",
                    using=sp.expand_complex,
                )
                for m in range(n)
            ),
            Step(
                sp.Add(*(T[0, k] * U[k, 1] for k in range(3)), *(-U[0, k] * T[k, 1] for k in range(3)), evaluate=False),
                T[0, 2] * U[0, 1] - T[0, 1] * U[0, 2],
                "symmetric Toeplitz matrices of three sites, entry (1, 2) of T U - U T: they commute only where it vanishes",
            ),
        ),
    )
