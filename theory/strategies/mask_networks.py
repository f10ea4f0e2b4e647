"""Ensemble mask networks with parameters, in floats and in exact rationals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..emn import Architecture, Parameters
from .generators import rngs


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
