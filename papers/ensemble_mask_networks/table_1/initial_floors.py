"""The rounding floors of initial networks, over test masks and initializations."""

from __future__ import annotations

import numpy as np

from papers import Context
from theory import emn
from theory.emn.network.initialization import INITIALIZATIONS
from theory.validation import Array

from ..printed_table_1 import SIZES
from .at_the_floor import STEPS
from .floor_of_masks import floor_of
from .minimum_over_cells import CONDITIONS, MOST

LAWS = INITIALIZATIONS
NETWORKS = {5: 48, 10: 32, 20: 24, 40: 16, 100: 8}  # initial networks of each law
SMALL = ("U(-1, 1)", "U(0, 1)")  # the laws of n-independent size that are not too large
CELLS = [(n, condition) for n in SIZES for condition in CONDITIONS]
Pair = tuple[str, str]  # test masks, initialization


def constants(context: Context, n: int, law: str) -> list[Array]:
    """The constants of the initial networks."""
    net, names = emn.Architecture(n), (f"initial network, {n} {law} {seed}" for seed in range(NETWORKS[n]))
    return [emn.learned_constants(net, net.init(context.rng(name), law=LAWS[law])) for name in names]


def log_floors(context: Context, n: int, pair: Pair, stalled: float = 1.0, test: float = 1.0) -> Array:
    """log10 of the floors of the initial networks, in 32-bit floats."""
    masks, law = pair
    floor, steps = floor_of(masks, stalled, test), STEPS * emn.training_set_size(n) * MOST
    networks = context.once(f"{n} {law}", lambda: constants(context, n, law))
    return np.log10([floor(c, steps, "float32") for c in networks])
