"""Independent inputs uniform on [0, 1]: the inputs of the ensemble mask networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..randomness import generator
from ..validation import Array, natural
from .protocol import check_size
from .uniform_moments import CENTRE, uniform_inputs


@dataclass(frozen=True)
class UniformCube:
    """x uniform on [0, 1]^n: <x_i> = 1/2, <x_i^2> = 1/3, <x_i x_j> = 1/4, in exact rationals (Luntzel 2023, Algorithm 1).

    Example:
    >>> from theory.inputs import UniformCube
    >>> [str(v) for v in UniformCube(2).second_moment[0]]
    ['1/3', '1/4']
    """

    n: int

    def __post_init__(self) -> None:
        natural("n", self.n)

    @property
    def mean(self) -> Array:
        """1/2 everywhere, (n,) of `Fraction`."""
        return np.full(self.n, CENTRE)

    @property
    def second_moment(self) -> Array:
        """1/3 on the diagonal, 1/4 off it, (n, n) of `Fraction`."""
        return uniform_inputs(self.n, exact=True)

    @property
    def support(self) -> None:
        """Not finite."""
        return None

    def sample(self, rng: Any, size: int) -> Array:
        """(size, n) in [0, 1)."""
        return generator(rng, "theory.inputs.UniformCube").random((check_size(size, self.n), self.n))
