"""The architecture (c_1, ..., c_m) of an ensemble mask network, and its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from ...randomness import generator
from ...validation import (
    Array,
    any_exact,
    as_array,
    check_finite,
    check_memory,
    check_shape,
    entries,
    flag,
    float_type,
    natural,
    one_line,
    real_array,
)
from .initialization import PYTORCH, Initialization


@dataclass(frozen=True, eq=False)
class Parameters:
    """The layers of a network: layers[0] (c_1 n, n), then (n, c_out, c_in) each, the last with c_out = 1.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(2, (1,))
    >>> params = net.parameters([[[1, 1], [2, 2]], [[[1]], [[0.5]]]])
    >>> emn.effective_weights(net, params).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """

    layers: tuple[Array, ...]

    @property
    def dtype(self) -> Any:
        return self.layers[0].dtype


@dataclass(frozen=True)
class Architecture:
    """n inputs and outputs and hidden layers of c_i n units, c_i copies of each node (Luntzel 2023, section 2).

    The first layer connects every input to every copy, masked and scaled by A; all later layers stay within a node.
    `copies=()` has no hidden layer. Copy a of node i in a layer of c copies is row i c + a.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(n=3, copies=(2,))
    >>> net.parameter_count
    24
    >>> [layer.shape for layer in net.init(rng=0).layers]
    [(6, 3), (3, 1, 2)]
    """

    n: int
    copies: tuple[int, ...] = (1,)

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", natural("n", self.n))
        if not isinstance(self.copies, tuple | list):
            raise TypeError(f"copies must be a tuple of whole numbers; got {one_line(self.copies)}. One layer is (c,).")
        object.__setattr__(self, "copies", tuple(natural("every entry of copies", c) for c in self.copies))

    @property
    def widths(self) -> tuple[int, ...]:
        """Units per node after each layer: (c_1, ..., c_m, 1), or (1,) without hidden layer."""
        return (*self.copies, 1)

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of the layers."""
        return ((self.widths[0] * self.n, self.n), *((self.n, out, inn) for inn, out in pairwise(self.widths)))

    @property
    def parameter_count(self) -> int:
        """n^2 c_1 weights of the first layer and n c_i c_(i+1) of each later one."""
        return sum(prod(shape) for shape in self.shapes)

    def init(self, rng: Any = None, dtype: Any = np.float64, law: Initialization = PYTORCH) -> Parameters:
        """Random parameters, each uniform on +-1/sqrt(fan_in), PyTorch's default for a linear layer, or of another `law`.

        fan_in counts what feeds a unit: n in the first layer, the c_in copies of its own node in a later one. (The
        paper does not state its initialization.) dtype is float32 or float64.
        """
        kind = float_type("dtype", dtype)
        if not isinstance(law, Initialization):
            raise TypeError(f"law must be an Initialization; got {one_line(law)}.")
        draw = generator(rng, "theory.emn.Architecture.init")
        check_memory("n and copies", self.parameter_count)
        return self.parameters([layer.astype(kind) for layer in law.draw(draw, self.shapes)])

    def parameters(self, layers: Any, exact: bool = False) -> Parameters:
        """`layers` as validated, read-only parameters of this architecture, all of one float type.

        `exact=True` lets exact rationals through besides: where a layer is an object array, all become `Fraction`.
        """
        if not isinstance(layers, Parameters | tuple | list):
            raise TypeError(f"params must be Parameters or a list of layers; got {one_line(layers)}. See init().")
        parts = entries("params.layers", layers.layers if isinstance(layers, Parameters) else layers)
        if len(parts) != len(self.shapes):
            raise ValueError(f"params must have {len(self.shapes)} layers for copies={self.copies}; got {len(parts)}.")
        given = [as_array(f"params.layers[{i}]", layer) for i, layer in enumerate(parts)]
        if flag("exact", exact) and any_exact(**{f"params.layers[{i}]": layer for i, layer in enumerate(given)}):
            return Parameters(
                tuple(
                    real_array(f"params.layers[{i}]", layer, shape, exact=True)
                    for i, (layer, shape) in enumerate(zip(given, self.shapes, strict=True))
                )
            )
        kinds = [layer.dtype for layer in given]
        dtype = np.result_type(*kinds) if all(kind.kind in "biuf" for kind in kinds) else None
        if dtype is None or dtype not in (np.float32, np.float64):
            got = ", ".join(map(str, kinds)) if dtype is None else dtype
            raise TypeError(f"params must be float32 or float64 in all layers; got {got}. Use .astype(float).")
        frozen = []
        for i, (layer, shape) in enumerate(zip(given, self.shapes, strict=True)):
            check_shape(f"params.layers[{i}]", layer, shape)
            check_finite(f"params.layers[{i}]", layer)
            copy = layer.astype(dtype)
            copy.setflags(write=False)
            frozen.append(copy)
        return Parameters(tuple(frozen))


def check_parameters(net: Any, params: Any, exact: bool = False) -> Parameters:
    """`params` validated for `net`, which must be an architecture; exact rationals only where they stay exact."""
    return check_network(net).parameters(params, exact)


def check_network(net: Any) -> Architecture:
    """`net` if it is an architecture, else a TypeError."""
    if not isinstance(net, Architecture):
        raise TypeError(f"net must be an Architecture; got {one_line(net)}.")
    return net


def row_blocks(net: Architecture, params: Parameters) -> tuple[Array, ...]:
    """The layers node by node: (n, c_1, n), (n, c_2, c_1), ..., (n, 1, c_m)."""
    return (params.layers[0].reshape(net.n, net.widths[0], net.n), *params.layers[1:])
