"""Laws of the gradient flow on random problems of any rank and condition."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import eigh, expm

from theory import GatedRegression, gradient_flow, loss_along_flow, time_scales
from theory import strategies as sg
from theory.spectrum import EPS

times = st.one_of(st.just(0.0), st.floats(1e-6, 1e6), st.just(np.inf))


def tolerance(problem: GatedRegression, w0) -> float:
    """Rounding of the flow: each mode is right to eps times its condition max(lambda) / lambda, over P modes."""
    values = problem.spectrum.eigenvalues
    condition = values[-1] / values[0] if len(values) else 1.0
    size = np.linalg.norm(w0) + np.linalg.norm(problem.minimum_norm_weights)
    return 100 * len(problem.b) * EPS * condition * size


@given(st.data(), sg.problems(), times, times)
def test_semigroup(data, problem, s, t):
    """w(s + t) is the flow for t started at w(s)."""
    w0 = data.draw(sg.weights(problem))
    twice = gradient_flow(problem, gradient_flow(problem, w0, s), t)
    assert np.linalg.norm(gradient_flow(problem, w0, s + t) - twice) <= tolerance(problem, w0)


@given(st.data(), sg.problems(condition=100.0), st.floats(0, 50), st.floats(0.1, 10))
def test_agrees_with_expm(data, problem, t, tau):
    """The affine flow is one exponential of the augmented matrix."""
    w0 = data.draw(sg.weights(problem))
    K, P = problem.K, len(problem.b)
    generator = np.zeros((P + 1, P + 1))
    generator[:P, :P], generator[:P, P] = -problem.A / (K * K * tau), problem.b / (K * tau)
    E = expm(generator * t)
    exact = (E[:P, :P] @ w0.ravel() + E[:P, P]).reshape(w0.shape)
    # expm scales by its norm and squares: eps times norm; a null mode's drift is b's rounding times t
    slack = EPS * (1 + t / tau) * 100 * P * (1 + np.linalg.norm(w0) + np.linalg.norm(problem.b) * t / tau)
    assert np.linalg.norm(gradient_flow(problem, w0, t, tau) - exact) <= tolerance(problem, w0) + slack


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_an_ode_solver(seed):
    """DOP853 at tolerance 1e-12 lands within 1e-9: its global error is tolerance times horizon over step, below 1e3."""
    rng = np.random.default_rng(seed)
    x, y, g = rng.normal(size=(40, 2)), rng.normal(size=40), rng.integers(0, 2, size=(40, 3))
    problem, w0 = GatedRegression.from_samples(x, y, g), rng.normal(size=(3, 2))

    def velocity(_, w):
        residual = np.sum(g * (x @ w.reshape(3, 2).T), axis=1) / 3 - y
        return -((g * residual[:, None]).T @ x).ravel() / (3 * len(y)) / 0.7

    end = solve_ivp(velocity, (0, 20), w0.ravel(), method="DOP853", rtol=1e-12, atol=1e-12).y[:, -1]
    assert np.linalg.norm(gradient_flow(problem, w0, 20.0, tau=0.7).ravel() - end) <= 1e-9


@given(st.data(), sg.problems())
def test_limit_is_stationary_and_nearest(data, problem):
    """At infinity A w = K b, and the way there is orthogonal to the null space of A."""
    w0 = data.draw(sg.weights(problem))
    w = gradient_flow(problem, w0, np.inf)
    slack = tolerance(problem, w0)
    assert np.linalg.norm(problem.A @ w.ravel() - problem.K * problem.b) <= slack
    values, vectors = np.linalg.eigh(problem.A)
    null = vectors[:, values <= 1e-10]
    assert np.linalg.norm(null.T @ (w - w0).ravel()) <= slack


@given(st.data(), sg.problems(), st.floats(0.1, 10))
def test_loss_never_rises_and_agrees_with_the_weights(data, problem, tau):
    """The loss falls along a grid of times, from its value at w0 to the minimum, and is that of the weights."""
    w0 = data.draw(sg.weights(problem))
    t = np.concatenate([[0], np.geomspace(1e-3, 1e9, 40), [np.inf]])
    losses = loss_along_flow(problem, w0, t, tau)
    assert np.all(np.diff(losses) <= 0)
    assert losses[-1] == problem.minimum_loss
    direct = np.array([problem.loss(w) for w in gradient_flow(problem, w0, t, tau)])
    # the weights of a mode are right to eps times its condition, relative to a gap of at most sqrt(y2 / lambda)
    values = problem.spectrum.eigenvalues
    condition = values[-1] / values[0] if len(values) else 1.0
    assert np.max(np.abs(direct - losses)) <= 100 * len(problem.b) * EPS * condition * (problem.y2 + losses[0])


@given(st.data(), sg.samples(), st.floats(0, 1e3))
def test_permuting_gates_permutes_weights(data, drawn, t):
    """Relabelling the gates relabels the weights, at all times."""
    x, y, g = drawn
    problem = GatedRegression.from_samples(x, y, g)
    w0 = data.draw(sg.weights(problem))
    order = data.draw(st.permutations(range(problem.K)))
    permuted = GatedRegression.from_samples(x, y, g[:, order])
    difference = gradient_flow(permuted, w0[order], t) - gradient_flow(problem, w0, t)[order]
    assert np.linalg.norm(difference) <= tolerance(problem, w0)


@pytest.mark.parametrize("P", [1, 2, 3, 200])
def test_agrees_with_the_formula_on_a_dense_eigenbasis(P):
    """w0 + P expm1(-lambda t) (P^T w0 - P^T b / lambda) with SciPy's eigenvectors; the flow never forms its own."""
    rng = np.random.default_rng(P)
    Q = np.linalg.qr(rng.normal(size=(P, P)))[0]
    A = (Q * np.geomspace(1e-4, 1, P)) @ Q.T
    A, w0, t = (A + A.T) / 2, rng.normal(size=(1, P)), np.array([0.0, 0.3, 20.0, 1e4, np.inf])
    b = A @ rng.normal(size=P)
    problem = GatedRegression.from_moments(A, b, float(b @ np.linalg.solve(A, b)) * 2, 1, P)
    found = gradient_flow(problem, w0, t)
    values, vectors = eigh(A, driver="evd")
    decay = np.expm1(-np.multiply.outer(np.minimum(t, 1e300), values)) * (vectors.T @ w0[0] - vectors.T @ b / values)
    assert np.max(np.linalg.norm(found[:, 0] - (w0 + decay @ vectors.T), axis=1)) <= tolerance(problem, w0)
    assert all("vectors" not in vars(block) for block in problem.spectrum.blocks)


