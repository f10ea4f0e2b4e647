"""Signs of products against rationals."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from theory.gates.families.exact_signs import exact_gates_of
from theory.strategies import rngs


@given(rngs(), st.integers(1, 4))
def test_signs_are_exact_where_rounding_would_turn_them(rng, n):
    x, v = rng.normal(size=(30, n)), rng.normal(size=(3, n))
    if n > 1:  # almost orthogonal to each direction
        x[:9] -= np.repeat(v, 3, axis=0) * (np.sum(x[:9] * np.repeat(v, 3, axis=0), axis=1) / 1)[:, None]
        x[:3] -= np.outer(x[:3] @ v[0] / (v[0] @ v[0]), v[0])
    expected = [
        [sum(map(Fraction.__mul__, map(Fraction, a), map(Fraction, b))) >= 0 for b in v.tolist()] for a in x.tolist()
    ]
    assert np.array_equal(exact_gates_of(x, v), np.array(expected))
