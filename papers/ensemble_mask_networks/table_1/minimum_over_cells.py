"""The least error of all fifteen cells of a network, as Table 1 has it: simulated for the smaller n, read from the sweeps."""

from __future__ import annotations

import numpy as np

from papers import Context
from sims.emn import evaluate, finite, train_batch
from sims.emn.evaluation import ERRORS
from theory import emn

from ..experiments import META_EPOCHS
from ..printed_table_1 import SIZES

# n: sweep
SWEEP_OF = {5: "table_1_seeds", 10: "table_1_seeds", 20: "table_1_seeds", 40: "table_1_seeds_40", 100: "table_1"}
CONDITIONS = ("control", "shuffled")
EPOCHS = (1, 2, 3)
SMALL = ((5, "float32"), (5, "float64"), (10, "float32"))  # simulated by default
FEW = 2  # networks a condition
COUNT = 30  # test masks by default
FEWEST = "phase_cells_large"  # the cell (1, 1) alone
SWEEPS = (*dict.fromkeys(SWEEP_OF.values()), FEWEST)
ERROR = ERRORS[0]
MOST = EPOCHS[-1] * META_EPOCHS[-1]
Minima = dict[tuple[int, str], tuple[int, list[float]]]  # by n and float type: passes over the masks, least errors


def minima(context: Context) -> Minima:
    """The least mean square errors of the networks of both conditions, over fifteen cells; where none is swept, in (1, 1)."""
    if not context.full:
        return {(n, dtype): (MOST, _simulated(context, n, dtype)) for n, dtype in SMALL}
    found: Minima = {}
    for n in SIZES:
        for condition in CONDITIONS:
            for choice, errors in minimum_over_cells(context, n, condition).items():
                dtype, _, name = choice.partition(", ")
                if name == ERROR:
                    found.setdefault((n, dtype), (MOST, []))[1].extend(errors)
    for record in context.sweep(FEWEST):
        key = record.parameters["n"], record.parameters["dtype"]
        found.setdefault(key, (1, []))[1].append(record.scalars["mean_square_1"])
    return found


def minimum_over_cells(context: Context, n: int, condition: str) -> dict[str, list[float]]:
    """The least error of all fifteen cells of each network of the sweep, as the table has it."""
    least: dict[str, dict[int, float]] = {}
    for record in context.sweep(SWEEP_OF[n]):
        if (record.parameters["n"], record.parameters["condition"]) == (n, condition):
            for name in ERRORS:
                cells = [record.scalars[f"{name.replace(' ', '_')}_{m}"] for m in META_EPOCHS]
                seeds = least.setdefault(f"{record.parameters['dtype']}, {name}", {})
                seeds[record.seed] = min([*cells, seeds.get(record.seed, np.inf)])
    return {choice: list(seeds.values()) for choice, seeds in least.items()}


def _simulated(context: Context, n: int, dtype: str) -> list[float]:
    net, names = emn.Architecture(n), [(condition, seed) for condition in CONDITIONS for seed in range(FEW)]
    starts = [net.init(context.rng(f"minimum start, {n} {dtype} {name}"), dtype) for name in names]
    least = dict.fromkeys(names, np.inf)
    for epochs in EPOCHS:
        runs = train_batch(
            net,
            starts,
            rngs=[context.rng(f"minimum, {n} {dtype} {epochs} {name}") for name in names],
            condition=[condition for condition, _ in names],
            epochs=epochs,
            meta_epochs=META_EPOCHS[-1],
            snapshots=META_EPOCHS,
        )
        for name, run in zip(names, finite(runs), strict=True):
            for m in META_EPOCHS:
                test = context.rng(f"minimum test, {n} {name} {epochs} {m}")
                error = evaluate(net, run.snapshots[m], test, count=COUNT)[ERROR]
                least[name] = min(least[name], error)
    return list(least.values())
