"""The mode that wins on a ring against the fixed points of the unit, an ODE solver, and the gain at any distance."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from theory import gdln
from theory import strategies as sg
from theory.inputs import RingGaussian
from theory.spectrum import EPS


def circulant(c):
    sites = np.arange(len(c))
    return np.fft.ifft(c).real[(sites[:, None] - sites) % len(c)]


def ring_eigenvalues(rng, n):
    c = rng.uniform(0.2, 2.0, size=n)
    return (c + np.roll(c[::-1], 1)) / 2


@given(sg.rngs(), st.integers(1, 8))
def test_the_winner_on_a_ring_is_the_stable_fixed_point(rng, n):
    """The same ratio and the same norm by Fourier modes and by the generalized eigensolver; every phase is at rest."""
    c0, c1 = ring_eigenvalues(rng, n), ring_eigenvalues(rng, n)
    modes, size = gdln.winning_fourier_mode(c0, c1)
    points = gdln.relu_unit_fixed_points(circulant(c0), circulant(c1))
    k = modes[0]
    assert set(modes) == {k, -k % n}
    assert abs(points.ratios[0] - c1[k] / (c0[k] + c1[k])) <= 100 * n * EPS
    assert abs(np.linalg.norm(points.weights[0]) - size) <= 1e4 * n * EPS
    assert int(np.sum(points.stable)) == len(modes)
    field = np.cos(2 * np.pi * k * np.arange(n) / n + (1.0 if len(modes) == 2 else 0.0))
    field *= size / np.linalg.norm(field)
    assert np.linalg.norm(gdln.relu_unit_velocity(field, circulant(c0), circulant(c1))) <= 1e3 * n * EPS


@pytest.mark.parametrize("seed", range(4))
def test_the_flow_ends_there_from_any_start(seed):
    """DOP853 at 1e-10 for 40 relaxation times of the slowest gap: e^-40 of the start and the tolerance are left."""
    rng = np.random.default_rng(seed)
    n = 5
    c1 = np.array([1.0, 0.3, 0.3, 0.3, 0.3])[[(i * (seed % 2 + 1)) % n for i in range(n)]]
    if seed >= 2:
        c1 = np.array([0.3, 1.0, 0.3, 0.3, 1.0])
    c0 = np.ones(n)
    modes, size = gdln.winning_fourier_mode(c0, c1)
    gap = (1 + 0.3) * (1 - (0.3 / 1.3) / (1.0 / 2.0)) / 4
    end = solve_ivp(
        lambda _, w: gdln.relu_unit_velocity(w, circulant(c0), circulant(c1)),
        (0, 40 / gap),
        rng.normal(size=n),
        method="DOP853",
        rtol=1e-10,
        atol=1e-12,
    ).y[:, -1]
    spectrum = np.abs(np.fft.fft(end)) / np.sqrt(n)
    assert abs(np.linalg.norm(end) - size) <= 1e-7
    assert np.max(np.delete(spectrum, list(modes))) <= 1e-7


@given(sg.rngs(), st.integers(2, 6))
def test_the_better_mode_gains_at_any_distance(rng, n):
    """d/dt [log|u_j| / d_j - log|u_k| / d_k] = (rho_j - rho_k) / (4 rho(q)), at random weights."""
    c0, c1 = ring_eigenvalues(rng, n), ring_eigenvalues(rng, n)
    C0, C1, w = circulant(c0), circulant(c1), rng.normal(size=n)
    u, v = np.fft.fft(w), np.fft.fft(gdln.relu_unit_velocity(w, C0, C1))
    assume(np.min(np.abs(u)) > 1e-2)
    rate, d, rho = (v / u).real, c0 + c1, c1 / (c0 + c1)
    gain = rate / d - rate[0] / d[0]
    predicted = (rho - rho[0]) / (4 * np.sqrt(np.pi * (w @ C1 @ w) / 2))
    assert np.max(np.abs(gain - predicted)) <= 1e3 * n * EPS * np.linalg.norm(u) / np.min(np.abs(u))


@pytest.mark.parametrize(("n", "highest"), [(12, (6,)), (11, (5, 6))])
def test_longer_correlations_give_a_constant_field_and_shorter_ones_an_alternating_one(n, highest):
    """For the bump exp(-d^2 / xi^2) on a ring, even and odd."""
    short, long = RingGaussian(n, 0.8).eigenvalues, RingGaussian(n, 1.3).eigenvalues
    assert gdln.winning_fourier_mode(short, long)[0] == (0,)
    assert gdln.winning_fourier_mode(long, short)[0] == highest


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gdln.winning_fourier_mode([1.0, 1.0], [1.0]), "^c1 must have shape"),
        (lambda: gdln.winning_fourier_mode([1.0, -1.0], [1.0, 1.0]), "^c0 and c1 must"),
        (lambda: gdln.winning_fourier_mode([1.0, 1.0], [0.0, 0.0]), "^c0 and c1 must"),
        (lambda: gdln.winning_fourier_mode([], []), "^c0 and c1 must"),
    ],
)
def test_refusals(call, message):
    """Each argument by name, in one line."""
    with pytest.raises(ValueError, match=message) as refused:
        call()
    assert "\n" not in str(refused.value)
