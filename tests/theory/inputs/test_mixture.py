"""Labelled mixtures: joint moments, support, draws."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from theory import GatedRegression
from theory.inputs import NLGP, Mixture, RingGaussian, SinglePulse, UniformCube


@given(st.integers(1, 6), st.data())
def test_exact_moments_come_from_the_support(n, data):
    """Rational laws and a rational p: <x>, <x y>, <x x^T>, <y^2> over the support, in rationals."""
    lo, hi = (data.draw(st.integers(1, n)) for _ in range(2))
    law = Mixture(SinglePulse(n, 1, lo), SinglePulse(n, hi, n), Fraction(data.draw(st.integers(1, 6)), 7))
    points, y, p = law.support
    x = points.astype(object)
    assert sum(p) == 1
    assert np.array_equal(p @ x, law.mean)
    assert np.array_equal((p * y) @ x, law.xy)
    assert np.array_equal((x * p[:, None]).T @ x, law.second_moment)
    assert (p * y) @ y == law.y2 == law.p


def test_the_support_is_a_regression_in_rationals():
    """It goes into GatedRegression as it is, and stays exact."""
    law = Mixture(SinglePulse(3, 1, 1), SinglePulse(3, 2, 2))
    points, y, p = law.support
    problem = GatedRegression.from_samples(points, y, np.ones((len(y), 1), dtype=int), p)
    assert problem.exact
    assert np.array_equal(problem.A, law.second_moment)
    assert np.array_equal(problem.b, law.xy)
    # one site on: 1/6 each with y = 1, two on: 1/6 each with y = 0; by symmetry w (1, 1, 1), <(3 w . x - 1..)^2> least
    assert problem.minimum_loss == Fraction(1, 2) - 3 * Fraction(1, 6) ** 2 / Fraction(5, 6)


@pytest.mark.parametrize("p", [0.5, 0.2])
def test_draws_have_the_joint_moments(p):
    """<x y>, <x x^T>, <y> of a float and a rational law together; family-wise 1e-6."""
    law = Mixture(SinglePulse(5, 1, 3), NLGP(5, 1.0, 3.0), p)
    x, y = law.sample(0, 20_000)
    found = np.c_[x * y[:, None], np.einsum("si,sj->sij", x, x).reshape(len(x), -1), y]
    expected = np.r_[law.xy, law.second_moment.reshape(-1), law.y2]
    z = (found.mean(axis=0) - expected) / (found.std(axis=0) / np.sqrt(len(x)))
    assert np.max(np.abs(z)) <= norm.isf(1e-6 / (2 * 2 * len(expected)))
    assert set(y) == {0.0, 1.0}


def test_classes_are_drawn_from_their_own_laws():
    """y = 1 on pulses, y = 0 on the cube; a mixture of infinite laws has no support."""
    law = Mixture(SinglePulse(4, 2, 2), UniformCube(4))
    x, y = law.sample(0, 200)
    assert np.all(np.isin(x, (0, 1)).all(axis=1) == (y == 1))
    assert law.support is None
    assert Mixture(RingGaussian(3, 1.0), RingGaussian(3, 0.5)).support is None


def test_balanced_by_default_and_exact_where_it_can_be():
    """p = 1/2; floats where one law is floating point."""
    law = Mixture(SinglePulse(4, 2, 2), UniformCube(4))
    assert law.p == Fraction(1, 2)
    assert law.second_moment[0, 0] == Fraction(1, 2) * (Fraction(1, 2) + Fraction(1, 3))
    floating = Mixture(SinglePulse(4, 2, 2), RingGaussian(4, 1.0))
    assert (floating.second_moment.dtype, floating.xy.dtype) == (np.float64, np.float64)
    assert floating.second_moment[0, 0] == 0.75


def test_a_law_that_draws_something_else_is_refused():
    """The shape of what `sample` gives is looked at."""

    class Broken:
        n, mean, second_moment, support = 2, np.zeros(2), np.eye(2), None

        def sample(self, rng, size):
            return np.zeros((size, 3))

    with pytest.raises(ValueError, match=r"positive.sample\(rng, \d+\) must have shape"):
        Mixture(Broken(), UniformCube(2)).sample(0, 10)


@dataclass(frozen=True)
class Two:
    """Two points of R^2, equally likely, with a support of one's own making."""

    support: Any = None
    n: int = 2
    mean: Any = (0.5, 0.5)
    second_moment: Any = ((0.5, 0.0), (0.0, 0.5))

    def sample(self, rng: Any, size: int) -> Any:
        raise NotImplementedError


t = sp.Symbol("t", positive=True)


@pytest.mark.parametrize("p", [Fraction(1, 3), 0.25])
@pytest.mark.parametrize("other", [SinglePulse(2, 1, 1), Two((np.eye(2), [0.5, 0.5]))])
def test_symbols_in_a_support_stay(p, other):
    """Probabilities in a symbol (here cos(t)^2, sin(t)^2, whose sum is 1 after simplification) beside numbers."""
    mine = Two((np.eye(2), [sp.cos(t) ** 2, sp.sin(t) ** 2]))
    _, y, weights = Mixture(mine, other, p).support
    at = np.array([float(sp.sympify(w).subs(t, 0.3)) for w in weights])
    assert y.tolist() == [1] * 2 + [0] * (len(y) - 2)
    first = float(p) * np.cos(0.3) ** 2
    np.testing.assert_allclose(at[:2], [first, float(p) - first], rtol=8 * np.finfo(float).eps)
    assert sum(at) == pytest.approx(1, abs=8 * np.finfo(float).eps)


def test_points_in_symbols_are_taken():
    """An amplitude as a symbol, with numbers as probabilities."""
    points, _, _ = Mixture(Two((np.diag([t, t]), [0.5, 0.5])), SinglePulse(2, 1, 1)).support
    assert points[0].tolist() == [t, 0]


@pytest.mark.parametrize(
    ("points", "probability", "said"),
    [
        (np.eye(2), [1.0, 1.0], r"support\[1\] must be probabilities that sum to 1; they sum to 2"),
        (np.eye(2), [Fraction(1, 2), Fraction(1, 3)], r"they sum to 5/6\. "),
        (np.eye(2), [1.5, -0.5], r"sum to 1; got -0\.5 at index 1"),
        (np.eye(2), [1.0], r"support\[1\] must have shape \(2,\)"),
        (np.eye(2)[:, :1], [0.5, 0.5], r"support\[0\] must have shape"),
        (np.eye(2), [t, 1 - 2 * t], r"they sum to 1 - t"),
        (np.full((2, 2), np.nan), [0.5, 0.5], r"support\[0\] must be finite"),
    ],
)
def test_a_support_of_ones_own_is_looked_at(points, probability, said):
    """Points in R^n and probabilities, or one line that says what is wrong."""
    whole = SinglePulse(2, 1, 1)
    with pytest.raises(ValueError, match=f"^negative.*{said}"):
        _ = Mixture(whole, Two((points, probability))).support
    good = Mixture(Two((np.eye(2), [0.25, 0.75])), whole).support
    assert good[2].tolist() == [0.125, 0.375, 0.25, 0.25]
