"""Networks of Figure 3 at the rounding floor: trained here or read from the sweeps, and the floor that is predicted for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from papers import Context
from sims.emn import finite, train_batch
from theory import emn
from theory.emn.rates.rounding_floor import evaluation_variance
from theory.validation import Array

from ..experiments import FRACTIONS, META_EPOCHS, errors_by_sparsity
from ..table_1.at_the_floor import STEPS

CONDITIONS = ("control", "shuffled")  # of one law at the floor
SWEPT = {"figure_3": META_EPOCHS[-1], "figure_3_100": 1}  # meta-epochs
BRIEF = {
    5: (8, (3, 3)),
    10: (4, (3, 3)),
    20: (1, (2, 2)),
    40: (1, (2, 1)),
}  # meta-epochs to the floor, networks by condition
STARTS = 16
Panels = dict[tuple[int, str], list[list[float]]]  # by n and condition: for each network the errors by fraction
Curve = Callable[[Array, int], Array]  # constants of the rows, steps -> the error at `FRACTIONS`


def trained(context: Context, n: int, condition: str, meta_epochs: int, networks: int) -> list[list[float]]:
    """Errors at `FRACTIONS` of networks trained from their initialization, in 32-bit floats."""
    net = emn.Architecture(n)
    rngs = [context.rng(f"figure 3 {n} {condition} {seed}") for seed in range(networks)]
    starts = [net.init(rng, np.float32) for rng in rngs]
    runs = finite(train_batch(net, starts, rngs=rngs, condition=condition, meta_epochs=meta_epochs))
    return [list(errors_by_sparsity(net, run.params, rng).values()) for run, rng in zip(runs, rngs, strict=True)]


def swept(context: Context) -> Panels:
    """With `full`: those of the sweeps."""
    out: Panels = {}
    for sweep in SWEPT:
        for r in context.sweep(sweep):
            found = out.setdefault((r.parameters["n"], r.parameters["condition"]), [])
            found.append([r.scalars[f"active_{f}"] for f in FRACTIONS])
    return out


def meta_epochs_of(context: Context, n: int) -> int:
    """How many the networks of `trained` or `swept` have."""
    return SWEPT["figure_3_100" if n == 100 else "figure_3"] if context.full else BRIEF[n][0]


def predicted(context: Context, n: int, curve: Curve | None = None) -> Array:
    """`curve`, by default the floor, at the steps of these networks, averaged over other initial ones."""
    net, steps = emn.Architecture(n), STEPS * emn.training_set_size(n) * meta_epochs_of(context, n)
    starts = (net.init(context.rng(f"figure 3 start {n} {i}")) for i in range(STARTS))
    constants = context.once(f"constants {n}", lambda: [emn.learned_constants(net, start) for start in starts])
    return np.mean([(curve or floor)(c, steps) for c in constants], axis=0)


def floor(c: Array, steps: int) -> Array:
    return _floor(tuple(c.tolist()), steps)


@cache
def _floor(c: tuple[float, ...], steps: int) -> Array:
    return emn.floor_by_active_entries(c, steps, FRACTIONS)


def rounding(c: Array, steps: int) -> Array:
    """The part of the floor that is the test's own rounding, 32 f^3 V."""
    return np.asarray(32 * fractions(len(c)) ** 3 * np.mean(evaluation_variance(c)))


def fractions(n: int) -> Array:
    """`FRACTIONS` as whole numbers of n^2 entries have them."""
    return np.array([round(f * n * n) / n**2 for f in FRACTIONS])
