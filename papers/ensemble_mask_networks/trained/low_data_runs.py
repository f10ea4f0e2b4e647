"""Trainings in the low-data setting, |d| = 36 n^1.15 masks of 15 n^(2/3) inputs, beside those with 36 n^1.3 and 8 n."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from papers.ledger.claim import Context
from sims.batch import train_batch
from theory import emn
from theory.emn.rates.rounding_floor import rounding_floor
from theory.randomness import generator
from theory.validation import Array

from ..experiments import META_EPOCHS, low_data_setting
from ..rates.rates import finite, population_risk

REGIMES = ("low", "high")
CONDITIONS = ("control", "shuffled", "subsampled")
DTYPES = ("float32", "float64")
SIZES = (5, 10, 20, 40, 100)
TOP = {5: 8, 10: 4, 20: 2}  # simulated by default: meta-epochs after which errors are at the floor in both float types
FEW = 6
SWEEPS = ("low_data_40", "low_data_100", "table_1")  # with `full`
SWEPT = {40: ("low_data_40", (1, 2, 3), META_EPOCHS), 100: ("low_data_100", (1,), (1, 2, 4))}  # epochs, meta-epochs


@cache
def log_errors(
    seed: int,
    regime: str,
    n: int,
    dtype: str,
    condition: str = "control",
    *,
    epochs: int = 1,
    top: int,
    order: str = "by sum",
    seeds: int = FEW,
) -> Array:
    """log10 of the error under fair bits, (seeds, meta-epochs of `META_EPOCHS` up to `top`).

    The networks of a seed start from the same weights in every setting.
    """
    net, (size, vectors) = emn.Architecture(n), _sizes(regime, n)
    keep = [m for m in META_EPOCHS if m <= top]
    starts = [net.init(generator(seed, f"low data start {n} {s}"), dtype) for s in range(seeds)]
    rngs = [generator(seed, f"low data {regime} {n} {dtype} {condition} {epochs} {order} {s}") for s in range(seeds)]
    runs = train_batch(
        net,
        starts,
        rngs=rngs,
        masks=emn.PaperMasks(n, size=size, order=order),
        condition=condition,
        epochs=epochs,
        meta_epochs=top,
        snapshots=keep,
        vectors=vectors,
    )
    return np.log10([[population_risk(net, run.snapshots[m]) for m in keep] for run in finite(runs)])


def predicted_range(seed: int, regime: str, n: int, dtype: str) -> float:
    """Decades between the predicted error of the cell (1, 1) and the rounding floor."""
    net = emn.Architecture(n)
    params = net.init(generator(seed, f"low data start {n} 0"))
    size, vectors = _sizes(regime, n)
    error = float(emn.predicted_errors(net, params, np.array([size]), batch=vectors // 4)[0])
    floor = rounding_floor(emn.learned_constants(net, params), 4 * size, dtype=dtype)
    return float(np.log10(max(error, floor) / floor))


def _sizes(regime: str, n: int) -> tuple[int, int]:
    """The number of masks, and of inputs for each."""
    if regime == "high":
        return emn.training_set_size(n), 8 * n
    setting: dict[str, Any] = low_data_setting(n)
    return setting["masks"].size, setting["vectors"]


def swept_ranges(context: Context, n: int) -> list[float]:
    """With `full`: the range over the cells of `SWEPT` with low data less that over the same in Table 1, by condition, 32-bit."""
    low, epochs, meta_epochs = SWEPT[n]
    high = SWEEPS[-1]
    found: dict[tuple[str, str], list[float]] = {}
    for sweep in (low, high):
        for record in context.sweep(sweep):
            p = record.parameters
            if p["n"] == n and p["epochs"] in epochs:
                cells = found.setdefault((sweep, p["condition"]), [])
                cells += [np.log10(record.scalars[f"mean_square_{m}"]) for m in meta_epochs]
    return [float(np.ptp(found[low, c]) - np.ptp(found[high, c])) for c in CONDITIONS]
