"""Moments on the ring: closed form for half-spaces, orbits of draws, and what is not invariant."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import t as student

from theory import GatedRegression, gdln
from theory import strategies as sg
from theory.inputs import NLGP, Gaussian, Mixture, RingGaussian, SinglePulse, UniformCube
from theory.spectrum import EPS


def circulant_gaussian(rng, L):
    """A random shift-invariant covariance, sometimes singular: the spectrum is drawn."""
    values = rng.uniform(0.1, 1, size=L) * (rng.random(L) < 0.8)
    values = values + np.roll(values[::-1], 1)
    first, sites = np.fft.ifft(values).real, np.arange(L)
    return Gaussian(first[(sites[None, :] - sites[:, None]) % L])


@given(sg.rngs(), st.integers(1, 6), st.integers(1, 2), st.integers(0, 2))
def test_halfspaces_are_those_of_the_dense_path(rng, L, m, kind):
    """All m L directions in `halfspace_problem`: A and b entry by entry; random, periodic, and zero directions."""
    law = Mixture(circulant_gaussian(rng, L), RingGaussian(L, 0.5), rng.uniform(0.1, 0.9))
    period = L if kind else rng.choice([d for d in range(1, L + 1) if L % d == 0])
    v = np.tile(rng.normal(size=(m, period)), L // period) * (kind < 2)
    every = np.concatenate([[np.roll(base, s) for s in range(L)] for base in v])
    dense, ring = gdln.halfspace_problem(law, every), gdln.ring_halfspace_problem(law, v)
    again = ring.dense()
    # unit vectors along R^T v are known to eps / s, s the spread of v.x, unless that is nothing at all
    spread = np.array([np.einsum("ki,ij,kj->k", v, C.covariance, v) for C in (law.positive, law.negative)]) / L
    assume(np.all((spread > 1e-6) | (spread < 1e-20)))
    slack = 1e3 * L * EPS / np.sqrt(np.min(spread, where=spread > 1e-20, initial=1.0))
    assert np.max(np.abs(again.A - dense.A)) <= slack
    assert np.max(np.abs(again.b - dense.b)) <= slack
    assert ring.y2 == dense.y2


def test_estimates_from_orbits_are_unbiased():
    """40 batches of 250 draws, each averaged over its shifts, against the closed form: t-scores below the 1e-6 family level."""
    L, v = 5, np.array([[1.0, -2.0, 0.5, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0, 0.0]])
    law = Mixture(RingGaussian(L, 1.2), RingGaussian(L, 0.6), 0.4)
    exact = gdln.ring_halfspace_problem(law, v)
    found = []
    for seed in range(40):
        x, y = law.sample(seed, 250)
        ring = gdln.ring_samples_problem(x, y, lambda x: x @ v.T >= 0)
        found.append(np.concatenate([ring.symbol.real.ravel(), ring.symbol.imag.ravel(), ring.b, [ring.y2]]))
    expected = np.concatenate([exact.symbol.real.ravel(), exact.symbol.imag.ravel(), exact.b, [exact.y2]])
    error = np.std(found, axis=0, ddof=1) / np.sqrt(40)
    off = np.abs(np.mean(found, axis=0) - expected)
    assert np.all(off <= student.isf(1e-6 / (2 * len(expected)), 39) * error + 1e-13)


@given(sg.rngs(), st.integers(1, 6), st.integers(1, 4))
def test_orbits_are_all_shifts(rng, L, S):
    """Points that stand for their shifts, against all shifts as samples of a dense regression; weighted."""
    x, y, weight = rng.normal(size=(S, L)), rng.normal(size=S), rng.random(S) + 0.1
    v = rng.normal(size=(2, L))
    ring = gdln.ring_samples_problem(x, y, lambda x: x @ v.T >= 0, weight)
    every = np.concatenate([np.roll(x, s, axis=1) for s in range(L)])
    directions = np.concatenate([[np.roll(base, s) for s in range(L)] for base in v])
    dense = GatedRegression.from_samples(every, np.tile(y, L), every @ directions.T >= 0, np.tile(weight, L))
    slack = 100 * S * L * EPS * (1 + np.max(x**2)) * (1 + np.max(np.abs(y)))
    assert np.max(np.abs(ring.dense().A - dense.A)) <= slack
    assert np.max(np.abs(ring.dense().b - dense.b)) <= slack
    assert abs(ring.y2 - dense.y2) <= slack * (1 + np.max(np.abs(y)))


def test_pieces_do_not_change_the_moments(monkeypatch):
    """Read point by point or all at once, to the rounding of 9 sums."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(9, 4)), rng.normal(size=9)
    whole = gdln.ring_samples_problem(x, y, lambda x: x[:, :1] >= 0)
    monkeypatch.setattr("theory.moments.PIECE_BYTES", 1)
    pieces = gdln.ring_samples_problem(x, y, lambda x: x[:, :1] >= 0)
    assert np.max(np.abs(whole.symbol - pieces.symbol)) <= 100 * EPS * np.max(np.abs(whole.symbol))
    assert np.max(np.abs(whole.b - pieces.b)) <= 100 * EPS * np.max(np.abs(whole.b))


