"""Gates that vary in time: exact where they are constant in pieces, of the stated order where they are smooth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import circulant, expm, toeplitz

from theory import GatedRegression, gradient_flow
from theory import strategies as sg
from theory.gdln import common_eigenbasis, evolution, evolving_flow, piecewise_evolution, soft_problem
from theory.spectrum import EPS


def rounding(problems, w0) -> float:
    """As for each flow on its own; one never lengthens a difference, so the errors add up."""
    total = 0.0
    for problem in problems:
        values = problem.spectrum.eigenvalues
        condition = values[-1] / values[0] if len(values) else 1.0
        total += 100 * len(problem.b) * EPS * condition
    return total * (np.linalg.norm(w0) + sum(np.linalg.norm(p.minimum_norm_weights) for p in problems))


@given(st.data(), sg.problems(), st.one_of(st.floats(0, 1e4), st.just(np.inf)), st.floats(0.1, 10))
def test_the_map_is_the_flow(data, problem, t, tau):
    """Phi w0 + shift, for constant gates, and the identity for no time at all."""
    w0 = data.draw(sg.weights(problem))
    assert np.max(np.abs(evolution(problem, t, tau)(w0) - gradient_flow(problem, w0, t, tau))) <= rounding(
        [problem], w0
    )
    assert np.array_equal(evolution(problem, 0)(w0), w0)
    assert np.array_equal(evolution(problem, 0, 1e-310)(w0), w0)
    to_the_end = piecewise_evolution([problem, problem], [1.0], 0.0, np.inf, 1e-300)(w0)
    assert np.max(np.abs(to_the_end - gradient_flow(problem, w0, np.inf))) <= 2 * rounding([problem], w0)


@st.composite
def changing(draw, count=3):
    """Problems of one size, different moments, some singular, and increasing switching times."""
    K, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    problems = [draw(sg.problems(K=K, n=n, condition=100.0)) for _ in range(count)]
    return problems, np.cumsum(draw(st.lists(st.floats(0.01, 50), min_size=count - 1, max_size=count - 1)))


@given(st.data(), changing(), st.floats(0.1, 5))
def test_the_evolution_law(data, drawn, tau):
    """Phi(t, r) = Phi(t, s) Phi(s, r) for any s in between, the switches among them; and it is one flow after another."""
    problems, switches = drawn
    w0 = data.draw(sg.weights(problems[0]))
    r, s, t = sorted(
        data.draw(st.lists(st.one_of(st.floats(-5, 150), st.sampled_from(switches)), min_size=3, max_size=3))
    )
    whole = piecewise_evolution(problems, switches, r, t, tau)
    parts = piecewise_evolution(problems, switches, s, t, tau).after(piecewise_evolution(problems, switches, r, s, tau))
    slack = rounding(problems, w0)
    assert np.max(np.abs(whole.linear - parts.linear)) <= slack + 1e4 * EPS
    assert np.max(np.abs(whole(w0) - parts(w0))) <= slack
    w, now = w0, 0.0
    for problem, until in zip(problems, [*switches, switches[-1] + 3.0], strict=True):
        w, now = gradient_flow(problem, w, until - now, tau), until
    assert np.max(np.abs(piecewise_evolution(problems, switches, 0.0, now, tau)(w0) - w)) <= slack


@given(changing(), st.floats(0.1, 5))
def test_agrees_with_products_of_expm(drawn, tau):
    """An independent product of augmented exponentials, later factors on the left."""
    problems, switches = drawn
    P, ends = len(problems[0].b), [0.0, *switches, switches[-1] + 2.0]
    product, size = np.eye(P + 1), 1.0
    for problem, start, end in zip(problems, ends, ends[1:], strict=False):
        M = np.zeros((P + 1, P + 1))
        M[:P, :P], M[:P, P] = -(problem.scale**2) * problem.A / tau, problem.scale * problem.b / tau
        product = expm((end - start) * M) @ product
        size += (end - start) / tau * (1 + np.linalg.norm(problem.b))
    whole = piecewise_evolution(problems, switches, 0.0, ends[-1], tau)
    # expm squares as often as its norm asks: eps times the norm, as does the drift of rounding in null modes
    slack = 1e3 * P * EPS * size * (1 + np.linalg.norm(product)) + rounding(problems, np.ones(P))
    assert np.max(np.abs(whole.linear - product[:P, :P])) <= slack
    assert np.max(np.abs(whole.shift - product[:P, P])) <= slack


def smooth(s):
    """Three soft gates on five points that cross-fade."""
    rng = np.random.default_rng(5)
    x, y, phase = rng.normal(size=(5, 2)), rng.normal(size=5), rng.random((5, 3)) * 2 * np.pi
    return soft_problem(x, y, 0.5 + 0.5 * np.sin(s + phase))


@pytest.mark.parametrize(("order", "steps"), [(2, (16, 32, 64, 128)), (4, (8, 16, 32, 64))])
def test_order_of_the_smooth_methods(order, steps):
    """Error against an ODE solver at 1e-13: slope order +- 0.1, above the solver's floor, at tau = 0.3."""
    w0 = np.random.default_rng(0).normal(size=(3, 2))

    def velocity(s, w):
        p = smooth(s)
        return p.scale * (p.b - p.scale * p.A @ w) / 0.3

    end = solve_ivp(velocity, (0, 4), w0.ravel(), method="DOP853", rtol=1e-13, atol=1e-14).y[:, -1].reshape(w0.shape)
    errors = [np.linalg.norm(evolving_flow(smooth, w0, 4.0, s, 0.3, order)[-1] - end) for s in steps]
    slope = -np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert abs(slope - order) <= 0.1
    assert min(errors) > 1e-11


