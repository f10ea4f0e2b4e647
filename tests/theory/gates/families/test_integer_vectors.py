"""Whole vectors by what defines them: orthogonal, proportional, the determinants of NumPy."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from theory.gates.families.integer_vectors import determinants, integers, orthogonal_to, positive_rays
from theory.strategies import rngs


@given(rngs(), st.integers(1, 4))
def test_integer_vectors(rng, n):
    rows = [tuple(int(i) for i in rng.integers(-3, 4, size=n)) for _ in range(n - 1)]
    rows = [row for row in rows if any(row)]
    v = orthogonal_to(rows, n)
    assert v is not None
    assert any(v)
    assert all(sum(a * b for a, b in zip(v, row, strict=True)) == 0 for row in rows)
    square = rng.integers(-4, 5, size=(3, n, n))
    assert determinants(square.astype(object)).tolist() == [round(d) for d in np.linalg.det(square)]
    x = rng.normal(size=n)
    exact = integers(x.tolist())
    ratios = {Fraction(a) / b for a, b in zip(x.tolist(), exact, strict=True)}
    assert len(ratios) == 1
    assert ratios.pop() > 0


def test_positive_multiples_are_one_ray_and_negative_ones_another():
    rays, of = positive_rays(np.array([[1.0, 2.0], [0.5, 1.0], [-1.0, -2.0], [0.0, 0.0]]))
    assert rays == [(1, 2), (-1, -2)]
    assert of.tolist() == [0, 0, 1, -1]
