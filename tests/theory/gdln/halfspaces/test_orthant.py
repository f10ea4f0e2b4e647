"""Gaussian moments over two half-spaces: quadrature in polar coordinates, identities, and the limits theta = 0 and pi."""

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import strategies as sg
from theory.gdln import halfspace_second_moments, orthant_derivation
from theory.gdln.halfspaces.orthant import orthant_moments
from theory.inputs import Gaussian
from theory.spectrum import EPS


def by_quadrature(C, v, u):
    """<1[v.x >= 0] 1[u.x >= 0] x x^T>: regression of x on (v.x, u.x), and Gauss-Legendre in the angle of these two.

    The radius integrates to E r^2 = 2. Between the angles where a gate switches the integrand is a trigonometric polynomial
    of degree 2, which 20 nodes integrate to rounding.
    """
    V = np.stack([v, u])
    S = V @ C @ V.T
    chol = np.linalg.cholesky(S)
    switches = [0.0, 2 * np.pi]
    for row in chol:
        switches += [float(np.arctan2(row[1], row[0]) + s) % (2 * np.pi) for s in (np.pi / 2, -np.pi / 2)]
    nodes, weights = np.polynomial.legendre.leggauss(20)
    chance, moment = 0.0, np.zeros((2, 2))
    for start, end in zip(sorted(switches), sorted(switches)[1:], strict=False):
        phi = (start + end) / 2 + (end - start) / 2 * nodes
        h = chol @ np.stack([np.cos(phi), np.sin(phi)])
        on = np.all(chol @ [np.cos((start + end) / 2), np.sin((start + end) / 2)] >= 0)
        density = on * weights * (end - start) / 2 / (2 * np.pi)
        chance += density.sum()
        moment += 2 * (h * density) @ h.T
    B = C @ V.T @ np.linalg.inv(S)
    return chance * (C - B @ S @ B.T) + B @ moment @ B.T


@st.composite
def gaussians(draw, least=0):
    """A covariance of size n and any rank from `least` up to it, of condition up to 100, and two directions."""
    n, rng = draw(st.integers(max(1, least), 4)), draw(sg.rngs())
    rank = draw(st.integers(least, n))
    rotation = np.linalg.qr(rng.normal(size=(n, n)))[0][:, :rank]
    C = (rotation * 10 ** rng.uniform(-2, 0, size=rank)) @ rotation.T
    return (C + C.T) / 2, rng.normal(size=(2, n)), rank


@given(gaussians(least=2))
def test_blocks_against_quadrature(drawn):
    """To 1e-10, where the two directions are not nearly parallel under the law (|rho| < 0.999)."""
    C, v, _ = drawn
    S = v @ C @ v.T
    assume(S[0, 1] ** 2 < 0.998 * S[0, 0] * S[1, 1])
    n = len(C)
    found = halfspace_second_moments(Gaussian(C), v).reshape(2, n, 2, n)[0, :, 1]
    assert np.max(np.abs(found - by_quadrature(C, *v))) <= 1e-10


@given(gaussians(), st.floats(1e-200, 1e200))
def test_tiling_and_scaling(drawn, scale):
    """g and its opposite exclude each other and add up to C with every partner; lengths do not matter; g g = g."""
    C, v, rank = drawn
    n = len(C)
    A = halfspace_second_moments(Gaussian(C), np.concatenate([v, -scale * v])).reshape(4, n, 4, n)
    slack = 20 * n * EPS * (1 + np.linalg.norm(C))
    assert np.max(np.abs(A[0, :, 1] + A[2, :, 1] + A[0, :, 3] + A[2, :, 3] - C * (1 if rank else 4))) <= slack
    assert np.max(np.abs(A[0, :, 1] - A[2, :, 3])) <= slack  # x -> -x
    for k in range(2):
        assert np.max(np.abs(A[k, :, k] - C / 2)) <= slack
        assert np.max(np.abs(A[k, :, k + 2])) <= slack
    assert np.max(np.abs(A - A.transpose(2, 3, 0, 1))) <= slack


