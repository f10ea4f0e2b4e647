"""The closed flow of (1) along the ones, against the whole row's ODE, its conservation law and its limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from theory import emn
from theory.emn.masks.row_risk import row_risk

starts = st.tuples(st.floats(-2, 2), st.floats(-2, 2))
sizes = st.integers(1, 30)
times = st.one_of(st.just(0.0), st.floats(1e-6, 50), st.just(np.inf))
EPS = np.finfo(float).eps


def test_the_derivation_is_proved():
    assert emn.two_layer_flow_derivation().proved


@pytest.mark.parametrize(
    "start", [(0.3, 0.1), (-0.2, 0.5), (0.4, -0.1), (0.5, 0.5), (0.0, 0.7), (0.3, -0.3), (2.0, 3.0)]
)
@pytest.mark.parametrize("n", [1, 4])
def test_the_whole_row_follows_it(n, start):
    """n + 1 weights by DOP853 at 1e-12: global error within 1e-9 over ten time scales, and the row stays constant."""
    Q, u, d = row_risk(n)[0], *start

    def velocity(_, s):
        g = Q @ (1 - s[-1] * s[:-1])
        return np.append(s[-1] * g, s[:-1] @ g)

    t = np.linspace(0, 8, 9)
    row = np.append(np.full(n, u / np.sqrt(n)), d)
    found = solve_ivp(velocity, (0, 8), row, t_eval=t, method="DOP853", rtol=1e-12, atol=1e-13).y.T
    expected = emn.two_layer_flow(start, t, n)
    assert np.max(np.abs(found[:, -1] - expected[:, 1])) <= 1e-9
    assert np.max(np.abs(found[:, :-1] * np.sqrt(n) - expected[:, :1])) <= 1e-9


@given(starts, sizes, times)
def test_conserved(start, n, t):
    """u^2 - d^2, to rounding of the squares, which reach n^(1/2) and the start's."""
    u, d = emn.two_layer_flow(start, t, n)
    assert abs((u**2 - d**2) - (start[0] ** 2 - start[1] ** 2)) <= 64 * EPS * (np.sqrt(n) + 8 + u**2 + d**2)


@given(starts, sizes, st.floats(0, 5), st.floats(0, 5))
def test_semigroup(start, n, s, t):
    """The flow for s + t is the flow for t from where s ends, but for what rounding does near the saddle u + d = 0."""
    growth = np.exp(min(700.0, float(emn.risk_eigenvalues(n)[0]) * np.sqrt(n) * t))
    twice = emn.two_layer_flow(emn.two_layer_flow(start, s, n), t, n)
    assert np.max(np.abs(emn.two_layer_flow(start, s + t, n) - twice)) <= 1e-7 + 1e-14 * growth


@given(starts, sizes)
def test_it_ends_at_the_predicted_constant(start, n):
    """w = c 1 and d = 1/c with the constant of `learned_constants`, sign included; the saddle where u + d = 0."""
    u, d = emn.two_layer_flow(start, np.inf, n)
    if abs(start[0] + start[1]) < 1e-6:
        return
    net = emn.Architecture(n)
    rows = np.full((n, n), start[0] / np.sqrt(n))
    c = emn.learned_constants(net, net.parameters([rows, np.full((n, 1, 1), start[1])]))[0]
    assert abs(u / np.sqrt(n) - c) <= 1e-12 * (1 + abs(c))
    assert abs(u * d - np.sqrt(n)) <= 1e-12 * n


def test_the_saddle_and_its_neighbours():
    """From u = -d the product tends to 0; from 1e-9 beside it, it stays near for long and ends at zero loss."""
    on = emn.two_layer_flow((0.5, -0.5), [0, 1, 30, np.inf], 4)
    assert np.all(on[:, 0] == -on[:, 1])
    assert np.all(np.diff(np.abs(on[:, 0])) <= 0)
    assert on[-1].tolist() == [0, 0]
    beside = emn.two_layer_flow((0.5, -0.5 + 1e-9), [5, np.inf], 4)
    assert abs(beside[0].prod()) < 0.1
    assert beside[1].prod() == pytest.approx(2)
    assert np.array_equal(emn.two_layer_flow((0, 0), [0, 1, np.inf], 3), np.zeros((3, 2)))


@given(starts, sizes, times)
def test_symmetries(start, n, t):
    """(u, d) -> (-u, -d), and the two weights change places."""
    u, d = emn.two_layer_flow(start, t, n)
    assert np.array_equal(emn.two_layer_flow((-start[0], -start[1]), t, n), [-u, -d])
    assert np.max(np.abs(emn.two_layer_flow(start[::-1], t, n) - [d, u])) <= 64 * EPS * (n + 4)


def test_refuses():
    with pytest.raises(ValueError, match="t must be"):
        emn.two_layer_flow((1, 1), -1, 3)
    with pytest.raises(ValueError, match="start must have shape"):
        emn.two_layer_flow((1, 1, 1), 1, 3)
    with pytest.raises(ValueError, match="start must have squares"):
        emn.two_layer_flow((1e200, 1), 1, 3)
