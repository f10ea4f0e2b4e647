"""Q of a mask row in closed form, against enumeration and an eigenvalue solver."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory.emn.masks.row_risk import row_risk

probabilities = st.fractions(Fraction(1, 20), 1, max_denominator=20)


def test_the_derivation_is_proved():
    assert emn.risk_spectrum_derivation().proved


@pytest.mark.parametrize("n", [1, 2, 7])
def test_the_entries_are_those_of_the_paper(n):
    diagonal, off = emn.risk_entries()
    Q = np.full((n, n), float(off)) + float(diagonal - off) * np.eye(n)
    assert np.max(np.abs(row_risk(n) - Q)) <= 2 * np.finfo(float).eps


@given(probabilities)
def test_the_entries_by_enumeration(p):
    """All masks of two bits, and inputs on five nodes with Boole's weights, exact up to degree five: exact rationals."""
    weights = dict(zip([Fraction(k, 4) for k in range(5)], [Fraction(w, 90) for w in (7, 32, 12, 32, 7)], strict=True))
    Q = np.full((2, 2), Fraction(0))
    for a in product((0, 1), repeat=2):
        for x in product(weights, repeat=2):
            z = np.array([a[0] * x[0], a[1] * x[1]])
            chance = (p if a[0] else 1 - p) * (p if a[1] else 1 - p) * weights[x[0]] * weights[x[1]]
            Q = Q + chance * np.multiply.outer(z, z)
    assert (Q[0, 0], Q[0, 1]) == emn.risk_entries(p)


@given(st.integers(2, 12), probabilities)
def test_the_eigenvalues(n, p):
    """Both, with their multiplicities, to n eps of the larger one; and the condition number of the docstring."""
    diagonal, off = (float(v) for v in emn.risk_entries(p))
    values = np.linalg.eigvalsh(np.full((n, n), off) + (diagonal - off) * np.eye(n))
    along, across = emn.risk_eigenvalues(n, p)
    assert np.max(np.abs(values[:-1] - float(across))) <= 1e-14 * n
    assert abs(values[-1] - float(along)) <= 1e-14 * n
    assert along / across == 1 + n * 3 * p / (4 - 3 * p)
    assert across > 0


@pytest.mark.parametrize("p", [0, -0.1, 1.5, float("nan")])
def test_refuses_what_is_no_probability(p):
    with pytest.raises(ValueError, match="p must be"):
        emn.risk_entries(p)
