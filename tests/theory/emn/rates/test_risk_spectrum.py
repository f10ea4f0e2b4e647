"""Q of a mask row in closed form, against enumeration and an eigenvalue solver."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import emn
from theory.emn.masks.row_risk import row_risk
from theory.emn.rates.risk_spectrum import risk_pair

EPS = np.finfo(float).eps
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


NET = emn.Architecture(2, (1,))
START = NET.parameters([[[0.5, 0.1], [0.2, 0.3]], [[[0.5]], [[0.4]]]])
TAKES_RISK = {
    "expected_error": lambda risk: emn.expected_error(2, 3, risk=risk),
    "masks_to_reach": lambda risk: emn.masks_to_reach(2, 0.1, risk=risk),
    "error_after_masks": lambda risk: emn.error_after_masks(np.ones((1, 2, 2)), risk=risk),
    "mask_gain": lambda risk: emn.mask_gain(np.ones((1, 2, 2)), risk=risk),
    "gain_form": lambda risk: emn.gain_form([[0.0, 2.0], [0.5, 0.1]], risk=risk),
    "predicted_errors": lambda risk: emn.predicted_errors(NET, START, [0, 3], risk=risk),
}


@pytest.mark.parametrize("takes", TAKES_RISK.values(), ids=TAKES_RISK)
def test_every_risk_is_two_numbers_in_one_order(takes):
    """None is that of the training law; the diagonal comes first; the rest is refused in the same words everywhere."""
    assert (risk_pair(None, Fraction), risk_pair((2, 1), float)) == ((Fraction(1, 6), Fraction(1, 16)), (2.0, 1.0))
    default = np.asarray(takes(None), dtype=float)
    assert np.array_equal(np.asarray(takes([1 / 6, 1 / 16]), dtype=float), default)
    both, diagonal, off = (np.asarray(takes(pair), dtype=float) for pair in ((2, 1), (2, 0), (0, 1)))
    if takes is not TAKES_RISK["masks_to_reach"]:
        assert np.max(np.abs(both - diagonal - off)) <= 32 * EPS * np.max(np.abs(diagonal) + np.abs(off))
        assert not np.array_equal(diagonal, 2 * off)
    for risk, message in ((1, "risk must be a list; got 1"), ([1, 2, 3], "risk must have 2 entries; got 3")):
        with pytest.raises((ValueError, TypeError), match=message):
            takes(risk)
    with pytest.raises(TypeError, match="risk must be a real number"):
        takes([1, "0"])
