"""The moments of uniform inputs, monomial by monomial."""

from collections import Counter
from fractions import Fraction as F
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import emn
from theory.inputs import UniformCube, uniform_moments_derivation
from theory.inputs.uniform_moments import fourth_moment, invariant_fourth_moment
from theory.strategies import rngs


def monomial(*indices):
    """<x_i x_j ...>: independent inputs, and <x^k> = 1/(k + 1)."""
    return F(1, prod(k + 1 for k in Counter(indices).values()))


@given(st.integers(1, 6))
def test_second_moment(n):
    """Exactly, and the same in floats."""
    expected = np.array([[monomial(i, j) for j in range(n)] for i in range(n)])
    assert np.array_equal(emn.uniform_inputs(n, exact=True), expected)
    assert np.array_equal(emn.uniform_inputs(n), expected.astype(float))
    assert np.array_equal(UniformCube(n).second_moment, expected)


@settings(max_examples=20)
@given(st.integers(1, 4), rngs())
def test_fourth_moment(n, rng):
    """Exactly, for any symmetric S: four inputs have every pattern of coinciding indices."""
    S = np.array([[F(int(rng.integers(-3, 4)), int(rng.integers(1, 4))) for _ in range(n)] for _ in range(n)])
    S, W = S + S.T, np.full((n, n), F(0))
    for i, j, k, l in np.ndindex(n, n, n, n):
        W[i, j] += S[k, l] * monomial(i, j, k, l)
    assert np.array_equal(fourth_moment(S, F), W)


@given(st.integers(1, 9), st.integers(-3, 3), st.integers(-3, 3))
def test_fourth_moment_of_invariant_matrices(n, u, t):
    """Its two eigenvalues for S = u (I - 1 1^T / n) + t 1 1^T / n."""
    unit = np.array([[F(i == j) for j in range(n)] for i in range(n)])
    W = fourth_moment(u * unit + F(t - u, n), F)
    across, along = invariant_fourth_moment(n, F)
    ones = np.full(n, F(1))
    assert np.all(W @ ones == (along[0] * u + along[1] * t))
    if n > 1:
        assert W[0, 0] - W[0, 1] == across[0] * u + across[1] * t


def test_derivation():
    assert uniform_moments_derivation().proved


def test_refuses():
    with pytest.raises(ValueError, match="n must be"):
        emn.uniform_inputs(0)
