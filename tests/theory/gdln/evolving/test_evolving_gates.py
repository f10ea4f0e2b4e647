"""Gates that vary smoothly in time: of the stated order, and exact where they are constant."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from theory import GatedRegression, gradient_flow
from theory import strategies as sg
from theory.gdln import evolving_flow, evolving_gates_derivation, soft_problem
from theory.spectrum import EPS


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
def test_constant_gates_are_solved_at_every_step(flows_rounding, data, problem, t, steps, order):
    """No error but rounding, at all times of the grid; the drift of rounding in null modes grows with t."""
    w0 = data.draw(sg.weights(problem))
    w = evolving_flow(lambda _: problem, w0, t, steps, 0.5, order)
    flow = gradient_flow(problem, w0, np.linspace(0, t, steps + 1), 0.5)
    slack = flows_rounding([problem], w0) + 100 * EPS * t / 0.5 * np.linalg.norm(problem.b)
    assert w.shape == flow.shape
    assert np.max(np.abs(w - flow)) <= slack


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    assert has_teeth(evolving_gates_derivation())


def test_refuses():
    """Each argument by name."""
    one = GatedRegression.from_moments(np.eye(1), np.zeros(1), 1.0, 1, 1)
    for call, message in (
        (lambda: evolving_flow(lambda _: one, [[0.0, 0.0]], 1.0, 2), "w0 must have shape"),
        (lambda: evolving_flow(lambda _: one, [[0.0]], 1.0, 2, order=3), "order must be 2 or 4"),
        (lambda: evolving_flow(lambda _: one, [[0.0]], 0.0, 2), "t must be"),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            call()
