"""What a law of inputs is: how to draw from it, its first two moments, and its support where that is finite."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import numpy as np

from ..validation import Array, as_array, check_memory, check_probabilities, check_shape, natural, real_array
from ..zero import is_zero


@runtime_checkable
class InputLaw(Protocol):
    """A law of inputs x in R^n. Yours fits where it has these five names; no base class is needed.

    Moments are float64, or object arrays of `Fraction` where the law is rational; `support` is None for a law that is not
    finite, else (points (S, n), probability (S,)), the probabilities with sum 1.

    Example:
    >>> from theory.inputs import InputLaw, UniformCube
    >>> law: InputLaw = UniformCube(2)
    >>> [str(m) for m in law.mean], law.support
    (['1/2', '1/2'], None)
    >>> isinstance(law, InputLaw)  # the five names; what they hold is looked at where the law is used
    True
    """

    @property
    def n(self) -> int:
        """The number of inputs."""

    @property
    def mean(self) -> Array:
        """<x>, (n,)."""

    @property
    def second_moment(self) -> Array:
        """<x x^T>, (n, n), the mean not subtracted."""

    @property
    def support(self) -> tuple[Array, Array] | None:
        """The points and their probabilities, or None."""

    def sample(self, rng: Any, size: int) -> Array:
        """`size` independent draws, (size, n), from anything `theory.generator` takes."""


NAMES = ("n", "mean", "second_moment", "support", "sample")


def check_law(argument: str, law: Any) -> InputLaw:
    """`law` if it has the names of `InputLaw`, else a TypeError that lists those it lacks."""
    missing = [name for name in NAMES if name not in dir(law)]
    if missing:
        if isinstance(law, type):
            raise TypeError(
                f"{argument} must be an input law; got the class {law.__name__}. Write {law.__name__}(...)."
            )
        raise TypeError(f"{argument} must be an input law; {type(law).__name__} lacks {', '.join(missing)}.")
    natural(f"{argument}.n", law.n)
    return law


def check_sample(argument: str, law: InputLaw, rng: np.random.Generator, size: int) -> Array:
    """`size` draws of a law, refused where they are not (size, n) finite real numbers."""
    return real_array(f"{argument}.sample(rng, {size})", law.sample(rng, size), (size, law.n))


def check_size(size: int, n: int) -> int:
    """The number of draws as a checked int; refused where (size, n) is too large for the memory."""
    size = natural("size", size, least=0)
    check_memory("size", size, n)
    return size


def check_support(argument: str, law: InputLaw) -> tuple[Array, Array] | None:
    """The support of a law as it is, refused where it is not S points in R^n and S probabilities that sum to 1.

    Points and probabilities may hold SymPy symbols; of those, a sum that differs from 1 for some of their values is refused.
    """
    if law.support is None:
        return None
    points, weights = (as_array(f"{argument}.support", part) for part in law.support)
    check_shape(f"{argument}.support[0]", points, (None, law.n))
    check_shape(f"{argument}.support[1]", weights, (len(points),))
    if not has_symbols(points):
        real_array(f"{argument}.support[0]", points, (None, law.n))
    if has_symbols(weights):
        total = sum(weights.tolist())
        if is_zero(total - 1).holds is False:
            raise ValueError(f"{argument}.support[1] must be probabilities that sum to 1; they sum to {total}.")
    else:
        check_probabilities(f"{argument}.support[1]", real_array(f"{argument}.support[1]", weights, (len(points),)))
    return points, weights


def has_symbols(array: Array) -> bool:
    """Whether an entry is a SymPy expression that is no number."""
    return array.dtype.kind == "O" and any(getattr(entry, "free_symbols", None) for entry in array.flat)
