"""The variance of y at given x in rationals, against the least loss of gates that are functions of x, and of others."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression
from theory import strategies as sg
from theory.gdln import bayes_bound, halfspace_bound
from theory.spectrum import EPS


@given(sg.exact_samples(), st.integers(0, 2**32 - 1))
def test_no_gates_of_x_beat_the_variance(drawn, seed):
    """In rationals: for gates that are a function of x the least loss is at least <var(y | x)>; and half-spaces' bound
    is between the two for half-space gates."""
    x, y, gates = drawn
    rows = {tuple(p): g for p, g in zip(x, gates, strict=True)}
    gates = np.array([rows[tuple(p)] for p in x])
    bound = bayes_bound(x, y)
    assert isinstance(bound, Fraction)
    assert GatedRegression.from_samples(x, y, gates).minimum_loss >= bound
    direct = sum(
        ((v - np.mean([u for p, u in zip(x, y.astype(object), strict=True) if tuple(p) == tuple(q)])) ** 2)
        for q, v in zip(x, y, strict=True)
    )
    assert abs(float(bound) - float(direct) / len(y)) <= 100 * EPS
    directions = np.random.default_rng(seed).normal(size=(x.shape[1], 5))  # almost surely orthogonal to no x
    halfspaces = (x.astype(float) @ directions >= 0).astype(int)
    assert GatedRegression.from_samples(x, y, halfspaces).minimum_loss >= halfspace_bound(x, y) >= bound


def test_gates_that_see_more_than_x_beat_it(fractions):
    """The assumption is needed: gates that differ at one x know y."""
    x, y = fractions([[1], [1]]), [0, 1]
    assert bayes_bound(x, y) == Fraction(1, 4)
    assert GatedRegression.from_samples(x, y, [[0], [1]]).minimum_loss == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bayes_bound(np.zeros((0, 1)), []), "x must hold at least one"),
        (lambda: bayes_bound([[1.0]], [1.0], [0.0]), "sample_weight must have a positive sum"),
    ],
)
def test_refuses(call, message):
    """Each argument by name."""
    with pytest.raises(ValueError, match=message):
        call()
