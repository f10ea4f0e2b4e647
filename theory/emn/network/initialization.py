"""Laws of initial weights: a size over the root of a fan, as the usual libraries have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from ...validation import Array, choice, real_number

LAWS = ("uniform", "positive", "normal")
FANS = ("in", "mean", "none")
COUNTED = ("node", "layer")


@dataclass(frozen=True)
class Initialization:
    """Independent weights of size s = gain / sqrt(fan): uniform on (-s, s), "positive" on (0, s), or normal of deviation s.

    `fan` is the number of inputs of a unit ("in"), its mean with the number of its outputs ("mean"), or 1 ("none"). Units
    of later layers have inputs and outputs in their own node only; `counted` says whether those of the n nodes are counted
    ("layer"), as where a whole matrix is drawn and then masked, or the node's own ("node"). The first layer is whole anyway.

    Example:
    >>> from theory import emn
    >>> net = emn.Architecture(3, (1,))
    >>> params = net.init(0, law=emn.Initialization("positive", fan="none"))
    >>> bool(min(layer.min() for layer in params.layers) > 0)
    True
    """

    law: str = "uniform"
    gain: float = 1.0
    fan: str = "in"
    counted: str = "node"

    def __post_init__(self) -> None:
        choice("law", self.law, LAWS)
        choice("fan", self.fan, FANS)
        choice("counted", self.counted, COUNTED)
        object.__setattr__(self, "gain", float(real_number("gain", self.gain, above=0)))

    def fans(self, shapes: Sequence[tuple[int, ...]]) -> list[float]:
        """What the squared gain is divided by in each layer of `Architecture.shapes`."""
        outputs, inputs = shapes[0]
        ends = [(inputs, outputs)]
        for n, out, into in shapes[1:]:
            nodes = n if self.counted == "layer" else 1
            ends.append((nodes * into, nodes * out))
        return [{"in": float(i), "mean": (i + o) / 2, "none": 1.0}[self.fan] for i, o in ends]

    def draw(self, rng: np.random.Generator, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
        """The layers, float64, drawn one after the other."""
        layers = []
        for shape, fan in zip(shapes, self.fans(shapes), strict=True):
            unit = rng.standard_normal(shape) if self.law == "normal" else rng.uniform(-1, 1, shape)
            layers.append((np.abs(unit) if self.law == "positive" else unit) * self.gain / np.sqrt(fan))
        return layers


def error_at_start(n: int) -> tuple[Fraction, Fraction]:
    """<e_j^2> and <e_j e_k> of a row's error e = beta - 1 in (), its n weights independent and uniform on +-1/sqrt(n).

    Example:
    >>> from theory.emn.network.initialization import error_at_start
    >>> [str(mean) for mean in error_at_start(5)]
    ['16/15', '1']
    """
    return 1 + Fraction(1, 3 * n), Fraction(1)


PYTORCH = Initialization()
INITIALIZATIONS: Mapping[str, Initialization] = MappingProxyType(
    {
        "PyTorch's": PYTORCH,
        "PyTorch's, whole layer": Initialization(counted="layer"),
        "Xavier": Initialization(gain=3**0.5, fan="mean"),
        "Xavier, whole layer": Initialization(gain=3**0.5, fan="mean", counted="layer"),
        "Kaiming": Initialization(gain=6**0.5),
        "Kaiming, whole layer": Initialization(gain=6**0.5, counted="layer"),
        "U(-1, 1)": Initialization(fan="none"),
        "U(0, 1)": Initialization("positive", fan="none"),
        "N(0, 1)": Initialization("normal", fan="none"),
    }
)
