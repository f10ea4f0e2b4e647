"""The Hessian of a row against exact polynomials, and its eigenvalues at the saddles."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from papers.ensemble_mask_networks.rationals import rationals
from theory import exact
from theory import strategies as sg
from theory.emn.landscape.critical_points import row_landscape
from theory.emn.landscape.row_hessian import derivation, row_hessian, row_sharpness, saddle_curvatures

from .row_error import risk


def row_of(rng, n, widths):
    sizes = (n, *widths, 1)
    return [rationals(rng, out, inn) for inn, out in pairwise(sizes)]


def saddle_of(rng, n, copies):
    """An exact saddle of (c): Q = X^T X, W with W Q 1 = 0; Q is singular now and then, Q 1 is not 0."""
    X = rationals(rng, int(rng.integers(1, n + 1)), n)
    X[0, 0] += 1 if not X.sum(axis=1).any() else 0
    Q = X.T @ X
    q = Q.sum(axis=1)
    W = rationals(rng, copies, n)
    return W - np.multiply.outer(W @ q, q) / (q @ q), Q


def inertia(H):
    """(negative, zero, positive) eigenvalues, exactly: the characteristic polynomial has real roots only (Descartes)."""
    x = sp.Symbol("x")
    matrix = sp.Matrix([[sp.Rational(v.numerator, v.denominator) for v in row] for row in H])
    c = matrix.charpoly(x).all_coeffs()
    zeros = next(i for i, v in enumerate(reversed(c)) if v != 0)
    signs = [v > 0 for v in c if v != 0]
    positive = sum(a != b for a, b in pairwise(signs))
    return len(H) - zeros - positive, zeros, positive


@given(sg.rngs(), st.integers(1, 3), st.lists(st.integers(1, 2), max_size=3))
def test_hessian_is_the_second_coefficient(rng, n, widths):
    """risk(row + t X) has X^T H X / 2 at t^2 in any direction X, exactly; the polynomial from 2 L + 1 of its values."""
    row, Q = row_of(rng, n, widths), saddle_of(rng, n, 1)[1]
    direction = row_of(rng, n, widths)
    t = [Fraction(i) for i in range(2 * len(row) + 1)]
    values = [risk([w + s * d for w, d in zip(row, direction, strict=True)], Q) for s in t]
    powers = np.array([[s**k for k in range(len(t))] for s in t], dtype=object)
    second = exact.solve(powers, np.array(values, dtype=object)[:, None])[2, 0]
    H, X = row_hessian(row, Q), np.concatenate([d.ravel() for d in direction])
    assert np.array_equal(H, H.T)
    assert second == X @ H @ X / 2


@given(sg.rngs(), st.integers(1, 4), st.integers(1, 3))
def test_inertia_at_the_saddles(rng, n, copies):
    """c negative, c (n - 1) zero (the dimension of the set of saddles, no more), c positive eigenvalues."""
    W, Q = saddle_of(rng, n, copies)
    row = [W, np.full((1, copies), Fraction(0), dtype=object)]
    H = row_hessian(row, Q)
    assert inertia(H) == (copies, copies * (n - 1), copies)
    point = row_landscape(row, Q)
    assert (point.kind, point.order) == ("strict saddle", 2)
    v = np.concatenate([d.ravel() for d in point.descent])
    assert v @ H @ v == -2 * point.rate < 0


@given(sg.rngs(), st.integers(1, 4), st.integers(1, 3))
def test_curvatures_at_the_saddles(rng, n, copies):
    """The nonzero eigenvalues in closed form, to the eigensolver's 4 P eps of the largest."""
    W, Q = saddle_of(rng, n, copies)
    row = [W, np.full((1, copies), Fraction(0), dtype=object)]
    H = row_hessian(row, Q).astype(float)
    values, found = np.linalg.eigvalsh(H), saddle_curvatures(W, Q)
    expected = np.sort(np.concatenate([values[:copies], values[len(values) - copies :]]))
    rounding = 8 * len(H) * np.finfo(float).eps * np.max(np.abs(values))
    assert np.max(np.abs(found - expected)) <= rounding
    assert abs(row_sharpness(row, Q) - found[-1]) <= rounding
    q = Q.astype(float).sum(axis=1)
    pairs = (
        found[:copies] * found[copies:] / -(q @ q)
    )  # each pair has the product -|q|^2, up to 2 n eps in q and W Q W^T
    assert np.max(np.abs(pairs - 1)) <= 8 * n * np.finfo(float).eps


@given(sg.rngs(), st.integers(1, 3), st.integers(1, 3))
def test_flat_saddles_have_no_hessian(rng, n, depth):
    """Two later weights 0 and w . Q 1 = 0, or three and any w: all second derivatives vanish. Two and any other w: not."""
    Wrow, Q = saddle_of(rng, n, 1)
    zero, one = np.array([[Fraction(0)]]), np.array([[Fraction(1)]])
    w = Wrow + Q.sum(axis=1)
    ones = [one] * (depth - 1)
    assert not np.any(row_hessian([Wrow, zero, *ones, zero], Q))
    assert not np.any(row_hessian([w, zero, *ones, zero, zero], Q))
    assert inertia(row_hessian([w, zero, *ones, zero], Q))[0] == 1


def test_no_cancellation_for_long_saddles():
    """|W| = 1e8: the small root -|q|^2 / k keeps its digits, where the naive difference has lost them all."""
    W, Q = np.array([[1e8, -1e8]]), np.eye(2)
    assert abs(saddle_curvatures(W, Q)[0] * 2e16 / -2 - 1) <= 1e-15


def test_derivation():
    """Every step is proved, and none would hold with 1 added."""
    assert derivation().proved
    assert all(replace(step, rhs=step.rhs + 1).check().holds is False for step in derivation().steps)


@pytest.mark.parametrize(
    ("W", "Q", "message"),
    [
        (np.ones((1, 2)), np.array([[1.0, -1.0], [-1.0, 1.0]]), "Q must not send the ones to 0"),
        (np.ones((1, 3)), np.eye(2), "W must have shape"),
        (np.ones(2), np.eye(2), "W must have shape"),
    ],
)
def test_refuses(W, Q, message):
    """Shapes, and a Q for which the saddle is none."""
    with pytest.raises(ValueError, match=message):
        saddle_curvatures(W, Q)
