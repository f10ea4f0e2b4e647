"""Hypothesis strategies for masks, gates and problems, to import in your own tests (extra `gatelemma[testing]`).

Numbers come from a drawn seed, structure (sizes, kinds, rank, condition) from Hypothesis, which shrinks it. Matrices are
made from a spectrum and a rotation: raw random floats are numerically singular or nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

try:
    from hypothesis import strategies as st
except ImportError as missing:
    raise ImportError(
        "theory.strategies needs Hypothesis; install the extra: pip install 'gatelemma[testing]'."
    ) from missing

from .emn import Architecture, Parameters
from .regression import GatedRegression
from .validation import Array

__all__ = [
    "exact_networks",
    "exact_samples",
    "gates",
    "mask_sets",
    "masks",
    "networks",
    "problems",
    "rngs",
    "samples",
    "weights",
]

GATE_KINDS = ("exclusive", "redundant", "overlapping", "never on", "any")
PAIRED = ("redundant", "overlapping")  # two gates at least


def rngs() -> st.SearchStrategy[np.random.Generator]:
    """NumPy generators from a drawn seed.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> find(draw.rngs(), lambda rng: True).random() < 1
    True
    """
    return st.integers(0, 2**32 - 1).map(np.random.default_rng)


@st.composite
def masks(draw: Callable[..., Any], n: int, *, symmetric: bool = False, binary: bool = True) -> Array:
    """A mask (n, n) in [0, 1]: any density, self-loops allowed, often with an empty row (and column, if symmetric).

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> A = find(draw.masks(3, symmetric=True), lambda A: A.any())
    >>> A.shape, bool((A == A.T).all())
    ((3, 3), True)
    """
    rng, density = draw(rngs()), draw(st.sampled_from((0.0, 0.2, 0.5, 0.8, 1.0)))
    A = (rng.random((n, n)) < density) * (1.0 if binary else rng.random((n, n)))
    if symmetric:
        A = np.triu(A) + np.triu(A, 1).T
    for row in draw(st.sets(st.integers(0, n - 1), max_size=n // 2)):
        A[row] = 0
        if symmetric:
            A[:, row] = 0
    return A


def mask_sets(n: int, *, max_size: int = 6, symmetric: bool = False, binary: bool = True) -> st.SearchStrategy[Array]:
    """A training set of masks (D, n, n), D from 1 to `max_size`.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> find(draw.mask_sets(3, max_size=2), lambda A: len(A) == 2).shape
    (2, 3, 3)
    """
    return st.lists(masks(n, symmetric=symmetric, binary=binary), min_size=1, max_size=max_size).map(np.array)


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


@st.composite
def networks(
    draw: Callable[..., Any], *, copies: tuple[int, ...] | None = None, max_n: int = 5, dtype: Any = None
) -> tuple[Architecture, Parameters]:
    """An architecture, up to two hidden layers of up to three copies, with random parameters.

    Example:
    >>> from hypothesis import find
    >>> from theory import strategies as draw
    >>> net, params = find(draw.networks(copies=(2,), max_n=3), lambda network: network[0].n == 3)
    >>> [layer.shape for layer in params.layers]
    [(6, 3), (3, 1, 2)]
    """
    shapes = st.lists(st.integers(1, 3), max_size=2).map(tuple)
    net = Architecture(draw(st.integers(1, max_n)), draw(shapes) if copies is None else copies)
    dtype = draw(st.sampled_from((np.float32, np.float64))) if dtype is None else dtype
    return net, net.init(draw(rngs()), dtype)


@st.composite
def exact_networks(
    draw: Callable[..., Any], *, copies: tuple[int, ...] | None = None, max_n: int = 4
) -> tuple[Architecture, Parameters]:
    """The same in exact rationals, entries -2, ..., 2 over 1 or 2: layers of low rank and zeros are common.

    Example:
    >>> from hypothesis import find
    >>> from theory import emn
    >>> from theory import strategies as draw
    >>> net, params = find(draw.exact_networks(), lambda network: True)
    >>> emn.effective_weights(net, params).dtype
    dtype('O')
    """
    net, params = draw(networks(copies=copies, max_n=max_n))
    rng = draw(rngs())
    layers = []
    for layer in params.layers:
        exact = np.empty(layer.shape, dtype=object)
        for where in np.ndindex(layer.shape):
            exact[where] = Fraction(int(rng.integers(-2, 3)), int(rng.integers(1, 3)))
        layers.append(exact)
    return net, net.parameters(layers, exact=True)
