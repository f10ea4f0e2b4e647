"""One basis for matrices that commute, and none for others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import circulant, expm, toeplitz

from theory import GatedRegression
from theory.gdln import common_basis_derivation, common_eigenbasis, piecewise_flow_map
from theory.spectrum import EPS


@given(st.lists(st.lists(st.floats(-2, 2), min_size=5, max_size=5), min_size=1, max_size=5))
def test_circulants_share_the_basis_of_the_dft(columns):
    """Symmetric circulants of 5 sites, degenerate pairs and multiples of 1 included: found, orthogonal, diagonal for all."""
    A = np.array([circulant(c) + circulant(c).T for c in columns])
    P = common_eigenbasis(A)
    assert np.max(np.abs(P.T @ P - np.eye(5))) <= 100 * EPS
    rotated = P.T @ A @ P
    off = rotated * (1 - np.eye(5))
    # a generic combination separates modes to about 1e-3 of what the matrices do, or leaves them equal in all
    assert np.max(np.abs(off)) <= 1e5 * EPS * np.max(np.abs(A), initial=1e-300)
    for a, values in zip(A, np.diagonal(rotated, axis1=1, axis2=2), strict=True):
        spectrum = np.sort(np.fft.fft(a[0]).real)
        assert np.max(np.abs(np.sort(values) - spectrum)) <= 1e5 * EPS * np.max(np.abs(A), initial=1e-300)


def test_a_propagator_is_the_exponential_of_the_mean_only_where_they_commute():
    """Circulant moments: yes, whatever their order. Symmetric Toeplitz ones of three sites: no, by a stated amount."""
    ring = [circulant([2.0, c, 0.3, c]) for c in (0.2, 0.8)]
    line = [toeplitz([2.0, c, d]) for c, d in ((1.0, 0.0), (0.0, 1.0))]
    for matrices, commute in ((ring, True), (line, False)):
        P = len(matrices[0])
        problems = [GatedRegression.from_moments(A, np.zeros(P), 1.0, 1, P) for A in matrices]
        product = piecewise_flow_map(problems, [1.0], 0.0, 2.0).linear
        gap = np.max(np.abs(product - expm(-sum(matrices))))
        swapped = np.max(np.abs(product - piecewise_flow_map(problems[::-1], [1.0], 0.0, 2.0).linear))
        assert bool(max(gap, swapped) <= 100 * EPS) is commute
        assert commute or min(gap, swapped) > 1e-3
    assert np.linalg.norm(line[0] @ line[1] - line[1] @ line[0]) == 2.0
    common_eigenbasis(ring)
    common_eigenbasis([toeplitz([2.0, 1.0]), toeplitz([1.0, -3.0])])
    with pytest.raises(ValueError, match="numbers 0 and 1 do not"):
        common_eigenbasis(line)
    for matrices, message in (
        (np.zeros((2, 2)), "matrices must have three axes"),
        (np.zeros((1, 2, 3)), "matrices must have shape"),
        ([[[0.0, 1.0], [0.0, 0.0]]], "matrices must be symmetric"),
    ):
        with pytest.raises(ValueError, match=message):
            common_eigenbasis(matrices)


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    assert has_teeth(common_basis_derivation())
