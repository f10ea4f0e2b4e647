"""Gaussian inputs of mean zero and any covariance, also a singular one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..possible_moments import checked_second_moment
from ..randomness import generator
from ..spectrum import Spectrum, spectrum
from ..validation import Array, float_array
from .protocol import check_size


@dataclass(frozen=True, eq=False)
class Gaussian:
    """x ~ N(0, covariance), covariance (n, n) symmetric and positive semidefinite; it may be singular.

    Raises ValueError for a matrix that is not symmetric or has eigenvalues below 0, further than rounding explains.
    Possible issues: modes below 4 p eps of the largest eigenvalue of their block (see `theory.spectrum`) are not drawn.

    Example:
    >>> from theory.inputs import Gaussian
    >>> law = Gaussian([[1.0, 1.0], [1.0, 1.0]])  # singular
    >>> x = law.sample(0, 5)
    >>> x.shape, bool(abs(x[:, 0] - x[:, 1]).max() < 1e-12)
    ((5, 2), True)
    """

    covariance: Any

    def __post_init__(self) -> None:
        C = float_array("covariance", checked_second_moment("covariance", self.covariance), (None, None))
        C.setflags(write=False)
        object.__setattr__(self, "covariance", C)

    @cached_property
    def _spectrum(self) -> Spectrum:
        return spectrum(self.covariance)

    @property
    def n(self) -> int:
        """The number of inputs."""
        return len(self.covariance)

    @property
    def mean(self) -> Array:
        """0, (n,)."""
        return np.zeros(self.n)

    @property
    def second_moment(self) -> Array:
        """The covariance, (n, n)."""
        C: Array = self.covariance
        return C

    @property
    def support(self) -> None:
        """Not finite."""
        return None

    def sample(self, rng: Any, size: int) -> Array:
        """(size, n): standard normal numbers for the modes above rounding, turned and stretched."""
        R = factor(self._spectrum, self.n)
        draws = generator(rng, "theory.inputs.Gaussian").normal(size=(check_size(size, self.n), R.shape[1]))
        return draws @ R.T


def factor(modes: Spectrum, n: int) -> Array:
    """R (n, r) with C = R R^T, one column a mode above rounding, independent blocks kept apart."""
    R = np.zeros((n, len(modes.eigenvalues)))
    column = 0
    for block in modes.blocks:
        width = len(block.eigenvalues)
        R[block.index, column : column + width] = block.vectors * np.sqrt(block.eigenvalues)
        column += width
    return R
