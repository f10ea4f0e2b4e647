"""Redundant gates in groups: the flow of the distinct ones, mapped back, is the flow of all."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import GatedRegression, gradient_flow, numpy_function
from theory import strategies as sg
from theory.gdln import GateGroups, redundant_flow_derivation, redundant_mode
from theory.gdln.flows import redundant_flow
from theory.gdln.flows.general_flow import K, c, lam, t, tau, u0
from theory.gdln.flows.redundant_flow import m
from theory.spectrum import EPS

times = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1e6), st.just(np.inf)), min_size=1, max_size=4)


def condition(general, groups) -> float:
    """The worse of the two, over the modes that are kept."""
    spectra = [problem.spectrum.eigenvalues for problem in (general, groups.balanced)]
    return max((values[-1] / values[0] for values in spectra if len(values)), default=1.0)


def rounding(general, groups, w0) -> float:
    """As for any flow: eps of the weights times the condition of the modes that either way keeps.

    b may cancel to less than the rounding of its sum, eps sqrt(lambda <y^2>), so weights of K sqrt(<y^2> / lambda) count too.
    """
    least = min(general.spectrum.eigenvalues, default=np.inf)
    size = np.linalg.norm(w0) + np.linalg.norm(general.minimum_norm_weights) + general.K * np.sqrt(general.y2 / least)
    return 100 * len(general.b) * EPS * condition(general, groups) * size


@st.composite
def redundant_samples(draw, exact=False):
    """Samples whose gates repeat one to three distinct ones, overlapping or not, in any order."""
    distinct = draw(st.integers(1, 3))
    x, y, g = draw(sg.exact_samples(K=distinct)) if exact else draw(sg.samples(K=distinct))
    copies = draw(st.lists(st.integers(0, distinct - 1), min_size=1, max_size=6))
    return x, y, g[:, copies]


@given(st.data(), redundant_samples(), times, st.floats(0.1, 10))
def test_equals_the_general_flow(data, drawn, t, tau):
    """All K gates at all times, for any multiplicities, overlaps and rank, gates of no structure included."""
    general, groups = GatedRegression.from_samples(*drawn), GateGroups.from_samples(*drawn)
    w0 = data.draw(sg.weights(general))
    one, other = redundant_flow(groups, w0, t, tau), gradient_flow(general, w0, t, tau)
    assert one.shape == other.shape
    slack = rounding(general, groups, w0)
    assert np.max(np.abs(one - other)) <= slack
    assert np.max(np.abs(groups.minimum_norm_weights - general.minimum_norm_weights)) <= slack
    loss_slack = 100 * len(general.b) * EPS * condition(general, groups) * general.y2
    assert abs(groups.minimum_loss - general.minimum_loss) <= loss_slack
    assert groups.count.sum() == general.K
    assert np.max(np.abs(redundant_flow(groups, w0, t[0], tau) - one[0])) <= slack


@given(st.data(), sg.samples(), times)
def test_gates_of_every_kind(data, drawn, t):
    """Gates without redundancy are groups of one."""
    general, groups = GatedRegression.from_samples(*drawn), GateGroups.from_samples(*drawn)
    w0 = data.draw(sg.weights(general))
    difference = redundant_flow(groups, w0, t) - gradient_flow(general, w0, t)
    assert np.max(np.abs(difference)) <= rounding(general, groups, w0)


@given(redundant_samples(exact=True), st.integers(-3, 3))
def test_exact_input_is_exactly_the_same(drawn, start):
    """In rationals: minimum, minimizer of least norm and the end of the flow, to the last digit."""
    general, groups = GatedRegression.from_samples(*drawn), GateGroups.from_samples(*drawn)
    w0 = np.array([[Fraction(start + k - i, 3) for i in range(general.n)] for k in range(general.K)], dtype=object)
    assert np.array_equal(groups.minimum_norm_weights, general.minimum_norm_weights)
    assert np.array_equal(redundant_flow(groups, w0, np.inf), gradient_flow(general, w0, np.inf))
    assert groups.minimum_loss == general.minimum_loss


@given(st.data(), redundant_samples(), times)
def test_differences_stay(data, drawn, t):
    """Within a group w_j - w_k is what it was, at all times, to the rounding of one subtraction."""
    groups = GateGroups.from_samples(*drawn)
    w0 = data.draw(sg.rngs()).normal(size=(groups.K, groups.problem.n))
    w = redundant_flow(groups, w0, t)
    for d in range(len(groups.count)):
        copies = np.flatnonzero(groups.group == d)
        moved = (w[:, copies] - w[:, copies[:1]]) - (w0[copies] - w0[copies[:1]])
        assert np.max(np.abs(moved)) <= 4 * EPS * (np.max(np.abs(w)) + np.max(np.abs(w0)))


@pytest.mark.parametrize("copies", [1, 2, 3, 7])
def test_m_times_as_fast_to_one_mth(copies):
    """At fixed K the mean of m copies at time t is at the distance from its limit of one gate at time m t; also the mode."""
    rng = np.random.default_rng(copies)
    x, y, on = rng.normal(size=(20, 2)), rng.normal(size=20), rng.integers(0, 2, size=(20, 1))
    spare = 8 - copies
    many = GateGroups.from_samples(x, y, np.hstack([np.repeat(on, copies, 1), np.zeros((20, spare))]))
    one = GatedRegression.from_samples(x, y, np.hstack([on, np.zeros((20, 7))]))
    w0, at = rng.normal(size=(8, 2)), np.array([0.3, 2.0, 40.0])
    limit_one, limit_many = one.minimum_norm_weights[0], many.minimum_norm_weights[0]
    assert np.max(np.abs(limit_many - limit_one / copies)) <= 1e4 * EPS
    start = w0[:copies].mean(axis=0)
    moved = redundant_flow(many, w0, at)[:, :copies].mean(axis=1) - limit_many
    alone = gradient_flow(one, np.vstack([start - limit_many + limit_one, w0[1:]]), copies * at)[:, 0] - limit_one
    assert np.max(np.abs(moved - alone)) <= 1e4 * EPS  # condition of 20 normal points in 2 dimensions below 100
    closed = numpy_function([lam, c, u0, t, K, tau, m], redundant_mode())
    scalar = GateGroups.from_samples([[2.0]], [1.0], np.ones((1, copies)))
    w = redundant_flow(scalar, np.full((copies, 1), 0.3), 0.5, 0.7)
    assert np.max(np.abs(w - closed(4.0, 2.0, 0.3, 0.5, copies, 0.7, copies))) <= 32 * EPS


def test_overlapping_groups_have_no_single_factor():
    """Two copies of a gate that is on with another everywhere: their mean is not one gate's at twice the time."""
    x, y = np.array([[1.0], [2.0]]), np.array([1.0, 0.0])
    gates = [[1, 1, 1], [1, 1, 0]]
    many, one = GateGroups.from_samples(x, y, gates), GatedRegression.from_samples(x, y, [[1, 0, 1], [1, 0, 0]])
    zero = np.zeros((3, 1))
    two_copies, alone = redundant_flow(many, zero, 20.0)[0, 0], gradient_flow(one, zero, 40.0)[0, 0]
    assert abs(two_copies - alone / 2) > 0.01
    assert abs(two_copies - gradient_flow(GatedRegression.from_samples(x, y, gates), zero, 20.0)[0, 0]) <= 1e4 * EPS


def test_refuses():
    """Other problems, other shapes, other times."""
    groups = GateGroups.from_samples([[1.0]], [1.0], [[1, 1]])
    for arguments, message in (
        (("groups", [[0.0]], 1.0), "groups must be GateGroups"),
        ((groups, [[0.0]], 1.0), "w0 must have shape"),
        ((groups, [[0.0], [0.0]], -1.0), "t must be"),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            redundant_flow(*arguments)


def test_every_step_of_the_derivation_is_proved_and_has_teeth(has_teeth):
    assert has_teeth(redundant_flow_derivation())
