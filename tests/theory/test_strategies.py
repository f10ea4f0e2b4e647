"""The public strategies deliver what they promise, and say what is missing without Hypothesis."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from theory import strategies as sg
from theory.strategies.gated_samples import GATE_KINDS


@given(st.data(), st.integers(1, 5), st.booleans(), st.booleans())
def test_masks(data, n, symmetric, binary):
    """In [0, 1], binary and symmetric where asked."""
    A = data.draw(sg.masks(n, symmetric=symmetric, binary=binary))
    assert A.shape == (n, n)
    assert A.min() >= 0
    assert A.max() <= 1
    assert not binary or set(np.unique(A)) <= {0, 1}
    assert not symmetric or np.array_equal(A, A.T)


def test_masks_reach_the_corners():
    """Empty rows beside full ones, and self-loops, occur."""
    find(sg.masks(3), lambda A: not A[0].any() and A[1:].any())
    find(sg.masks(3), lambda A: np.trace(A) > 0)
    with pytest.raises(NoSuchExample):
        find(sg.masks(2, binary=True), lambda A: np.any((A > 0) & (A < 1)))


@given(st.data(), st.integers(2, 4), st.integers(1, 10), st.sampled_from(GATE_KINDS))
def test_gates(data, K, size, kind):
    """Each kind has its property."""
    g = data.draw(sg.gates(size, K, kind))
    assert g.shape == (size, K)
    assert is_of(kind, g)


@given(st.data(), st.sampled_from(GATE_KINDS), st.sampled_from([sg.samples, sg.exact_samples]))
def test_samples_have_gates_of_the_kind_asked_for(data, kind, samples):
    """With K left to the strategy."""
    x, y, g = data.draw(samples(kind=kind))
    assert len(x) == len(y) == len(g)
    assert is_of(kind, g)


def is_of(kind, g):
    pairs = [(i, j) for i in range(g.shape[1]) for j in range(i)]
    checks = {
        "exclusive": bool(np.all(g.sum(axis=1) == 1)),
        "redundant": any(np.array_equal(g[:, i], g[:, j]) for i, j in pairs),
        "overlapping": bool(np.any(g.sum(axis=1) > 1)),
        "never on": bool(np.any(g.sum(axis=0) == 0)),
        "any": True,
    }
    return checks[kind]


@given(st.data(), st.integers(1, 3), st.integers(1, 3), st.floats(0, 6))
def test_problems_have_the_rank_and_condition_asked_for(data, K, n, digits):
    """The spectrum that the problem reports is the one drawn."""
    rank = data.draw(st.integers(0, K * n))
    values = data.draw(sg.problems(K=K, n=n, rank=rank, condition=10**digits)).spectrum.eigenvalues
    assert len(values) == rank
    if rank > 1:
        assert abs(values[-1] / values[0] / 10**digits - 1) <= 1e-8  # eps P times the condition 1e6


@given(sg.exact_networks(max_n=2))
def test_exact_networks_are_rational(drawn):
    """Every weight a Fraction of a small denominator, every shape that of the architecture."""
    net, params = drawn
    assert tuple(layer.shape for layer in params.layers) == net.shapes
    assert all(isinstance(v, Fraction) and v.denominator <= 2 for layer in params.layers for v in layer.ravel())


def test_without_hypothesis_one_line_names_the_extra():
    """A blocked import of Hypothesis."""
    code = "import sys; sys.modules['hypothesis'] = None\nimport theory.strategies"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode != 0
    assert "pip install 'gatelemma[testing]'" in run.stderr.splitlines()[-1]
