"""The predicted constants against the flow itself, and its conservation law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from theory import emn
from theory import strategies as sg
from theory.emn.constants import row_risk, sign_margin


def flow_row(Q, w, d):
    """One row of (1) under the population flow of 1/2 (d w - 1)^T Q (d w - 1), to its end."""

    def velocity(_, s):
        g = Q @ (1 - s[-1] * s[:-1])
        return np.append(s[-1] * g, s[:-1] @ g)

    return solve_ivp(velocity, (0, 4000), np.append(w, d), method="LSODA", rtol=1e-11, atol=1e-12).y[:, -1]


@pytest.mark.parametrize("n", [1, 2, 5])
def test_the_flow_ends_at_the_predicted_constants(n):
    """Sizes to the solver's tolerance (1e-11 over 1e2 time scales); signs in all rows whose margin exceeds 0.3."""
    net = emn.Architecture(n)
    Q = row_risk(n)
    agree, sure = 0, 0
    for seed in range(6):
        params = net.init(seed)
        c, margin = emn.learned_constants(net, params), sign_margin(net, params)
        for i in range(n):
            end = flow_row(Q[i], params.layers[0][i], params.layers[1][i, 0, 0])
            assert abs(abs(c[i]) - abs(end[0])) <= 1e-7
            assert np.ptp(end[:-1]) <= 1e-7
            if abs(margin[i]) > 0.3:
                sure, agree = sure + 1, agree + (np.sign(end[0]) == np.sign(c[i]))
    assert agree == sure > 0


@given(sg.networks(copies=(1,), dtype=np.float64))
def test_the_quartic(drawn):
    """n c^4 - kappa c^2 - 1 = 0 at every predicted constant, relative to its largest term."""
    net, params = drawn
    c2 = emn.learned_constants(net, params) ** 2
    kappa = np.sum(params.layers[0] ** 2, axis=1) - params.layers[1][:, 0, 0] ** 2
    assert np.all(np.abs(net.n * c2**2 - kappa * c2 - 1) <= 1e-14 * (1 + net.n * c2**2 + np.abs(kappa) * c2))


def test_no_cancellation_for_very_negative_kappa():
    """A large last layer: c is 1/d to relative eps, where the naive root is 0."""
    net = emn.Architecture(2)
    params = net.parameters([np.zeros((2, 2)), np.full((2, 1, 1), 1e9)])
    assert np.max(np.abs(emn.learned_constants(net, params) * 1e9 - 1)) <= 1e-15


@given(sg.networks(copies=(1,), dtype=np.float64), st.sampled_from([-1.0, 1.0]))
def test_flipping_the_initialization_flips_the_sign(drawn, sign):
    """(w, d) -> (-w, -d) maps c to -c: both signs are equally likely under a symmetric initialization."""
    net, params = drawn
    flipped = net.parameters([sign * layer for layer in params.layers])
    assert np.array_equal(emn.learned_constants(net, flipped), sign * emn.learned_constants(net, params))


def test_laws_of_masks():
    """An array of masks is its empirical law; of all masks of n = 2, it is the paper's."""
    every = np.array([[[a, b], [b, d]] for a in (0, 1) for b in (0, 1) for d in (0, 1)])
    assert np.array_equal(row_risk(2, every), row_risk(2))
    net = emn.Architecture(2)
    assert np.array_equal(emn.learned_constants(net, net.init(0), masks=every), emn.learned_constants(net, net.init(0)))


def test_no_hidden_layer_learns_ones():
    """() has the constants 1."""
    net = emn.Architecture(3, ())
    assert emn.learned_constants(net, net.init(0)).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("copies", "says"), [((2,), "effective weights 1"), ((1, 1), r"prod_l \(n c\^2 - kappa_l\) = 1")]
)
def test_refuses_by_naming_what_holds(copies, says):
    """More copies, or more layers."""
    net = emn.Architecture(3, copies)
    with pytest.raises(ValueError, match=says):
        emn.learned_constants(net, net.init(0))


def test_refuses_unreachable_rows():
    """A row that is empty in every mask learns nothing."""
    net = emn.Architecture(2)
    with pytest.raises(ValueError, match="row 1 is empty"):
        emn.learned_constants(net, net.init(0), masks=np.array([[[1, 1], [0, 0]]]))
