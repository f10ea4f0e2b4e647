"""The square-free part of a characteristic polynomial: every eigenvalue once."""

from __future__ import annotations

from typing import Any

import sympy as sp


def square_free_polynomial(A: Any) -> Any:
    """Of a square matrix of integers: of a symmetric one the minimal polynomial, of any the degree counts its eigenvalues."""
    polynomial = sp.Matrix(A).charpoly()
    return polynomial.quo(polynomial.gcd(polynomial.diff()))


def different_eigenvalues(A: Any) -> int:
    """How many there are, exactly; for directed graphs too."""
    return int(square_free_polynomial(A).degree())
