"""Second moments of the rows of sparse masks, by enumeration."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from theory import emn
from theory.two_valued import two_valued

VALUES = {False: (Fraction(1),), True: (Fraction(0), Fraction(1, 2), Fraction(1))}  # moments of uniform: Simpson's rule
WEIGHTS = {False: (Fraction(1),), True: (Fraction(1, 6), Fraction(2, 3), Fraction(1, 6))}


def enumerated(n, s, weighted):
    """M of all masks with exactly s active entries; values by Simpson's rule, which is exact for their two moments."""
    M, masks = np.full((n, n, n), Fraction(0)), list(combinations(range(n * n), s))
    for places in masks:
        for values, weights in zip(
            product(VALUES[weighted], repeat=s), product(WEIGHTS[weighted], repeat=s), strict=True
        ):
            A = np.full(n * n, Fraction(0))
            A[list(places)] = values
            A, p = A.reshape(n, n), np.prod([Fraction(1), *weights]) / len(masks)
            M = M + p * A[:, :, None] * A[:, None, :]
    return M


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(("n", "s"), [(1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4)])
def test_a_fixed_number_of_entries(n, s, weighted):
    """Exactly, for every number of active entries."""
    law = emn.SparseMasks(n, Fraction(s, n * n), weighted)
    assert np.array_equal(law.row_second_moments(exact=True), enumerated(n, s, weighted))
    assert np.array_equal(law.row_second_moments(), enumerated(n, s, weighted).astype(float))


@pytest.mark.parametrize("weighted", [False, True])
def test_independent_entries(weighted):
    """The binomial mixture of fixed numbers, exactly."""
    p = Fraction(2, 7)
    mixture = sum(
        p**s * (1 - p) ** (4 - s) * len(list(combinations(range(4), s))) * enumerated(2, s, weighted) for s in range(5)
    )
    found = emn.SparseMasks(2, p, weighted, independent=True).row_second_moments(exact=True)
    assert np.array_equal(found, mixture)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_entries_of_the_risk(weighted):
    """Those of M * <x x^T>, exactly; of independent bits `risk_entries`."""
    law = emn.SparseMasks(3, Fraction(1, 3), weighted)
    Q = law.row_second_moments(exact=True) * emn.uniform_inputs(3, exact=True)
    diagonal, off = law.risk_entries
    assert np.array_equal(Q, np.tile(two_valued(3, diagonal, off, exact=True), (3, 1, 1)))
    assert emn.SparseMasks(3, Fraction(2, 7), independent=True).risk_entries == emn.risk_entries(Fraction(2, 7))


def test_half_of_an_odd_number_is_rounded_as_the_simulation_does():
    """n = 5: 12 of 25 entries, not 13."""
    assert emn.SparseMasks(5).entry_moments[0] == Fraction(12, 25)


def test_refuses():
    """A fraction above 1, no nodes."""
    with pytest.raises(ValueError, match="active must be a fraction of at most 1"):
        emn.SparseMasks(3, 1.5)
    with pytest.raises(ValueError, match="n must be"):
        emn.SparseMasks(0)
