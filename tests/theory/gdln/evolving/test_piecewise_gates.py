"""Gates that are constant in pieces of time: one flow after another, exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from theory import GatedRegression, gradient_flow
from theory import strategies as sg
from theory.gdln import flow_map, piecewise_flow_map
from theory.spectrum import EPS


@given(st.data(), sg.problems(), st.one_of(st.floats(0, 1e4), st.just(np.inf)), st.floats(0.1, 10))
def test_the_map_is_the_flow(flows_rounding, data, problem, t, tau):
    """Phi w0 + shift, for constant gates, and the identity for no time at all."""
    w0 = data.draw(sg.weights(problem))
    assert np.max(np.abs(flow_map(problem, t, tau)(w0) - gradient_flow(problem, w0, t, tau))) <= flows_rounding(
        [problem], w0
    )
    assert np.array_equal(flow_map(problem, 0)(w0), w0)
    assert np.array_equal(flow_map(problem, 0, 1e-310)(w0), w0)
    to_the_end = piecewise_flow_map([problem, problem], [1.0], 0.0, np.inf, 1e-300)(w0)
    assert np.max(np.abs(to_the_end - gradient_flow(problem, w0, np.inf))) <= 2 * flows_rounding([problem], w0)


@st.composite
def changing(draw, count=3):
    """Problems of one size, different moments, some singular, and increasing switching times."""
    K, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    problems = [draw(sg.problems(K=K, n=n, condition=100.0)) for _ in range(count)]
    return problems, np.cumsum(draw(st.lists(st.floats(0.01, 50), min_size=count - 1, max_size=count - 1)))


@given(st.data(), changing(), st.floats(0.1, 5))
def test_the_evolution_law(flows_rounding, data, drawn, tau):
    """Phi(t, r) = Phi(t, s) Phi(s, r) for any s in between, the switches among them; and it is one flow after another."""
    problems, switches = drawn
    w0 = data.draw(sg.weights(problems[0]))
    r, s, t = sorted(
        data.draw(st.lists(st.one_of(st.floats(-5, 150), st.sampled_from(switches)), min_size=3, max_size=3))
    )
    whole = piecewise_flow_map(problems, switches, r, t, tau)
    parts = piecewise_flow_map(problems, switches, s, t, tau).after(piecewise_flow_map(problems, switches, r, s, tau))
    slack = flows_rounding(problems, w0)
    assert np.max(np.abs(whole.linear - parts.linear)) <= slack + 1e4 * EPS
    assert np.max(np.abs(whole(w0) - parts(w0))) <= slack
    w, now = w0, 0.0
    for problem, until in zip(problems, [*switches, switches[-1] + 3.0], strict=True):
        w, now = gradient_flow(problem, w, until - now, tau), until
    assert np.max(np.abs(piecewise_flow_map(problems, switches, 0.0, now, tau)(w0) - w)) <= slack


@given(changing(), st.floats(0.1, 5))
def test_agrees_with_products_of_expm(flows_rounding, drawn, tau):
    """An independent product of augmented exponentials, later factors on the left."""
    problems, switches = drawn
    P, ends = len(problems[0].b), [0.0, *switches, switches[-1] + 2.0]
    product, size = np.eye(P + 1), 1.0
    for problem, start, end in zip(problems, ends, ends[1:], strict=False):
        M = np.zeros((P + 1, P + 1))
        M[:P, :P], M[:P, P] = -(problem.scale**2) * problem.A / tau, problem.scale * problem.b / tau
        product = expm((end - start) * M) @ product
        size += (end - start) / tau * (1 + np.linalg.norm(problem.b))
    whole = piecewise_flow_map(problems, switches, 0.0, ends[-1], tau)
    # expm squares as often as its norm asks: eps times the norm, as does the drift of rounding in null modes
    slack = 1e3 * P * EPS * size * (1 + np.linalg.norm(product)) + flows_rounding(problems, np.ones(P))
    assert np.max(np.abs(whole.linear - product[:P, :P])) <= slack
    assert np.max(np.abs(whole.shift - product[:P, P])) <= slack


def test_refuses():
    """Each argument by name."""
    one, two = (GatedRegression.from_moments(np.eye(p), np.zeros(p), 1.0, 1, p) for p in (1, 2))
    for call, message in (
        (lambda: piecewise_flow_map([one, one], [], 0, 1), "switches must have shape"),
        (lambda: piecewise_flow_map([one] * 3, [1.0, 1.0], 0, 1), "switches must increase"),
        (lambda: piecewise_flow_map([one, two], [1.0], 0, 1), "problems must share K, n"),
        (lambda: piecewise_flow_map([], [], 0, 1), "problems must hold at least one"),
        (lambda: piecewise_flow_map([one], [], 1, 0), "end must be >= start"),
        (lambda: flow_map(one, -1.0), "duration must be"),
        (lambda: flow_map("problem", 1.0), "problem must be a GatedRegression"),
        (lambda: flow_map(two, 1.0)([[1.0]]), "w must hold 2 weights"),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            call()
