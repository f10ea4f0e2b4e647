"""Sharpness along the solution set: the Hessian written out, the flattest constant against a search, balanced flows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from theory import emn
from theory import strategies as sg
from theory.emn.landscape.row_hessian import row_sharpness
from theory.emn.landscape.sharpness import derivation, flattest_constant, sharpness
from theory.emn.masks.row_risk import row_risk

EPS = np.finfo(float).eps


def risk_matrix(rng, n):
    """Positive definite, of condition up to 1e3, by spectrum and rotation; now and then with nonnegative entries."""
    V = np.linalg.qr(rng.normal(size=(n, n)))[0]
    Q = (V * 10 ** rng.uniform(-2, 1, size=n)) @ V.T
    Q = Q @ np.abs(Q).T if rng.random() < 0.3 else Q
    Q = Q @ Q.T + 0.01 * np.eye(n)
    return (Q + Q.T) / 2


def minimum(n, c, depth, split=None):
    """The row of (1, ..., 1) with first layer c 1 and later weights of product 1/c."""
    d = np.full(depth, abs(c) ** (-1 / depth)) if split is None else split
    d = d * np.append(np.ones(depth - 1), np.sign(c))
    return [np.full((1, n), c), *(np.array([[v]]) for v in d)]


@given(sg.rngs(), st.integers(1, 5), st.integers(1, 3), st.floats(-2, 2))
def test_sharpness_is_the_top_eigenvalue_of_the_hessian(rng, n, depth, log_c):
    """Against the whole Hessian, 4 P eps of the top eigenvalue and 8 n eps in beta = 1 (an error g = Q (beta - 1))."""
    Q, c = risk_matrix(rng, n), 10**log_c * rng.choice([-1, 1])
    top = row_sharpness(minimum(n, c, depth), Q)
    assert abs(sharpness(Q, c, depth) - top) <= 64 * (n + depth) * EPS * top


@given(sg.rngs(), st.integers(1, 5), st.integers(1, 3))
def test_flattest_constant_against_a_search(rng, n, depth):
    """A minimizer that sees the top eigenvalues of the Hessian only finds nothing flatter, near or far."""
    Q = risk_matrix(rng, n)
    best = flattest_constant(Q, depth)
    least = sharpness(Q, best, depth)

    def top(log_c):
        return row_sharpness(minimum(n, np.exp(log_c), depth), Q)

    found = minimize_scalar(top, bounds=(np.log(best) - 2, np.log(best) + 2), method="bounded", options={"xatol": 1e-9})
    residual = 8 * n * EPS * np.linalg.norm(Q, 2)  # of Q (beta - 1) in the Hessian, beta rounded
    assert least <= found.fun * (1 + 64 * (n + depth) * EPS) + residual
    for factor in (0.5, 0.99, 1.01, 2):
        assert least < sharpness(Q, factor * best, depth)


@given(sg.rngs(), st.integers(1, 4), st.integers(1, 3))
def test_nothing_on_the_solution_set_is_flatter(rng, n, depth):
    """Unequal splits of (1, ..., 1), and several copies: the whole Hessian at random zero-loss rows."""
    Q = risk_matrix(rng, n)
    least = sharpness(Q, flattest_constant(Q, depth), depth) * (1 - 64 * (n + depth) * EPS)
    d = np.exp(rng.normal(size=depth))
    assert row_sharpness(minimum(n, 1 / np.prod(d), depth, d), Q) >= least
    copies = 3
    v = rng.normal(size=copies)
    W = np.outer(v, np.ones(n)) / (v @ v)
    X = rng.normal(size=(copies, n))
    spread = W + X - np.outer(v, v @ X) / (v @ v)
    flattest = sharpness(Q, flattest_constant(Q))
    size = 1 + np.linalg.norm(spread) ** 2 + v @ v
    rounding = 1e3 * EPS * np.linalg.norm(Q) * size * max(1, 1 / (v @ v))
    assert row_sharpness([spread, v[None, :]], Q) >= flattest - rounding
    as_flat = row_sharpness([W, v[None, :]], Q)
    assert abs(as_flat - sharpness(Q, 1 / np.linalg.norm(v))) <= rounding


@pytest.mark.parametrize("n", [1, 2, 5, 40])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_the_papers_masks(n, depth):
    """c^2 = n^(-m/(m+1)) and (m + 1) n^(m/(m+1)) lambda, to rounding of the n x n eigenproblem; both are closed forms."""
    Q = row_risk(n)[0]
    best, lam = flattest_constant(Q, depth), n / 16 + 5 / 48
    power = depth / (depth + 1)
    assert abs(best / n ** (-power / 2) - 1) <= 200 * n * EPS
    assert abs(sharpness(Q, best, depth) / ((depth + 1) * n**power * lam) - 1) <= 100 * n * EPS


@given(sg.networks(copies=(1,), dtype=np.float64))
def test_the_flow_ends_at_lambda_sqrt_of_kappa_squared_plus_4_n(drawn):
    """Sharpness at the learned constants; never more than sqrt(1 + kappa^2 / (4 n)) times the flattest."""
    net, params = drawn
    kappa = np.sum(params.layers[0] ** 2, axis=1) - params.layers[1][:, 0, 0] ** 2
    lam, Q = net.n / 16 + 5 / 48, row_risk(net.n)[0]
    for c, k in zip(emn.learned_constants(net, params), kappa, strict=True):
        assert abs(sharpness(Q, c) / (lam * np.sqrt(k * k + 4 * net.n)) - 1) <= 100 * net.n * EPS


def test_ones_that_are_not_the_top_mode():
    """Q = 2 I - 11^T/2 on 2 nodes: lambda = 1 along the ones, 2 across, crossing where (1/s + 2 s) = 2/s: s^2 = 1/2."""
    Q = np.array([[1.5, -0.5], [-0.5, 1.5]])
    assert abs(flattest_constant(Q) - 2**-0.25) <= 1e-15 * 4
    Q = np.array([[3.0, -2.0], [-2.0, 3.0]])  # 1 along, 5 across: the modes cross at s^2 = (5 - 1) / (2 * 1)
    assert abs(flattest_constant(Q) ** 4 - 2) <= 1e-14


def test_derivation():
    """Every step is proved, and none would hold with 1 added."""
    assert derivation().proved
    assert all(replace(step, rhs=step.rhs + 1).check().holds is False for step in derivation().steps)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sharpness(np.eye(2), 0), "c must not be 0"),
        (lambda: sharpness(np.eye(2), 1e200), "range of floats"),
        (lambda: sharpness(np.eye(2), 1, 0), "depth must be"),
        (lambda: sharpness(np.ones((2, 3)), 1), "Q must have shape"),
        (lambda: sharpness(np.zeros((0, 0)), 1), "Q must not be empty"),
        (lambda: sharpness(-np.eye(2), 1), "positive semidefinite"),
        (lambda: sharpness(np.triu(np.ones((2, 2))), 1), "symmetric"),
        (lambda: flattest_constant(np.array([[1.0, -1.0], [-1.0, 1.0]])), "No constant is the flattest"),
        (lambda: flattest_constant(np.zeros((2, 2))), "No constant is the flattest"),
    ],
)
def test_refuses(call, message):
    """Each kind of bad input by the name of the argument, in one line."""
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        call()
    assert "\n" not in str(refused.value)
