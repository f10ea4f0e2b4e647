"""Single pulses on a ring: a block of consecutive ones of random length at a random place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from ..randomness import generator
from ..validation import Array, check_memory, natural
from .protocol import check_size


@dataclass(frozen=True)
class SinglePulse:
    """x in {0, 1}^n on a ring of n sites: a block of l consecutive ones, its start and l in [lo, hi] uniform.

    Both ends of the range count, 1 <= lo <= hi <= n. Everything about it is rational: at circular distance d,
    <x_i> = <l> / n and <x_i x_j> = <max(l - d, 0) + max(l - (n - d), 0)> / n (d > 0), the mean over l.

    (The single-pulse data of the note, section 1, from Lufkin, Saxe and Grant, Nonlinear dynamics of localization in
    neural receptive fields, NeurIPS 2024.)

    Example:
    >>> from theory.inputs import SinglePulse
    >>> law = SinglePulse(4, 1, 2)
    >>> str(law.mean[0]), [str(v) for v in law.second_moment[0]]
    ('3/8', ['3/8', '1/8', '0', '1/8'])
    """

    n: int
    lo: int
    hi: int

    def __post_init__(self) -> None:
        natural("n", self.n)
        natural("lo", self.lo)
        if natural("hi", self.hi) < self.lo or self.hi > self.n:
            raise ValueError(f"hi must lie in [lo, n] = [{self.lo}, {self.n}]; got {self.hi}.")

    @property
    def lengths(self) -> range:
        """lo, ..., hi."""
        return range(self.lo, self.hi + 1)

    @property
    def mean(self) -> Array:
        """<l> / n everywhere, (n,) of `Fraction`."""
        return np.full(self.n, Fraction(self.lo + self.hi, 2 * self.n))

    @cached_property
    def second_moment(self) -> Array:
        """<x x^T>, (n, n) of `Fraction`, circulant."""
        n, count = self.n, len(self.lengths)
        check_memory("n", n, n)
        at = [sum(l if d == 0 else max(l - d, 0) + max(l - n + d, 0) for l in self.lengths) for d in range(n)]
        out = np.empty((n, n), dtype=object)
        for i, j in np.ndindex(n, n):
            out[i, j] = Fraction(at[(j - i) % n], count * n)
        out.setflags(write=False)
        return out

    @cached_property
    def support(self) -> tuple[Array, Array]:
        """The pulses (S, n) in {0, 1} and their probabilities (S,) of `Fraction`; the full ring is one point, not n."""
        pulses, probability = [], []
        for l in self.lengths:
            starts = np.arange(self.n if l < self.n else 1)
            pulses.append(self._pulses(starts, np.full(len(starts), l)))
            probability += [Fraction(1, len(self.lengths) * len(starts))] * len(starts)
        points, weights = np.concatenate(pulses), np.array(probability, dtype=object)
        points.setflags(write=False)
        weights.setflags(write=False)
        return points, weights

    def sample(self, rng: Any, size: int) -> Array:
        """(size, n) in {0, 1}, int8."""
        draw, size = generator(rng, "theory.inputs.SinglePulse"), check_size(size, self.n)
        starts = draw.integers(self.n, size=size)
        return self._pulses(starts, draw.integers(self.lo, self.hi + 1, size=size))

    def _pulses(self, starts: Array, lengths: Array) -> Array:
        return ((np.arange(self.n) - starts[:, None]) % self.n < lengths[:, None]).astype(np.int8)