def test_pulses_are_closed_under_shifts_and_other_supports_are_refused():
    """The law's own support passes; one point less, another weight, or another label does not: one line."""
    points, y, p = Mixture(SinglePulse(5, 1, 3), SinglePulse(5, 2, 5)).support

    def gate(x):
        return x[:, :1] >= 0

    assert gdln.ring_support_problem(points, y, gate, p).y2 == 0.5
    changed = {
        "one point less": (points[1:], y[1:], p[1:]),
        "another weight": (points, y, np.concatenate([[2 * p[0]], p[1:]])),
        "another label": (points, np.concatenate([[0.5], y[1:]]), p),
    }
    for name, support in changed.items():
        with pytest.raises(ValueError, match="^the support must be closed under shifts; ") as refused:
            gdln.ring_support_problem(*support[:2], gate, support[2])
        assert "\n" not in str(refused.value), name
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="^the support must be closed"):
        gdln.ring_support_problem(rng.normal(size=(4, 300)), np.zeros(4), gate)


def test_points_may_be_repeated_and_of_weight_0():
    """Weights of equal points add up; a point of weight 0 is no point; -0.0 is 0.0."""
    x = np.array([[1.0, 0.0], [1.0, -0.0], [0.0, 1.0], [5.0, 7.0]])

    def gate(x):
        return x[:, :1] >= 0

    ring = gdln.ring_support_problem(x, np.ones(4), gate, [1.0, 2.0, 3.0, 0.0])
    other = gdln.ring_support_problem(np.eye(2), np.ones(2), gate)
    assert np.array_equal(ring.symbol, other.symbol)
    assert np.array_equal(ring.b, other.b)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: gdln.ring_halfspace_problem(Mixture(NLGP(3, 1.0, 1.0), UniformCube(3)), np.eye(3)),
            "law.positive must",
        ),
        (
            lambda: gdln.ring_halfspace_problem(
                Mixture(RingGaussian(2, 1.0), Gaussian(np.diag([1.0, 2.0]))), np.eye(2)
            ),
            "law.negative must be invariant under shifts",
        ),
        (lambda: gdln.ring_samples_problem(np.ones((2, 3)), [1.0], lambda x: x > 0), "y must have shape"),
        (lambda: gdln.ring_samples_problem(np.ones((1, 3)), [1.0], lambda x: x * 0.5), r"gate\(x\) must be 0 or 1"),
        (lambda: gdln.ring_samples_problem(np.ones((1, 3)), [1.0], lambda x: x[0] > 0), r"gate\(x\) must have shape"),
        (lambda: gdln.ring_samples_problem(np.ones((1, 3)), [1.0], lambda x: x[:, :0] > 0), "the number of base gates"),
        (lambda: gdln.ring_samples_problem(np.ones((0, 3)), [], lambda x: x > 0), "the number of points"),
        (lambda: gdln.ring_support_problem(np.ones((0, 3)), [], lambda x: x > 0), "points must hold at least one"),
        (lambda: gdln.ring_support_problem(np.eye(2), [1, 1], lambda x: x > 0, [1, -1]), "probability must be >= 0"),
    ],
)
def test_refusals(call, message):
    """One line that names the argument and the rule."""
    with pytest.raises((ValueError, TypeError), match=f"^{message}") as refused:
        call()
    assert "\n" not in str(refused.value)
