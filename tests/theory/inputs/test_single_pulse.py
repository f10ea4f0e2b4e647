"""Pulses on the ring, by enumeration."""

from collections import Counter
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from theory.inputs import SinglePulse


@st.composite
def pulses(draw):
    n = draw(st.integers(1, 9))
    lo = draw(st.integers(1, n))
    return SinglePulse(n, lo, draw(st.integers(lo, n)))


@given(pulses())
def test_support_and_moments_by_enumeration(law):
    """Every length and start, one by one: the points, their probabilities, and the moments in rationals."""
    chance = Counter()
    for l in range(law.lo, law.hi + 1):
        for start in range(law.n):
            on = {(start + i) % law.n for i in range(l)}
            chance[tuple(int(i in on) for i in range(law.n))] += Fraction(1, law.n * (law.hi - law.lo + 1))
    points, p = law.support
    assert {tuple(map(int, x)): w for x, w in zip(points, p, strict=True)} == chance
    for i in range(law.n):
        assert law.mean[i] == sum(w for x, w in chance.items() if x[i])
        for j in range(law.n):
            assert law.second_moment[i, j] == sum(w for x, w in chance.items() if x[i] and x[j])


def test_draws_fall_on_every_point_as_often_as_they_should():
    """n = 5, lengths 2 to 5: 16 points, 20,000 draws, chi-square at 1e-6; 10 % in one cell would show."""
    law = SinglePulse(5, 2, 5)
    points, p = law.support
    found = Counter(x.tobytes() for x in law.sample(0, 20_000))
    assert set(found) == {x.tobytes() for x in points}
    expected = 20_000 * p.astype(float)
    statistic = sum((found[x.tobytes()] - e) ** 2 / e for x, e in zip(points, expected, strict=True))
    assert statistic <= chi2.ppf(1 - 1e-6, len(p) - 1)


def test_a_pulse_of_all_sites_is_one_point():
    """Length n has one pulse, with the probability of its length."""
    points, p = SinglePulse(3, 3, 3).support
    assert (points.tolist(), p.tolist()) == ([[1, 1, 1]], [1])
    assert np.array_equal(SinglePulse(1, 1, 1).support[0], [[1]])
