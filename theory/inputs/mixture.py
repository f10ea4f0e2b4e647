"""A labelled mixture of two laws: y = 1 on draws from the first, y = 0 on draws from the second."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..randomness import generator
from ..validation import Array, real_array, real_number
from .protocol import InputLaw, check_law, check_sample, check_size, check_support, has_symbols


@dataclass(frozen=True)
class Mixture:
    """(x, y): with probability p, x from `positive` and y = 1; otherwise x from `negative` and y = 0. Balanced by default.

    Both laws are any `InputLaw` with the same n; 0 < p < 1. Where both are rational and p is, so are all the moments. The
    label is no function of x where both laws can draw the same x. (The note, section 1, with x ~ p_xi1 where y = 1.)

    Example:
    >>> from theory.inputs import Mixture, SinglePulse
    >>> law = Mixture(SinglePulse(4, 1, 2), SinglePulse(4, 3, 3))
    >>> x, y, p = law.support
    >>> x.shape, str(sum(p)), [str(v) for v in law.xy]
    ((12, 4), '1', ['3/16', '3/16', '3/16', '3/16'])
    """

    positive: InputLaw
    negative: InputLaw
    p: Any = Fraction(1, 2)

    def __post_init__(self) -> None:
        first, second = check_law("positive", self.positive), check_law("negative", self.negative)
        if first.n != second.n:
            raise ValueError(f"negative must have as many inputs as positive, {first.n}; got {second.n}.")
        p = real_number("p", self.p)
        if not 0 < p < 1:
            raise ValueError(f"p must lie strictly between 0 and 1; got {self.p!r}. For one law, no mixture is needed.")
        object.__setattr__(self, "p", p)

    @property
    def n(self) -> int:
        """The number of inputs."""
        return self.positive.n

    @property
    def mean(self) -> Array:
        """<x>, (n,)."""
        return self._mixed("mean", (self.n,))

    @property
    def second_moment(self) -> Array:
        """<x x^T>, (n, n)."""
        return self._mixed("second_moment", (self.n, self.n))

    @property
    def xy(self) -> Array:
        """<x y> = p <x> under `positive`, (n,)."""
        first, _, p = self._pair("mean", (self.n,))
        return p * first

    @property
    def y2(self) -> Any:
        """<y^2> = <y> = p."""
        return self.p

    @property
    def support(self) -> tuple[Array, Array, Array] | None:
        """Points (S, n), labels (S,) and probabilities (S,), those of `positive` first; None unless both are finite.

        Exact where both laws and p are, float64 otherwise; SymPy symbols stay symbols. What
        `GatedRegression.from_samples(points, y, gates, probability)` takes where all are numbers; a point that both laws
        have is there twice.
        """
        first, second = check_support("positive", self.positive), check_support("negative", self.negative)
        if first is None or second is None:
            return None
        y = np.repeat([1, 0], [len(first[0]), len(second[0])])
        weights = [w for _, w in (first, second)]
        p = self.p
        exact = isinstance(p, Fraction) and all(w.dtype.kind == "O" for w in weights)
        if not exact and not any(map(has_symbols, weights)):
            p, weights = float(p), [w.astype(np.float64) for w in weights]
        return (
            np.concatenate([first[0], second[0]]),
            y,
            np.concatenate([p * weights[0], (1 - p) * weights[1]]),
        )

    def sample(self, rng: Any, size: int) -> tuple[Array, Array]:
        """x (size, n) and y (size,) in {0, 1}, both float64, in random order."""
        draw = generator(rng, "theory.inputs.Mixture")
        y = (draw.random(check_size(size, self.n)) < float(self.p)).astype(np.float64)
        x = np.empty((len(y), self.n))
        x[y == 1] = check_sample("positive", self.positive, draw, int(np.sum(y == 1)))
        x[y == 0] = check_sample("negative", self.negative, draw, int(np.sum(y == 0)))
        return x, y

    def _mixed(self, name: str, shape: tuple[int, ...]) -> Array:
        first, second, p = self._pair(name, shape)
        return p * first + (1 - p) * second

    def _pair(self, name: str, shape: tuple[int, ...]) -> tuple[Array, Array, Any]:
        """A moment of both laws and p: exact where all three are, in floating point otherwise."""
        first = real_array(f"positive.{name}", getattr(self.positive, name), shape)
        second = real_array(f"negative.{name}", getattr(self.negative, name), shape)
        if first.dtype.kind == second.dtype.kind == "O" and isinstance(self.p, Fraction):
            return first, second, self.p
        return first.astype(np.float64), second.astype(np.float64), float(self.p)
