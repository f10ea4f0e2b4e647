"""Gates of each kind, and samples with them, in floats and in exact rationals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..validation import Array
from .generators import rngs

GATE_KINDS = ("exclusive", "redundant", "overlapping", "never on", "any")
PAIRED = ("redundant", "overlapping")  # two gates at least


@st.composite
def gates(draw: Callable[..., Any], samples: int, K: int, kind: str | None = None) -> Array:
    """Gates (samples, K) in {0, 1} of one of `GATE_KINDS`.

    "exclusive": one gate on at each sample; "redundant": two gates are equal (K >= 2); "overlapping": gate 0 and gate 1
    are on together somewhere (K >= 2); "never on": some gate is off throughout; "any": no structure.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> find(draw.gates(4, K=3, kind="exclusive"), lambda g: True).sum(axis=1).tolist()
    [1, 1, 1, 1]
    """
    kinds = GATE_KINDS if K > 1 else ("exclusive", "never on", "any")
    kind = draw(st.sampled_from(kinds)) if kind is None else kind
    if kind not in kinds:
        raise ValueError(f"kind must be one of {kinds} for K = {K}; got {kind!r}.")
    rng = draw(rngs())
    g = (rng.random((samples, K)) < 0.5).astype(np.int8)
    if kind == "exclusive":
        g = (rng.integers(0, K, size=samples)[:, None] == np.arange(K)).astype(np.int8)
    elif kind == "redundant":
        first, second = rng.permutation(K)[:2]
        g[:, first] = g[:, second]
    elif kind == "overlapping":
        g[rng.integers(samples), :2] = 1
    elif kind == "never on":
        g[:, rng.integers(K)] = 0
    return g


@st.composite
def samples(draw: Callable[..., Any], *, K: int | None = None, n: int | None = None, kind: str | None = None) -> Any:
    """x (S, n), y (S,), gates (S, K): standard normal inputs and targets, S from 1 to 30.

    Without `K` and `n` both are drawn from 1 to 4; `kind` is that of `gates`, drawn without one.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> x, y, gates = find(draw.samples(K=2, n=3), lambda sample: len(sample[0]) == 5)
    >>> x.shape, y.shape, gates.shape
    ((5, 3), (5,), (5, 2))
    """
    K = draw(st.integers(2 if kind in PAIRED else 1, 4)) if K is None else K
    n = draw(st.integers(1, 4)) if n is None else n
    size, rng = draw(st.integers(1, 30)), draw(rngs())
    return rng.normal(size=(size, n)), rng.normal(size=size), draw(gates(size, K, kind))


@st.composite
def exact_samples(
    draw: Callable[..., Any], *, K: int | None = None, n: int | None = None, kind: str | None = None
) -> Any:
    """The same in exact rationals with small numerators and denominators, y in {0, 1}; duplicates are common.

    S from 1 to 8; without `K` and `n` both are drawn from 1 to 3; `kind` is that of `gates`, drawn without one.

    Example:
    >>> from hypothesis import find
    >>> from theory import GatedRegression
    >>> from theory import strategies as draw
    >>> x, y, gates = find(draw.exact_samples(), lambda sample: True)
    >>> GatedRegression.from_samples(x, y, gates).exact
    True
    """
    K = draw(st.integers(2 if kind in PAIRED else 1, 3)) if K is None else K
    n = draw(st.integers(1, 3)) if n is None else n
    size, rng = draw(st.integers(1, 8)), draw(rngs())
    x = np.empty((size, n), dtype=object)
    for where in np.ndindex(size, n):
        x[where] = Fraction(int(rng.integers(-3, 4)), int(rng.integers(1, 4)))
    return x, rng.integers(0, 2, size=size), draw(gates(size, K, kind))