@given(st.data(), sg.problems(condition=100.0), st.floats(0.1, 20), st.integers(1, 5), st.sampled_from((2, 4)))
def test_constant_gates_are_solved_at_every_step(data, problem, t, steps, order):
    """No error but rounding, at all times of the grid; the drift of rounding in null modes grows with t."""
    w0 = data.draw(sg.weights(problem))
    w = evolving_flow(lambda _: problem, w0, t, steps, 0.5, order)
    flow = gradient_flow(problem, w0, np.linspace(0, t, steps + 1), 0.5)
    slack = rounding([problem], w0) + 100 * EPS * t / 0.5 * np.linalg.norm(problem.b)
    assert w.shape == flow.shape
    assert np.max(np.abs(w - flow)) <= slack


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
        product = piecewise_evolution(problems, [1.0], 0.0, 2.0).linear
        gap = np.max(np.abs(product - expm(-sum(matrices))))
        swapped = np.max(np.abs(product - piecewise_evolution(problems[::-1], [1.0], 0.0, 2.0).linear))
        assert bool(max(gap, swapped) <= 100 * EPS) is commute
        assert commute or min(gap, swapped) > 1e-3
    assert np.linalg.norm(line[0] @ line[1] - line[1] @ line[0]) == 2.0
    common_eigenbasis(ring)
    common_eigenbasis([toeplitz([2.0, 1.0]), toeplitz([1.0, -3.0])])
    with pytest.raises(ValueError, match="numbers 0 and 1 do not"):
        common_eigenbasis(line)


def test_refuses():
    """Each argument by name."""
    one, two = (GatedRegression.from_moments(np.eye(p), np.zeros(p), 1.0, 1, p) for p in (1, 2))
    for call, message in (
        (lambda: piecewise_evolution([one, one], [], 0, 1), "switches must have shape"),
        (lambda: piecewise_evolution([one] * 3, [1.0, 1.0], 0, 1), "switches must increase"),
        (lambda: piecewise_evolution([one, two], [1.0], 0, 1), "problems must share K, n"),
        (lambda: piecewise_evolution([], [], 0, 1), "problems must hold at least one"),
        (lambda: piecewise_evolution([one], [], 1, 0), "end must be >= start"),
        (lambda: evolution(one, -1.0), "duration must be"),
        (lambda: evolution("problem", 1.0), "problem must be a GatedRegression"),
        (lambda: evolution(two, 1.0)([[1.0]]), "w must hold 2 weights"),
        (lambda: evolving_flow(lambda _: one, [[0.0, 0.0]], 1.0, 2), "w0 must have shape"),
        (lambda: evolving_flow(lambda _: one, [[0.0]], 1.0, 2, order=3), "order must be 2 or 4"),
        (lambda: evolving_flow(lambda _: one, [[0.0]], 0.0, 2), "t must be"),
        (lambda: common_eigenbasis(np.zeros((2, 2))), "matrices must have shape"),
        (lambda: common_eigenbasis(np.zeros((1, 2, 3))), "matrices must have shape"),
        (lambda: common_eigenbasis([[[0.0, 1.0], [0.0, 0.0]]]), "matrices must be symmetric"),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            call()
