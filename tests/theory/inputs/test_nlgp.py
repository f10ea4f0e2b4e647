"""The second moments of the nonlinear Gaussian process against quadrature, its limits and conventions."""

import mpmath
import numpy as np
import pytest
from scipy.special import erf

from theory.inputs import NLGP, RingGaussian, nlgp_derivation


def product_mean(gain, c):
    """<erf(gain z) erf(gain z')> at correlation c by the trapezoidal rule on [-9, 9]^2, step h = 0.025.

    The rule converges like exp(-(2 pi / h)^2 / (4 (1/2 + gain^2))) for these analytic integrands, below 1e-300 for gain <= 3;
    the tail beyond 9 is 1e-18.
    """
    q = np.arange(-9, 9.0001, 0.025)
    density = np.exp(-(q**2) / 2) / np.sqrt(2 * np.pi) * 0.025
    second = erf(gain * (c * q[:, None] + np.sqrt(1 - c * c) * q))
    return float((density * erf(gain * q)) @ second @ density)


@pytest.mark.parametrize("gain", [0.01, 0.5, 1.0, 3.0])
def test_second_moments_by_quadrature(gain):
    """Entry by entry to 1e-10, normalization included."""
    law = NLGP(7, 1.4, gain)
    C, Z2 = law.latent.second_moment, product_mean(gain, 1.0)
    assert abs(law.Z**2 / Z2 - 1) <= 1e-10
    found = [product_mean(gain, C[0, j]) / Z2 for j in range(7)]
    assert np.max(np.abs(law.second_moment[0] - found)) <= 1e-10


@pytest.mark.parametrize("gain", [1e-100, 1e-9, 1e-3, 1.0, 1e3, 1e6])
def test_digits_for_any_gain(gain):
    """Against the printed arcsines at 60 digits, from the same C: relative error 1e-13, times what C is known to."""
    law = NLGP(5, 0.9, gain)
    with mpmath.workdps(60):
        a = 2 * mpmath.mpf(gain) ** 2
        Z2 = 2 / mpmath.pi * mpmath.asin(a / (1 + a))
        exact = [2 / (mpmath.pi * Z2) * mpmath.asin(a * mpmath.mpf(c) / (1 + a)) for c in law.latent.second_moment[0]]
        assert abs(law.Z / float(mpmath.sqrt(Z2)) - 1) <= 1e-15
    assert np.max(np.abs(law.second_moment[0] / np.array([float(v) for v in exact]) - 1)) <= 1e-13


def test_limits_of_the_gain():
    """Small gain: the Gaussian, to gain^2; large: the signs, arcsin(C), to 1/gain; the variance is 1 throughout."""
    C = RingGaussian(6, 1.2).second_moment
    assert np.max(np.abs(NLGP(6, 1.2, 1e-5).second_moment - C)) <= 1e-10
    assert np.max(np.abs(NLGP(6, 1.2, 1e6).second_moment - 2 / np.pi * np.arcsin(C))) <= 1e-6
    assert np.array_equal(np.diagonal(NLGP(6, 1.2, 3.0).second_moment), np.ones(6))


def test_gain_convention_and_range():
    """erf(gain z), not erf(gain z / sqrt 2): the draws divided by 1/Z are erf of the latent draws; all below 1/Z."""
    law = NLGP(4, 0.7, 2.0)
    z = law.latent.sample(np.random.default_rng(5), 50)
    x = law.sample(np.random.default_rng(5), 50)
    assert np.max(np.abs(x * law.Z - erf(2.0 * z))) <= 1e-15
    assert np.max(np.abs(x)) <= 1 / law.Z


def test_a_wide_bump_is_said_here_too():
    """The latent covariance is clipped, the formula holds for what is left, and the variance stays 1."""
    with pytest.warns(UserWarning, match="no covariance"):
        law = NLGP(4, 2.0, 1.0)
    assert law.latent.clipped > 0.1
    assert abs(law.second_moment[0, 1] - product_mean(1.0, law.latent.second_moment[0, 1]) / law.Z**2) <= 1e-10


def test_the_derivation_is_proved():
    """Every step symbolically."""
    assert nlgp_derivation().proved
