"""The nonlinear Gaussian process on a ring: x = erf(gain z) / Z of a Gaussian z, with <x_i^2> = 1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp
from scipy.special import erf

from ..derivation import Derivation, Step
from ..randomness import generator
from ..validation import Array, check_memory, real_number
from .protocol import check_size
from .ring_gaussian import RingGaussian


@dataclass(frozen=True)
class NLGP:
    """x_i = erf(gain z_i) / Z on a ring of n sites, z the `RingGaussian` of the same n and xi, with <x_i^2> = 1.

        Z^2 = (2/pi) arcsin(2 gain^2 / (1 + 2 gain^2)),  <x_i x_j> = (2 / (pi Z^2)) arcsin(2 gain^2 C_ij / (1 + 2 gain^2)).

    Conventions: erf(gain z), so a code with erf(gain z / sqrt 2) has a gain sqrt(2) times as large for the same law; xi is
    squared in C_ij = exp(-d^2 / xi^2). |x_i| < 1/Z. For gain -> 0 the law becomes the Gaussian z itself, for gain ->
    infinity its signs. A bump that is no covariance is clipped with a warning, and `latent.clipped` says how much.

    (Ingrosso and Goldt, PNAS 119, e2201854119, 2022; the background of the note, section 1.)

    Raises ValueError for n < 1, xi <= 0, or a gain outside [1e-100, 1e100]. Possible issues: at gain^2 (1 - C_ij) << 1 <<
    gain^2, <x_i x_j> is right to gain^2 eps, because C_ij near 1 is known to eps only.

    Example:
    >>> from theory.inputs import NLGP
    >>> law = NLGP(6, xi=0.5, gain=3.0)
    >>> round(float(law.second_moment[0, 0]), 9), law.sample(0, 4).shape
    (1.0, (4, 6))
    """

    n: int
    xi: float
    gain: float

    def __post_init__(self) -> None:
        gain = float(real_number("gain", self.gain, above=0))
        if not 1e-100 <= gain <= 1e100:
            raise ValueError(
                f"gain must lie in [1e-100, 1e100]; got {gain:g}. The limits are RingGaussian and its signs."
            )
        _ = self.latent

    @cached_property
    def latent(self) -> RingGaussian:
        """The law of z."""
        return RingGaussian(self.n, self.xi)

    @property
    def Z(self) -> float:
        """The normalization, sqrt((2/pi) arcsin(2 gain^2 / (1 + 2 gain^2)))."""
        return float(np.sqrt(2 / np.pi * _angle(2 * float(self.gain) ** 2, 1.0)))

    @property
    def mean(self) -> Array:
        """0, (n,): erf is odd."""
        return np.zeros(self.n)

    @cached_property
    def second_moment(self) -> Array:
        """<x x^T>, (n, n), 1 on the diagonal."""
        check_memory("n", self.n, self.n)
        a = 2 * float(self.gain) ** 2
        moment = np.asarray(_angle(a, self.latent.second_moment) / _angle(a, 1.0))
        np.fill_diagonal(moment, 1.0)
        moment.setflags(write=False)
        return moment

    @property
    def support(self) -> None:
        """Not finite: a cube of half-width 1/Z, or a part of it where the covariance of z is singular."""
        return None

    def sample(self, rng: Any, size: int) -> Array:
        """(size, n)."""
        draw = generator(rng, "theory.inputs.NLGP")
        return np.asarray(erf(float(self.gain) * self.latent.sample(draw, check_size(size, self.n))) / self.Z)


def _angle(a: float, C: Any) -> Any:
    """arcsin(a C / (1 + a)) as an arctangent, which keeps its digits where the sine is close to 1."""
    return np.arctan2(a * C, np.sqrt((1 + a * np.maximum(1 - C, 0)) * (1 + a * np.maximum(1 + C, 0))))


def derivation() -> Derivation:
    """The second moments: erf as a mean of signs, signs as angles, and the two limits of the gain.

    Example:
    >>> from theory import inputs
    >>> inputs.nlgp_derivation().proved
    True
    """
    z, eta, phi = sp.symbols("z eta phi", real=True)
    gain, theta = sp.symbols("gamma theta", positive=True)
    c, a = sp.Symbol("C", real=True), 2 * gain**2
    normal = sp.exp(-(eta**2) / 2) / sp.sqrt(2 * sp.pi)
    root = sp.sqrt(2) * gain
    ratio = sp.asin(a * c / (1 + a)) / sp.asin(a / (1 + a))
    square = sp.Symbol("r", positive=True)

    def mean(e: sp.Expr) -> sp.Expr:
        """Over independent standard normal z and eta."""
        weight = normal * normal.subs(eta, z)
        return sp.Integral(sp.expand(e) * weight, (z, -sp.oo, sp.oo), (eta, -sp.oo, sp.oo))

    return Derivation(
        "The second moments of the nonlinear Gaussian process",
        (
            Step(
                sp.Integral(normal, (eta, -root * z, root * z)),
                sp.erf(gain * z),
                "erf(gamma z) is the mean of sign(h), h = sqrt(2) gamma z + eta, over eta ~ N(0, 1)",
                ("eta independent of z and of the other sites' eta",),
            ),
            Step(
                sp.Integral(1 / (2 * sp.pi), (phi, -(sp.pi - theta), sp.pi - theta))
                - sp.Integral(1 / (2 * sp.pi), (phi, -theta, theta)),
                2 * sp.asin(sp.cos(theta)) / sp.pi,
                "two signs agree on 2 (pi - theta) of the circle and differ on 2 theta: <sign sign> = (2/pi) arcsin(cos theta)",
                ("0 <= theta <= pi is the angle of the two Gaussians, cos theta their correlation",),
                using=lambda e: e.subs(sp.asin(sp.cos(theta)), sp.pi / 2 - theta),
            ),
            Step(
                mean((root * z + eta) ** 2),
                1 + a,
                "<h_i^2> = 1 + 2 gamma^2",
                ("<z_i^2> = 1",),
            ),
            Step(
                mean(root * z * root * (c * z + sp.sqrt(1 - c**2) * eta)),
                a * c,
                "<h_i h_j> = 2 gamma^2 C, with z_j = C z_i + sqrt(1 - C^2) times a normal number: cos theta = 2 gamma^2 C / "
                "(1 + 2 gamma^2)",
                ("<z_i z_j> = C",),
            ),
            Step(sp.Subs(ratio, c, 1), sp.Integer(1), "<x_i x_j> is the ratio of two arcsines, so <x_i^2> = 1"),
            Step(
                sp.Limit(ratio.subs(a, square), square, 0),
                c,
                "gain -> 0: the second moment of z itself, with r = 2 gamma^2",
            ),
            Step(
                sp.Limit(ratio.subs(a, square), square, sp.oo),
                2 * sp.asin(c) / sp.pi,
                "gain -> infinity: that of the signs of z",
            ),
        ),
    )
