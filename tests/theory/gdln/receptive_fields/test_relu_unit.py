"""One ReLU unit on Gaussian inputs against the half-space moments, and its fixed points at rest."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory import gdln
from theory import strategies as sg
from theory.inputs import Gaussian, Mixture
from theory.spectrum import EPS


def covariance(rng, n, rank=None):
    """Of condition e^3 on its range."""
    Q = np.linalg.qr(rng.normal(size=(n, n)))[0][:, : n if rank is None else rank]
    C = (Q * np.exp(-3 * rng.random(Q.shape[1]))) @ Q.T
    return (C + C.T) / 2


@given(sg.rngs(), st.integers(1, 5), st.floats(0.1, 10), st.floats(-5, 5))
def test_velocity_and_loss_are_those_of_its_own_gate(rng, n, tau, exponent):
    """(b - A w) / tau and the loss of the half-space problem of direction w, for any size of w."""
    C0, C1 = covariance(rng, n), covariance(rng, n)
    w = rng.normal(size=n) * 10.0**exponent
    problem = gdln.halfspace_problem(Mixture(Gaussian(C1), Gaussian(C0)), w[None])
    slack = 1e3 * n * EPS * (1 + np.linalg.norm(w))
    velocity = gdln.relu_unit_velocity(w, C0, C1, tau)
    assert np.linalg.norm(velocity - (problem.b - problem.A @ w) / tau) <= slack / tau
    assert abs(gdln.relu_unit_loss(w, C0, C1) - problem.loss(w[None])) <= 1e3 * n * EPS * (1 + w @ w) * np.e**3


@given(sg.rngs(), st.integers(1, 4))
def test_velocity_is_minus_half_the_gradient_of_the_loss(rng, n):
    """Central differences with h = eps^(1/3): an error of h^2 of the third derivative and eps / h, 1e-9 in all."""
    C0, C1, w = covariance(rng, n), covariance(rng, n), rng.normal(size=n)
    assume(np.linalg.norm(w) > 0.3)
    h = EPS ** (1 / 3)
    for i in range(n):
        step = h * np.eye(n)[i]
        slope = (gdln.relu_unit_loss(w + step, C0, C1) - gdln.relu_unit_loss(w - step, C0, C1)) / (2 * h)
        assert abs(gdln.relu_unit_velocity(w, C0, C1)[i] + slope / 2) <= 1e-8


@given(sg.rngs(), st.integers(1, 5), st.integers(0, 5), st.integers(1, 5))
def test_all_fixed_points_are_at_rest_and_ordered(rng, n, rank0, rank1):
    """Also for singular covariances: as many as C1 has dimensions, zero velocity, loss 1/2 - rho / (2 pi), the best stable."""
    C0, C1 = covariance(rng, n, min(rank0, n)), covariance(rng, n, min(rank1, n))
    points = gdln.relu_unit_fixed_points(C0, C1)
    assert points.weights.shape == (len(points.ratios), n)
    assert len(points.ratios) >= 1
    assert np.all(np.diff(points.ratios) <= 0)
    assert points.stable[0]
    if min(rank0, n) in (0, n):
        assert len(points.ratios) == min(rank1, n)
    total = np.linalg.eigvalsh(C0 + C1)
    condition = total[-1] / total[total > 1e-12][0]
    assume(condition < 1e6)
    for rho, w, loss in zip(points.ratios, points.weights, points.losses, strict=True):
        slack = 1e3 * n * EPS * condition * (1 + np.linalg.norm(w))
        if rho > 1e-6:  # the drive of a mode is C1 w over the root of w C1 w
            assert np.linalg.norm(gdln.relu_unit_velocity(w, C0, C1)) <= slack / rho
        assert abs(gdln.relu_unit_loss(w, C0, C1) - loss) <= slack
        assert abs(loss - (0.5 - rho / (2 * np.pi))) <= EPS


def test_a_unit_that_is_off_on_class_one_shrinks():
    """C1 w = 0: no drive, only decay. Directions that neither class has stay."""
    C0, C1 = np.diag([1.0, 1.0, 0.0]), np.diag([1.0, 0.0, 0.0])
    assert gdln.relu_unit_velocity([0.0, 2.0, 3.0], C0, C1).tolist() == [0.0, -0.5, 0.0]
    assert gdln.relu_unit_fixed_points(C0, np.zeros((3, 3))).ratios.shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gdln.relu_unit_velocity([0.0], [[1.0]], [[1.0]]), "^w must not be 0"),
        (lambda: gdln.relu_unit_velocity([1.0], [[1.0]], [[1.0]], tau=0), "^tau must"),
        (lambda: gdln.relu_unit_velocity([1.0, 2.0], [[1.0]], [[1.0]]), "^w must have shape"),
        (lambda: gdln.relu_unit_loss([1.0], [[-1.0]], [[1.0]]), "^C0 must be positive semidefinite"),
        (
            lambda: gdln.relu_unit_loss([1.0, 1.0], np.eye(2), [[1.0, 1.0], [0.0, 1.0]]),
            "^C1 must be symmetric",
        ),
        (lambda: gdln.relu_unit_fixed_points(np.ones((2, 3)), np.ones((2, 3))), "^C0 must have shape"),
        (lambda: gdln.relu_unit_fixed_points(np.empty((0, 0)), np.empty((0, 0))), "^C0 must not be empty"),
    ],
)
def test_refusals(call, message):
    """Each argument by name, in one line."""
    with pytest.raises(ValueError, match=message) as refused:
        call()
    assert "\n" not in str(refused.value)


@given(sg.rngs(), st.integers(1, 4), st.sampled_from([-300, -200, -162, -100, 100]))
def test_the_drive_does_not_depend_on_the_length_of_w(rng, n, exponent):
    """Also where the square of w leaves the range of floats; what is left is linear in w."""
    C0, C1, u = covariance(rng, n), covariance(rng, n), rng.normal(size=n)
    w = u * 10.0**exponent
    drive, drives = (gdln.relu_unit_velocity(v, C0, C1) + (C0 + C1) @ v / 4 for v in (u, w))
    size = np.linalg.norm(drive) + np.linalg.norm((C0 + C1) @ w)
    assert np.linalg.norm(drives - drive) <= 64 * n * EPS * size


def test_the_derivation_is_proved():
    """Every step, none by sampling, none given."""
    derivation = gdln.relu_unit_derivation()
    assert derivation.proved
    assert not any(step.given for step in derivation.steps)
