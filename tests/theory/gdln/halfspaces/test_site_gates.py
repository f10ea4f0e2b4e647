"""<g_i y x_j> for NLGP inputs and the gate of one site, against quadrature and draws."""

import numpy as np
import pytest
from scipy.special import erf
from scipy.stats import norm

from theory.gdln import site_gate_correlations, site_gates_derivation
from theory.inputs import NLGP, Mixture, RingGaussian, UniformCube


def gated_mean(gain, c):
    """<1[z >= 0] erf(gain z')> at correlation c: Gauss-Legendre on z in [0, 9] (200 nodes), trapezoidal rule on the rest of z'.

    Both converge faster than any power for gain <= 3; the tail beyond 9 is 1e-18.
    """
    nodes, weights = np.polynomial.legendre.leggauss(200)
    z, weight = 4.5 * (nodes + 1), 4.5 * weights
    q = np.arange(-9, 9.0001, 0.025)

    def density(t):
        return np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi)

    second = erf(gain * (c * z[:, None] + np.sqrt(1 - c * c) * q)) @ (0.025 * density(q))
    return float((weight * density(z)) @ second)


@pytest.mark.parametrize("gain", [0.01, 0.5, 1.0, 3.0])
def test_by_quadrature(gain):
    """Every distance on the ring, the own site included, to 1e-10."""
    law = NLGP(7, 1.4, gain)
    C = law.latent.second_moment
    expected = np.array([gated_mean(gain, C[0, j]) for j in range(7)]) / law.Z
    assert np.max(np.abs(site_gate_correlations(law)[0] - expected)) <= 1e-10


def test_against_draws():
    """A mixture: p times the positive law alone, 100,000 draws, family-wise 1e-6; the gates are taken on x itself."""
    law = Mixture(NLGP(5, 1.0, 3.0), NLGP(5, 0.5, 3.0), 0.3)
    x, y = law.sample(0, 100_000)
    draws = (x >= 0)[:, :, None] * (x * y[:, None])[:, None, :]
    z = (draws.mean(axis=0) - site_gate_correlations(law)) / (draws.std(axis=0) / np.sqrt(len(x)))
    assert np.max(np.abs(z)) <= norm.isf(1e-6 / 50)


def test_one_gate_has_half_the_second_moment():
    """<g_i x x^T> = <x x^T> / 2 for a law symmetric under x -> -x; 100,000 draws, family-wise 1e-6."""
    law = NLGP(4, 0.8, 3.0)
    x = law.sample(0, 100_000)
    draws = (x[:, 0] >= 0)[:, None, None] * np.einsum("si,sj->sij", x, x)
    z = (draws.mean(axis=0) - law.second_moment / 2) / (draws.std(axis=0) / np.sqrt(len(x)))
    assert np.max(np.abs(z)) <= norm.isf(1e-6 / 32)


def test_limits_of_the_gain():
    """Small gain: C / sqrt(2 pi), the Gaussian's; large: arcsin(C) / pi, that of signs, to 1/gain."""
    C = RingGaussian(6, 1.2).second_moment
    assert np.max(np.abs(site_gate_correlations(NLGP(6, 1.2, 1e-6)) - C / np.sqrt(2 * np.pi))) <= 1e-11
    assert np.max(np.abs(site_gate_correlations(NLGP(6, 1.2, 1e7)) - np.arcsin(C) / np.pi)) <= 1e-6


def test_the_derivation_is_proved():
    """Every step symbolically."""
    assert site_gates_derivation().proved


@pytest.mark.parametrize("law", [RingGaussian(3, 1.0), Mixture(UniformCube(3), NLGP(3, 1.0, 1.0)), None])
def test_refusals(law):
    """Only the nonlinear Gaussian process has this form."""
    with pytest.raises(TypeError, match="^law must be an NLGP"):
        site_gate_correlations(law)
