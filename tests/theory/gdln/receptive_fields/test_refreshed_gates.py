"""Refreshed gates: the frozen flow where nothing changes, the ReLU flow at first order where it does."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from theory import GatedRegression, gradient_flow
from theory import strategies as sg
from theory.gdln import halfspace_problem, refreshed_gates, relu_unit_velocity, sample_moments
from theory.inputs import Mixture, RingGaussian
from theory.spectrum import EPS


@given(sg.rngs(), st.integers(1, 3), st.integers(1, 4), st.floats(0, 20), st.floats(0.2, 5))
def test_one_refresh_is_the_frozen_flow(rng, K, L, duration, tau):
    """Gates of the start, held: `gradient_flow`. The path begins at the start."""
    x, y, w0 = rng.normal(size=(20, L)), rng.normal(size=20), rng.normal(size=(K, L))
    path = refreshed_gates(w0, sample_moments(x, y), duration, 1, tau)
    assert np.array_equal(path[0], w0)
    problem = GatedRegression.from_samples(x, y, (x @ w0.T >= 0).astype(int))
    assert np.array_equal(path[1], gradient_flow(problem, w0, duration, tau))


@given(sg.rngs(), st.integers(1, 3), st.integers(2, 9), st.floats(0.1, 30))
def test_gates_that_never_change_need_no_refresh(rng, L, refreshes, duration):
    """One unit, positive inputs, targets and starts: as many refreshes as one likes give one flow."""
    x = rng.uniform(0.5, 1, size=(15, 1)) * np.ones(L)
    y, w0 = rng.uniform(1, 2, size=15), rng.uniform(0.1, 1, size=(1, L))
    moments = sample_moments(x, y)
    once, often = (refreshed_gates(w0, moments, duration, count)[-1] for count in (1, refreshes))
    assert np.max(np.abs(once - often)) <= 1e3 * EPS * refreshes * (1 + np.max(np.abs(once)))


def test_first_order_in_the_interval():
    """One unit on Gaussian inputs against DOP853 (1e-8) on its own closed flow: slope 1 +- 0.1."""
    law = Mixture(RingGaussian(5, 1.2), RingGaussian(5, 0.7))
    w0 = np.random.default_rng(2).normal(size=(1, 5))
    C0, C1 = law.negative.covariance, law.positive.covariance
    end = solve_ivp(
        lambda _, w: relu_unit_velocity(w, C0, C1, 0.7), (0, 3), w0[0], method="DOP853", rtol=1e-8, atol=1e-10
    ).y[:, -1]
    counts = np.array([8, 16, 32, 64])
    off = [
        np.linalg.norm(refreshed_gates(w0, partial(halfspace_problem, law), 3.0, int(count), 0.7)[-1, 0] - end)
        for count in counts
    ]
    assert abs(np.polyfit(np.log(1 / counts), np.log(off), 1)[0] - 1) <= 0.1
    assert min(off) > 1e-5


def test_the_path_holds_every_refresh():
    """A path of six pieces is two of three, one after the other."""
    rng = np.random.default_rng(0)
    x, y, w0 = rng.normal(size=(30, 3)), rng.normal(size=30), rng.normal(size=(2, 3))
    path = refreshed_gates(w0, sample_moments(x, y), 6.0, 6)
    assert path.shape == (7, 2, 3)
    first = refreshed_gates(w0, sample_moments(x, y), 3.0, 3)
    second = refreshed_gates(first[-1], sample_moments(x, y), 3.0, 3)
    assert np.array_equal(path, np.concatenate([first, second[1:]]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"w0": [1.0]}, "^w0 must"),
        ({"w0": [[np.nan]]}, "^w0 must"),
        ({"duration": -1.0}, "^duration must"),
        ({"refreshes": 0}, "^refreshes must"),
        ({"tau": 0.0}, "^tau must"),
    ],
)
def test_refusals(change, message):
    """Each argument by name."""
    moments = sample_moments([[1.0], [2.0]], [1.0, 0.0])
    arguments = {"w0": [[1.0]], "moments": moments, "duration": 1.0, "refreshes": 2} | change
    with pytest.raises((ValueError, TypeError), match=message):
        refreshed_gates(**arguments)
