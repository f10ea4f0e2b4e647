"""Gaussian inputs on a ring of sites, with covariance exp(-d^2 / xi^2) at circular distance d."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..randomness import generator
from ..spectrum import rounding_unit
from ..validation import Array, check_memory, natural, real_number
from .protocol import check_size


@dataclass(frozen=True)
class RingGaussian:
    """x ~ N(0, C) on a ring of n sites, C_ij = exp(-d_ij^2 / xi^2), d the circular distance, unit variance.

    Convention: xi is squared. Where another code writes exp(-d^2 / xi), its xi is the square of this one.

    The bump is a covariance only while it is narrow: from n = 4 on, its discrete Fourier transform has negative values for
    wide xi (n = 4: exactly where q + q^2 + q^3 > 1, q = exp(-1/xi^2), that is xi > 1.28102; n = 40: xi > 3.66; for large
    n a little above sqrt(n / pi), where the kink opposite to a site outweighs the fastest mode).
    Then those values are set to 0, the variance is brought back to 1, a warning says so, and `clipped` says how much:
    the size of the most negative eigenvalue, 0 for a true covariance.

    (Ingrosso and Goldt, PNAS 119, e2201854119, 2022; the background of the note, section 1.)

    Raises ValueError or TypeError for n that is no whole number >= 1 or xi that is not finite and > 0. Possible issues:
    eigenvalues between 0 and -4 n eps of the largest are counted as rounding: set to 0 without a warning.

    Example:
    >>> from theory.inputs import RingGaussian
    >>> law = RingGaussian(40, 2.0)
    >>> float(law.clipped), float(law.covariance[0, 1].round(6))
    (0.0, 0.778801)
    """

    n: int
    xi: float

    def __post_init__(self) -> None:
        check_memory("n", natural("n", self.n), 4)  # the eigenvalues and what they are made from
        real_number("xi", self.xi, above=0)
        if self.clipped:
            warnings.warn(
                f"exp(-d^2 / xi^2) is no covariance for xi = {float(self.xi):g} on a ring of {self.n} sites: an eigenvalue "
                f"is {-self.clipped:.3g}; negative ones are set to 0 (see `clipped`).",
                stacklevel=3,
            )

    @cached_property
    def _bump(self) -> Array:
        sites = np.arange(self.n)
        with np.errstate(over="ignore"):  # beyond the range of floats the bump is 0
            return np.exp(-((np.minimum(sites, self.n - sites) / float(self.xi)) ** 2))

    @cached_property
    def _bump_eigenvalues(self) -> Array:
        return np.fft.fft(self._bump).real

    @property
    def clipped(self) -> float:
        """How far the most negative eigenvalue of the bump is below 0; 0.0 where the bump is a covariance."""
        least = float(self._bump_eigenvalues.min())
        return -least if least < -rounding_unit(self.n, float(self._bump_eigenvalues.max())) else 0.0

    @cached_property
    def eigenvalues(self) -> Array:
        """Of the covariance, (n,), entry k for the Fourier mode exp(2 pi i k x / n); none negative, with mean 1."""
        values = np.maximum(self._bump_eigenvalues, 0.0)
        values = (values + np.roll(values[::-1], 1)) / 2  # k and -k are the same number
        return values / values.mean()

    @property
    def mean(self) -> Array:
        """0, (n,)."""
        return np.zeros(self.n)

    @cached_property
    def second_moment(self) -> Array:
        """The covariance, (n, n), 1 on the diagonal: the bump itself, or what is left of it after clipping."""
        values = self._bump if not self.clipped else np.fft.ifft(self.eigenvalues).real
        return _circulant(values)

    @property
    def covariance(self) -> Array:
        """The same: the mean is 0."""
        return self.second_moment

    @property
    def support(self) -> None:
        """Not finite."""
        return None

    def sample(self, rng: Any, size: int) -> Array:
        """(size, n): white noise, each Fourier mode stretched."""
        white = generator(rng, "theory.inputs.RingGaussian").normal(size=(check_size(size, self.n), self.n))
        return white @ _circulant(np.fft.ifft(np.sqrt(self.eigenvalues)).real)


def _circulant(first: Array) -> Array:
    """The matrix with entries first[(j - i) mod n]; `first` is even, so it is symmetric."""
    check_memory("n", len(first), len(first))
    sites = np.arange(len(first))
    out: Array = first[(sites[None, :] - sites[:, None]) % len(first)]
    out.setflags(write=False)
    return out
