"""Trainings in the low-data setting, |d| = 36 n^1.15 masks of 15 n^(2/3) inputs, beside those with 36 n^1.3 and 8 n."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from papers import Context
from sims.emn import finite, train_batch
from theory import emn
from theory.emn.rates.rounding_floor import rounding_floor, stalled_spread
from theory.randomness import generator
from theory.validation import Array

from ..experiments import META_EPOCHS, low_data_setting
from ..fair_masks import population_risk

CONDITIONS = ("control", "shuffled", "subsampled")
DTYPES = ("float32", "float64")
SIZES = (5, 10, 20, 40, 100)
TOP = {5: 8, 10: 4, 20: 2}  # simulated by default: meta-epochs after which errors are at the floor in both float types
FEW = 6
SWEPT = {  # with `full`: sweeps with low data and with more, epochs, meta-epochs
    40: ("low_data_40", "table_1_seeds_40", (1, 2, 3), META_EPOCHS),
    100: ("low_data_100", "table_1", (1,), (1, 2, 4)),
}
SCATTER = 0.1  # decades, of errors at the rounding floor
LOW = "36 n^1.15 masks of 15 n^(2/3) inputs, rounded to the nearest; batches of a quarter of them, rounded down"
SETTING = (LOW, "architecture (1), lr 0.1, loss averaged over batch and outputs")
SWEEPS = tuple(sweep for low, high, *_ in SWEPT.values() for sweep in (low, high))


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


def predicted_range(seed: int, regime: str, n: int, dtype: str, meta_epochs: int = 1) -> float:
    """Decades between the predicted error of the cell (1, meta-epochs), were all masks new, and the rounding floor."""
    net = emn.Architecture(n)
    params = net.init(generator(seed, f"low data start {n} 0"))
    size, vectors = _sizes(regime, n)
    size *= meta_epochs
    error = float(emn.predicted_errors(net, params, np.array([size]), batch=vectors // 4)[0])
    floor = rounding_floor(emn.learned_constants(net, params), 4 * size, dtype=dtype)
    return float(np.log10(max(error, floor) / floor))


def stalled_risk(seed: int, regime: str, n: int, dtype: str, meta_epochs: int) -> float:
    """log10 of the error under fair bits that weights are stopped at by rounding, averaged over the starts of `log_errors`."""
    net, (diagonal, off) = emn.Architecture(n), emn.risk_entries()
    steps = 4 * _sizes(regime, n)[0] * meta_epochs
    starts = (net.init(generator(seed, f"low data start {n} {s}")) for s in range(FEW))
    squares = [np.mean(stalled_spread(emn.learned_constants(net, start), steps, dtype=dtype) ** 2) for start in starts]
    return float(np.log10(n * float(diagonal - off) * np.mean(squares)))


def _sizes(regime: str, n: int) -> tuple[int, int]:
    """The number of masks, and of inputs for each."""
    if regime == "high":
        return emn.training_set_size(n), 8 * n
    setting: dict[str, Any] = low_data_setting(n)
    return setting["masks"].size, setting["vectors"]


def swept_ranges(context: Context, n: int) -> list[float]:
    """With `full`, in 32 bits: the range over the cells of `SWEPT` with low data, by condition and seed, less that with more.

    Of the latter the mean over its seeds, in the same condition.
    """
    low, high, epochs, meta_epochs = SWEPT[n]
    cells: dict[tuple[str, str, int], list[float]] = {}
    for sweep in (low, high):
        for record in context.sweep(sweep):
            p = record.parameters
            if p["n"] == n and p["epochs"] in epochs:
                found = cells.setdefault((sweep, p["condition"], record.seed), [])
                found += [np.log10(record.scalars[f"mean_square_{m}"]) for m in meta_epochs]
    ranges: dict[tuple[str, str], list[float]] = {}
    for (sweep, condition, _), found in cells.items():
        ranges.setdefault((sweep, condition), []).append(float(np.ptp(found)))
    return [r - float(np.mean(ranges[high, c])) for c in CONDITIONS for r in ranges[low, c]]