def test_time_zero_and_never_on_gates_are_exact():
    """At t = 0, and for a gate that is never on, nothing moves by a single bit."""
    rng = np.random.default_rng(0)
    g = np.stack([rng.integers(0, 2, size=20), np.zeros(20)], axis=1)
    problem, w0 = (
        GatedRegression.from_samples(rng.normal(size=(20, 2)), rng.normal(size=20), g),
        rng.normal(size=(2, 2)),
    )
    assert np.array_equal(gradient_flow(problem, w0, 0.0), w0)
    assert np.array_equal(gradient_flow(problem, w0, [3.0, np.inf])[:, 1], np.stack([w0[1], w0[1]]))


def test_small_eigenvalues_move_without_cancellation():
    """A mode with lambda = 1e-13 moves by K c (t / (K^2 tau)) to first order: relative error lambda t / 2 and eps."""
    A, b = np.diag([1.0, 1e-13]), np.array([0.0, 1e-7])
    w = gradient_flow(GatedRegression.from_moments(A, b, 1.0, 1, 2), np.zeros((1, 2)), 3.0)
    assert abs(w[0, 1] / (3.0 * 1e-7) - 1) <= 3e-13


def test_one_time_scale_a_moving_mode():
    """K^2 tau / lambda, slowest first, null modes left out."""
    problem = GatedRegression.from_moments(np.diag([4.0, 0.0, 1.0, 2.0]), np.zeros(4), 1.0, 2, 2)
    assert time_scales(problem, tau=0.5).tolist() == [2.0, 1.0, 0.5]


@pytest.mark.parametrize("t", [-1.0, np.nan, "soon", [[1.0]], 1j])
def test_refuses_times(t):
    """A time that is negative, NaN, no number or no row of numbers."""
    problem = GatedRegression.from_moments([[1.0]], [1.0], 1.0, 1, 1)
    with pytest.raises((ValueError, TypeError), match="^t must"):
        gradient_flow(problem, [[0.0]], t)


@pytest.mark.parametrize(
    ("A", "b", "t", "tau", "w"),
    [
        (1e3, 1.0, 0.0, 1e-310, 0.0),
        (1e3, 1.0, 1.0, 1e-310, 1e-3),
        (1e-30, 1e-30, np.inf, 1e300, 1.0),
        (1.0, 1.0, 1e308, 1e-10, 1.0),
    ],
)
def test_extreme_times_are_no_nan(A, b, t, tau, w):
    """Rates beyond the range of floats: nothing has happened at 0, everything at infinity."""
    problem = GatedRegression.from_moments([[A]], [b], 2.0, 1, 1)
    assert gradient_flow(problem, [[0.0]], t, tau).item() == w
    assert np.isfinite(loss_along_flow(problem, [[0.0]], t, tau))


def test_the_exact_minimum_is_not_lost_along_the_flow():
    """An exact problem that is fitted perfectly has loss exactly 0 at infinity, however ill-conditioned."""
    x = np.array([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(1) + Fraction(1, 10**9)]], dtype=object)
    problem = GatedRegression.from_samples(x, [0, 1], [[1], [1]])
    assert problem.minimum_loss == 0
    assert loss_along_flow(problem, np.zeros((1, 2)), np.inf) == 0
