"""The risk matrix Q = M * <x x^T> of a mask row, its two eigenvalues and what they say, in closed form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from ...derivation import Derivation, Step
from ...validation import entries, natural, one_line, real_number

HALF = Fraction(1, 2)


def risk_entries(p: Any = HALF) -> tuple[Any, Any]:
    """(p/3, p^2/4): the diagonal and the other entries of Q for inputs uniform on [0, 1]^n.

    The entries of a mask row are independent bits, 1 with probability p; masks and inputs are independent. The paper's
    masks (Luntzel 2023, section 4: uniform symmetric binary matrices, self-loops allowed) have p = 1/2. A rational p gives
    fractions. The risk of a row with effective weights beta is (beta - 1)^T Q (beta - 1).

    Example:
    >>> from theory import emn
    >>> [str(value) for value in emn.risk_entries()]
    ['1/6', '1/16']
    """
    p = edge_probability(p)
    return p / 3, p * p / 4


def risk_pair(risk: Any, kind: Any) -> tuple[Any, Any]:
    """The diagonal and the other entries that an argument `risk` gives, numbers of a `kind`; None stands for `risk_entries`.

    Example:
    >>> from theory.emn.rates.risk_spectrum import risk_pair
    >>> risk_pair(None, float), risk_pair([1, 0], float)
    ((0.16666666666666666, 0.0625), (1.0, 0.0))
    """
    diagonal, off = risk_entries() if risk is None else entries("risk", risk, 2)
    return kind(real_number("risk", diagonal)), kind(real_number("risk", off))


def risk_eigenvalues(n: int, p: Any = HALF) -> tuple[Any, Any]:
    """The eigenvalue p/3 + (n - 1) p^2/4 of the vector of ones, and p/3 - p^2/4, n - 1 times, across it.

    Assumptions as in `risk_entries`. Both are positive for 0 < p <= 1, so every edge is learned; their ratio, the
    condition number, is 1 + n * 3 p / (4 - 3 p): 1 + 3 n / 5 for p = 1/2. For n = 1 only the first exists.

    Example:
    >>> from theory import emn
    >>> [str(value) for value in emn.risk_eigenvalues(5)]
    ['5/12', '5/48']
    """
    diagonal, off = risk_entries(p)
    return diagonal + (natural("n", n) - 1) * off, diagonal - off


def edge_probability(p: Any) -> Any:
    """p in (0, 1], a `Fraction` where it is rational."""
    value = real_number("p", p, above=0)
    if value > 1:
        raise ValueError(f"p must be a probability in (0, 1]; got {one_line(p)}.")
    return value


def derivation() -> Derivation:
    """Entries from the laws of one bit and one input, then the two eigenvectors, for any n and p.

    Example:
    >>> from theory import emn
    >>> emn.risk_spectrum_derivation().proved
    True
    """
    n = sp.Symbol("n", integer=True, positive=True)
    p = sp.Symbol("p", positive=True)
    x, y, rest = sp.symbols("x y r", real=True)
    diagonal, off = p / 3, p**2 / 4

    def mean_over_bits(f: Any) -> Any:
        """The mean of f(a, b) over two independent bits."""
        return sum(
            (p if a else 1 - p) * (p if b else 1 - p) * f(sp.Integer(a), sp.Integer(b)) for a in (0, 1) for b in (0, 1)
        )

    return Derivation(
        "The risk matrix of a mask row and its spectrum",
        (
            Step(
                mean_over_bits(lambda a, b: a**2 * sp.Integral(x**2, (x, 0, 1))),
                diagonal,
                "an entry of the diagonal: <a_j^2> <x_j^2>",
                ("mask and input independent", "a_j = 1 with probability p", "x_j uniform on [0, 1]"),
            ),
            Step(
                mean_over_bits(lambda a, b: a * b * sp.Integral(x * y, (x, 0, 1), (y, 0, 1))),
                off,
                "any other entry: <a_j a_k> <x_j x_k>",
                ("the bits of a row are independent, and so are the inputs",),
            ),
            Step(
                diagonal * 1 + off * (n - 1) * 1,
                (p / 3 - p**2 / 4) + n * p**2 / 4,
                "a row of Q times the ones: the eigenvalue along them",
            ),
            Step(
                diagonal * x + off * rest,
                (p / 3 - p**2 / 4) * x,
                "a row of Q times a vector v of sum 0, entry x = v_j and the others of sum -x: the eigenvalue across",
                using=lambda e: e.subs(rest, -x),
            ),
            Step(p / 3 - p**2 / 4, p * (4 - 3 * p) / 12, "so Q is positive definite for every 0 < p <= 1"),
            Step(
                (p / 3 + (n - 1) * p**2 / 4) / (p / 3 - p**2 / 4),
                1 + n * 3 * p / (4 - 3 * p),
                "the condition number, which grows with n",
            ),
        ),
    )
