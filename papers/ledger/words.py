"""Numbers, counts and formulas in the words of a claim: vectors and matrices in parentheses, products without stars."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

INDICES = re.compile(r"_(\d)_(\d)(?!\d)")


def tuples(values: Any) -> str:
    """A vector as (1, 2), a matrix as ((1, 2), (3, 1/2)); a number as itself, a float in six figures.

    Example:
    >>> from fractions import Fraction
    >>> from papers.ledger.words import tuples
    >>> tuples([[1, Fraction(1, 2)], (0, -1)]), tuples((2.0,))
    ('((1, 1/2), (0, -1))', '(2)')
    """
    if isinstance(values, np.ndarray) or hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, tuple | list):
        return f"({', '.join(map(tuples, values))})"
    return f"{values + 0.0:g}" if isinstance(values, float) else str(values)


def columns(values: Any) -> str:
    """The same for a matrix of samples, (S, n) or (S, K); where it has one column, the column alone.

    Example:
    >>> from papers.ledger.words import columns
    >>> columns([[1], [2]]), columns([[1, 0], [2, 3]])
    ('(1, 2)', '((1, 0), (2, 3))')
    """
    values = np.asarray(values)
    return tuples(values[:, 0] if values.shape[1] == 1 else values)


def counted(count: int, what: str) -> str:
    """How many of something, in the singular for one.

    Example:
    >>> from papers.ledger.words import counted
    >>> counted(1, "epoch"), counted(0, "epoch"), counted(2, "epoch")
    ('1 epoch', '0 epochs', '2 epochs')
    """
    return f"{count} {what}{'' if count == 1 else 's'}"


def by_hand(expression: Any) -> str:
    """A formula of SymPy as it is written by hand.

    Example:
    >>> import sympy as sp
    >>> from papers.ledger.words import by_hand
    >>> a, x = sp.symbols("a_1_2 x_2")
    >>> by_hand(2 * a * x**2 * (x + 1))
    '2 a_12 x_2^2 (x_2 + 1)'
    """
    return INDICES.sub(r"_\1\2", str(expression).replace("**", "^").replace("*", " "))
