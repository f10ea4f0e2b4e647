"""Regression problems from a spectrum and a rotation, and weights for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..regression import GatedRegression
from ..validation import Array
from .generators import rngs


@st.composite
def problems(
    draw: Callable[..., Any],
    *,
    K: int | None = None,
    n: int | None = None,
    rank: int | None = None,
    condition: float | None = None,
) -> GatedRegression:
    """A problem with A = P Lambda P^T of chosen rank and condition number (of its nonzero eigenvalues), b in its range.

    y2 is b^T A^+ b plus something: the minimum loss is drawn too, and sometimes zero.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> problem = find(draw.problems(K=2, n=3, rank=4), lambda problem: True)
    >>> problem.A.shape, len(problem.spectrum.eigenvalues)
    ((6, 6), 4)
    """
    K = draw(st.integers(1, 4)) if K is None else K
    n = draw(st.integers(1, 4)) if n is None else n
    P, rng = K * n, draw(rngs())
    rank = draw(st.integers(0, P)) if rank is None else rank
    condition = 10 ** draw(st.floats(0, 6)) if condition is None else condition
    rotation = np.linalg.qr(rng.normal(size=(P, P)))[0][:, :rank]
    values = np.exp(-rng.random(rank) * np.log(condition))
    if rank:
        values[0] = 1.0
    if rank > 1:
        values[1] = 1 / condition
    coordinates = rng.normal(size=rank)
    A = (rotation * values) @ rotation.T
    b = rotation @ (np.sqrt(values) * coordinates)
    y2 = float(coordinates @ coordinates) + draw(st.sampled_from((0.0, 0.5, 2.0)))
    return GatedRegression.from_moments((A + A.T) / 2, b, y2, K, n)


def weights(problem: GatedRegression) -> st.SearchStrategy[Array]:
    """Standard normal weights (K, n) for a problem, and zero.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> problem = find(draw.problems(K=2, n=3), lambda problem: True)
    >>> find(draw.weights(problem), lambda w: True).shape
    (2, 3)
    """
    shape = (problem.K, problem.n)
    return st.one_of(st.just(np.zeros(shape)), rngs().map(lambda rng: rng.normal(size=shape)))