@given(gaussians(), sg.rngs())
def test_linear_maps_carry_the_moments_along(drawn, rng):
    """x -> T x with directions T^-T v: the moments become T M T^T, for a T of condition at most 4."""
    C, v, _ = drawn
    assume(np.min(np.diagonal(v @ C @ v.T) / np.sum(v**2, axis=1)) > 1e-6)
    n = len(C)
    left, right = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
    T = (left * rng.uniform(0.5, 2, size=n)) @ right
    there = halfspace_second_moments(Gaussian((T @ C @ T.T + (T @ C @ T.T).T) / 2), v @ np.linalg.inv(T))
    here = halfspace_second_moments(Gaussian(C), v)
    blocks = np.einsum("ip,kplq,jq->kilj", T, here.reshape(2, n, 2, n), T)
    # a unit direction of variance s^2 > 1e-6 is known to eps |T|^2 |T^-1|^2 |C| / s^2, below 16 * 1e6 eps
    assert np.max(np.abs(there.reshape(2, n, 2, n) - blocks)) <= 1e8 * n * EPS


@pytest.mark.parametrize("near", [0.0, np.pi])
@pytest.mark.parametrize("exponent", range(17))
def test_no_digit_is_lost_near_parallel_and_opposite(near, exponent):
    """theta = 10^-k and pi - 10^-k against Price's formula with 1 / sqrt(1 - rho^2) at 80 digits: 8 eps."""
    theta = near + (1 if near == 0 else -1) * 10.0**-exponent
    a, other = np.array([1.0, 0.0]), np.array([np.cos(theta), np.sin(theta)])
    with mpmath.workdps(80):
        u, size = mpmath.matrix(other.tolist()), mpmath.norm(mpmath.matrix(other.tolist()))
        e1, e2 = mpmath.matrix([1, 0]), u / size
        rho = e2[0]
        exact = (mpmath.mpf(1) / 4 + mpmath.asin(rho) / (2 * mpmath.pi)) * mpmath.eye(2)
        if abs(rho) < 1:
            spread = e1 * e2.T + e2 * e1.T - rho * (e1 * e1.T + e2 * e2.T)
            exact += spread / (2 * mpmath.pi * mpmath.sqrt(1 - rho**2))
        exact = np.array(exact.tolist(), dtype=float)
    assert np.max(np.abs(orthant_moments(np.eye(2), a, other[None])[0] - exact)) <= 8 * EPS


def test_parallel_and_opposite_exactly():
    """theta = 0 and theta = pi: C / 2 and 0, bit by bit, and always-on gates: C / 2 and C."""
    R = np.array([[2.0, 0.0], [1.0, 1.0]])
    a, none = np.array([1.0, 0.0]), np.zeros(2)
    C = R @ R.T
    assert np.array_equal(orthant_moments(R, a, np.stack([a, -a, none])), [C / 2, 0 * C, C / 2])
    assert np.array_equal(orthant_moments(R, none, np.stack([a, none])), [C / 2, C])


def test_arc_cosine_kernel():
    """v^T <g g' x x^T> v' is the kernel of order 1, (sin theta + (pi - theta) cos theta) / (2 pi) times both lengths."""
    rng = np.random.default_rng(0)
    v, u = rng.normal(size=(2, 5))
    theta = np.arccos(v @ u / np.linalg.norm(v) / np.linalg.norm(u))
    A = halfspace_second_moments(Gaussian(np.eye(5)), np.stack([v, u])).reshape(2, 5, 2, 5)
    kernel = (np.sin(theta) + (np.pi - theta) * np.cos(theta)) / (2 * np.pi)
    assert abs(v @ A[0, :, 1] @ u - kernel * np.linalg.norm(v) * np.linalg.norm(u)) <= 1e-14


def test_the_derivation_is_proved():
    """Every step symbolically."""
    assert orthant_derivation().proved
