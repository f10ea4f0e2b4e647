"""The power of the test for memory against the noncentral F of SciPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f as f_law
from scipy.stats import ncf

from theory import emn
from theory import strategies as sg

from .memory_terms import PATH, family, left_by, terms


@given(st.data(), st.integers(0, 1))
@settings(max_examples=20)
def test_power(data, memory):
    """The noncentral F of SciPy, the mean projected by QR."""
    rng = data.draw(sg.rngs())
    x, theta = rng.normal(size=(10, 5)), 0.2 * rng.normal(size=(2, 3))
    X = terms(PATH, x, 1, 2)
    mean = sum(theta[l, s] * X[l, s] for l, s in X)
    full = family(X, 1, 2)
    shift = left_by(family(X, 1, memory), mean) / 0.7**2
    degrees = (2 * (2 - memory), len(mean) - full.shape[1])
    expected = ncf.sf(f_law.isf(0.1, *degrees), *degrees, shift)
    assert abs(emn.litmus_memory_power(PATH, x, theta, 0.7, memory, level=0.1) - expected) <= 1e-7
    flat = np.pad(theta[:, : memory + 1], ((0, 0), (0, 2 - memory)))
    assert abs(emn.litmus_memory_power(PATH, x, flat, 0.7, memory, level=0.1) - 0.1) <= 1e-7


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda x: emn.litmus_memory_power(PATH, x, [[1.0, 1.0]], 1.0, 1), "memory must be one that x can test"),
        (lambda x: emn.litmus_memory_power(PATH, x, [[], []], 1.0, 0), "theta must have a row"),
        (lambda x: emn.litmus_memory_power(PATH, x, [[1.0, 1.0]], 0.0, 0), "noise must be"),
    ],
)
def test_refuses(make, message):
    with pytest.raises(ValueError, match=message) as refused:
        make(np.random.default_rng(0).normal(size=(6, 5)))
    assert "\n" not in str(refused.value)
